import { useState } from 'react';
import { fileLink } from '../../lib/files.js';
import { date, dateTime, number } from '../../lib/format.js';
import { useGet } from '../../lib/query.js';
import { asks, creditsAsked, laterFirst, offeringFacts } from '../../lib/requirement.js';
import { COMPONENT_KIND, EVIDENCE, NEXT_STEP, OFFERING, REGISTRATION, REQUIREMENT } from '../../lib/words.js';
import { Alert } from '../../ui/alert/Alert.jsx';
import { StatusBadge } from '../../ui/badge/Badge.jsx';
import { Button, ButtonLink } from '../../ui/button/Button.jsx';
import { DefinitionList } from '../../ui/definition-list/DefinitionList.jsx';
import { FileList } from '../../ui/file-list/FileList.jsx';
import { Link } from '../../ui/link/Link.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { PageProblem } from '../../ui/page-header/PageProblem.jsx';
import { ProgressBar } from '../../ui/progress-bar/ProgressBar.jsx';
import { Section } from '../../ui/section/Section.jsx';
import { SubmitCompletion } from './SubmitCompletion.jsx';
import './members.css';

/** @typedef {import('../../lib/types.js').Requirement} Requirement */

/** @param {{requirement: Requirement}} props */
function Facts({ requirement }) {
  return (
    <DefinitionList items={[
      { label: 'Kind', value: COMPONENT_KIND[requirement.component_kind] ?? requirement.component_kind },
      { label: 'Asks for', value: asks(requirement, '') },
      { label: 'Date', value: date(requirement.completed_on) },
      { label: 'Grade', value: requirement.grade === null ? null : [number(requirement.grade), requirement.grade_scale].filter(Boolean).join(' / ') },
      { label: 'Offering', value: requirement.offering_title },
      { label: 'Notes', value: requirement.notes && <span className="preserve">{requirement.notes}</span> },
      { label: 'Evidence', value: requirement.evidence && (EVIDENCE[requirement.evidence] ?? requirement.evidence) },
      { label: 'Files', value: requirement.files.length > 0 && <FileList files={requirement.files} link={fileLink} /> },
      { label: 'Submitted', value: dateTime(requirement.recorded_at) },
      { label: 'Decided', value: dateTime(requirement.decided_at) },
      { label: 'Decision note', value: requirement.status === 'rejected' ? null : requirement.decision_note },
    ].filter(({ value }) => value !== false)}
    />
  );
}

/** How far one's credits are. @param {{requirement: Requirement}} props */
function Credits({ requirement }) {
  if (requirement.min_credits === null) return null;
  return (
    <Section title="Your credits" hint="Enough of them meet this by themselves." isCard>
      <ProgressBar label={`Counting today for ${creditsAsked(requirement)}`} isWide done={requirement.credits ?? 0} of={requirement.min_credits} unit="credits" />
      <div><ButtonLink href="/my-credits">Open my credits</ButtonLink></div>
    </Section>
  );
}

/** @param {import('../../lib/types.js').Offering} offering */
const registerWords = ({ status, registration }) => (status === 'open' && registration === 'none' ? 'Register for' : 'Details of');

/** What the person can take part in for it. @param {{enrollmentId: number, requirement: Requirement}} props */
function Offerings({ enrollmentId, requirement }) {
  if (requirement.offerings.length === 0) return null;
  return (
    <Section title="Dates and places" isCard>
      <ul>
        {requirement.offerings.toSorted(laterFirst).map((offering) => (
          <li key={offering.id} className="member-offering">
            <span className="row-between"><strong>{offering.title}</strong><StatusBadge words={OFFERING} status={offering.status} /></span>
            <span className="secondary small">{offeringFacts(offering)}</span>
            {offering.registration && offering.registration !== 'none' && <span><StatusBadge words={REGISTRATION} status={offering.registration} /></span>}
            <span><Link href={`/classes/${offering.id}?for=${enrollmentId}`}>{registerWords(offering)}<span className="visually-hidden"> {offering.title}</span></Link></span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** @param {{enrollmentId: number, requirement: Requirement}} props */
function Submitting({ enrollmentId, requirement }) {
  const [isOpen, setOpen] = useState(false);
  if (!requirement.can.record || !requirement.needs_approval) return null;
  return (
    <Section title="Have you done it?" hint="Tell us when and how. Your organisation looks at it and approves it, or says what is missing." isCard>
      {isOpen
        ? <SubmitCompletion enrollmentId={enrollmentId} requirement={requirement} onClose={() => setOpen(false)} />
        : <div><Button variant="primary" onPress={() => setOpen(true)}>{requirement.status === 'rejected' ? 'Submit it again' : 'Submit a completion'}</Button></div>}
    </Section>
  );
}

/** What stands in the way, or what comes next, in one sentence. @param {{requirement: Requirement}} props */
function Word({ requirement }) {
  const { status, next_step: step, locked_reason: locked } = requirement;
  if (status === 'rejected') return <Alert tone="danger" title="Not accepted">{requirement.decision_note}</Alert>;
  if (locked && status === 'none') return <Alert title="Not yet">{locked}</Alert>;
  if (!step) return null;
  return <Alert title={NEXT_STEP[step].label}>{step === 'course' && requirement.course_id && <Link href={`/catalogue/courses/${requirement.course_id}`}>Go to the course</Link>}</Alert>;
}

/** One requirement of one's own program. @param {{params: {id: string, rid: string}}} props */
export default function MyRequirement({ params }) {
  const { data, error, refetch } = useGet(`/enrollments/${params.id}`);
  if (error && !data) return <PageProblem title="Requirement" error={error} onRetry={refetch} />;
  if (!data) return <Loading />;
  /** @type {Requirement|undefined} */
  const requirement = data.requirements.find((/** @type {Requirement} */ one) => String(one.id) === params.rid);
  if (!requirement) return <PageProblem title="Requirement" error={{ status: 404, title: 'No such requirement', detail: 'This program has no requirement with that number.' }} />;
  return (
    <div className="stack">
      <PageHeader
        title={requirement.title}
        crumbs={[{ label: 'My programs', href: '/my-programs' }, { label: data.program.name, href: `/my-programs/${params.id}` }]}
        badge={<StatusBadge words={REQUIREMENT} status={requirement.status} />}
        lead={data.stages[requirement.stage].title}
      />
      <Word requirement={requirement} />
      <Section title="Details" isCard><Facts requirement={requirement} /></Section>
      <Credits requirement={requirement} />
      <Submitting enrollmentId={data.id} requirement={requirement} />
      <Offerings enrollmentId={data.id} requirement={requirement} />
    </div>
  );
}
