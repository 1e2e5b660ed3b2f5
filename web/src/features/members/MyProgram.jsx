import { Lock } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useLocation } from 'wouter';
import { date, dateTime } from '../../lib/format.js';
import { useGet } from '../../lib/query.js';
import { stageNeeds } from '../../lib/requirement.js';
import { deadline, ENROLLMENT, REQUIREMENT } from '../../lib/words.js';
import { Alert } from '../../ui/alert/Alert.jsx';
import { Badge, StatusBadge } from '../../ui/badge/Badge.jsx';
import { Button, ButtonLink } from '../../ui/button/Button.jsx';
import { DefinitionList } from '../../ui/definition-list/DefinitionList.jsx';
import { Link } from '../../ui/link/Link.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { PageProblem } from '../../ui/page-header/PageProblem.jsx';
import { ProgressBar } from '../../ui/progress-bar/ProgressBar.jsx';
import { Section } from '../../ui/section/Section.jsx';
import { NextSteps } from './NextSteps.jsx';
import './members.css';

const CancelOwn = lazy(() => import('./CancelOwn.jsx'));

/** @typedef {import('../../lib/types.js').Enrollment} Enrollment */
/** @typedef {import('../../lib/types.js').Requirement} Requirement */

/** What to do next, as the list of all programs has it. @param {Enrollment} enrollment @returns {import('../../lib/types.js').NextStep[]} */
function stepsOf({ status, requirements, stages }) {
  if (status === 'pending_approval') return [{ requirement_id: null, title: null, stage_title: null, step: 'wait_program_approval', course_id: null }];
  if (status !== 'enrolled' && status !== 'grace') return [];
  return requirements.flatMap(({ id, title, stage, next_step: step, course_id }) => (step ? [{ requirement_id: id, title, stage_title: stages[stage].title, step, course_id: step === 'course' ? course_id : null }] : []));
}

/** @param {{enrollment: Enrollment, requirement: Requirement}} props */
function Line({ enrollment, requirement }) {
  const { id, title, status, available, completed_on: completedOn, locked_reason: locked } = requirement;
  return (
    <li className="asked-line">
      <span className="stack-tiny">
        {available || status !== 'none' ? <Link href={`/my-programs/${enrollment.id}/requirements/${id}`}>{title}</Link> : <span className="secondary">{title}</span>}
        {completedOn && status === 'complete' && <span className="secondary small">Completed on {date(completedOn)}</span>}
      </span>
      <StatusBadge words={REQUIREMENT} status={status} />
      {!available && locked && status === 'none' && <span className="asked-why"><Lock size={13} aria-hidden />{locked}</span>}
    </li>
  );
}

/** @param {{enrollment: Enrollment}} props */
function Stages({ enrollment }) {
  return enrollment.stages.map((stage, index) => {
    const requirements = enrollment.requirements.filter((requirement) => requirement.stage === index);
    return (
      // Stages have no identity of their own: their place in the version is what tells them apart.
      // eslint-disable-next-line react/no-array-index-key
      <section key={index} className="asked" aria-label={stage.title}>
        <header className="asked-head">
          <h2>{stage.locked && <Lock size={15} aria-label="Locked" />}{stage.title}{stage.complete && <Badge tone="good">Complete</Badge>}</h2>
          <span className="secondary small">{stageNeeds(stage, requirements.length)}</span>
        </header>
        <ul>{requirements.map((requirement) => <Line key={requirement.id} enrollment={enrollment} requirement={requirement} />)}</ul>
      </section>
    );
  });
}

/** @param {{enrollment: Enrollment}} props */
function State({ enrollment }) {
  const { status } = enrollment;
  return (
    <>
      {status === 'expired' && <Alert tone="warn" title="The time is over">Nothing more can be completed. Ask your organisation for more time, or enroll again if the catalogue has the program.</Alert>}
      {status === 'cancelled' && (
        <Alert title={`Cancelled ${enrollment.cancelled_by_name ? `by ${enrollment.cancelled_by_name} ` : ''}on ${dateTime(enrollment.cancelled_at)}`}>{enrollment.cancel_reason}</Alert>
      )}
      {enrollment.superseded && <Alert title="There is a newer enrollment">You enrolled in this program again afterwards. This one is kept as history.</Alert>}
    </>
  );
}

/** Cancelling, or why it is not possible (and what would help). @param {{enrollment: Enrollment}} props */
function Leaving({ enrollment }) {
  const [isAsking, setAsking] = useState(false);
  const [, navigate] = useLocation();
  const { can, why_not: whyNot, status } = enrollment;
  if (status === 'cancelled' || status === 'earned' || enrollment.superseded) return null;
  return (
    <Section title="Leave the program" isCard>
      {can.cancel
        ? <div><Button onPress={() => setAsking(true)}>Cancel program enrollment</Button></div>
        : <p className="secondary">You cannot cancel this enrollment yourself. {whyNot.cancel?.detail} {whyNot.cancel?.remedy}</p>}
      {isAsking && <Suspense><CancelOwn enrollment={enrollment} onClose={() => setAsking(false)} onDone={() => navigate('/my-programs')} /></Suspense>}
    </Section>
  );
}

/** The person's own way through one program. @param {{params: {id: string}}} props */
export default function MyProgram({ params }) {
  const { data, error, refetch } = useGet(`/enrollments/${params.id}`);
  if (error && !data) return <PageProblem title="My program" error={error} onRetry={refetch} />;
  if (!data) return <Loading />;
  /** @type {Enrollment} */
  const enrollment = data;
  const steps = stepsOf(enrollment);
  return (
    <div className="stack">
      <PageHeader
        title={enrollment.program.name}
        crumbs={[{ label: 'My programs', href: '/my-programs' }]}
        badge={<StatusBadge words={ENROLLMENT} status={enrollment.status} />}
        lead={[enrollment.program.code, enrollment.designation && enrollment.designation !== enrollment.program.code && `leads to ${enrollment.designation}`].filter(Boolean).join(' · ')}
      />
      <State enrollment={enrollment} />
      <DefinitionList isRow items={[
        { label: 'Completion deadline', value: deadline(enrollment, date) },
        { label: 'Requirements met', value: <ProgressBar label="Requirements met" isLabelHidden done={enrollment.met} of={enrollment.required} /> },
        { label: 'Enrolled on', value: date(enrollment.enrolled_on) },
        { label: 'Enrollment no.', value: enrollment.cycle > 1 ? enrollment.cycle : null },
      ]}
      />
      {steps.length > 0 && <Section title="What to do next" isCard><NextSteps enrollmentId={enrollment.id} steps={steps} /></Section>}
      <Stages enrollment={enrollment} />
      {enrollment.status === 'earned' && enrollment.program.maintenance && <div><ButtonLink href={`/catalogue/${enrollment.program.id}`}>Renew it in the catalogue</ButtonLink></div>}
      <Leaving enrollment={enrollment} />
    </div>
  );
}
