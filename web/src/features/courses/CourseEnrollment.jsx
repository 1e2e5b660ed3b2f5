import { lazy, Suspense, useState } from 'react';
import { useLocation } from 'wouter';
import { date, list } from '../../lib/format.js';
import { useGet } from '../../lib/query.js';
import { useCan } from '../../lib/session.js';
import { COMPLETION_ORIGIN, COURSE_ACTIVITY, COURSE_ENROLLMENT, COURSE_SOURCE } from '../../lib/words.js';
import { Badge, StatusBadge } from '../../ui/badge/Badge.jsx';
import { Button } from '../../ui/button/Button.jsx';
import { DefinitionList } from '../../ui/definition-list/DefinitionList.jsx';
import { Disclosure } from '../../ui/disclosure/Disclosure.jsx';
import { Link } from '../../ui/link/Link.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { PageProblem } from '../../ui/page-header/PageProblem.jsx';
import { ProgressBar } from '../../ui/progress-bar/ProgressBar.jsx';
import { Section } from '../../ui/section/Section.jsx';
import { Table } from '../../ui/table/Table.jsx';
import { Tabs } from '../../ui/tabs/Tabs.jsx';
import { ACTIONS } from './actions.jsx';
import { CourseHistory } from './CourseHistory.jsx';
import { EnrollmentCredits } from './EnrollmentCredits.jsx';
import { StepList } from './StepList.jsx';

const ManyDialog = lazy(() => import('./ManyDialog.jsx'));
const DeleteDialog = lazy(() => import('./DeleteDialog.jsx'));
const ProofDialog = lazy(() => import('./ProofDialog.jsx'));

/** @typedef {import('../../lib/types.js').CourseEnrollment} Enrollment */
/** @typedef {import('../../lib/types.js').CourseAction} Action */

/** What somebody would look for here, in the order of the buttons. @type {{id: string, can: Action, label: string}[]} */
const BUTTONS = [
  { id: 'approve', can: 'decide', label: 'Approve' },
  { id: 'decline', can: 'decide', label: 'Decline' },
  { id: 'change', can: 'change', label: 'Change status' },
  { id: 'proof', can: 'equivalency', label: 'Enter an equivalency' },
  { id: 're_enroll', can: 're_enroll', label: 'Re-enroll' },
  { id: 'reassign', can: 'reassign', label: 'Reassign' },
  { id: 'unenroll', can: 'unenroll', label: 'Unenroll' },
  { id: 'delete', can: 'delete', label: 'Delete' },
];

/** @param {{enrollment: Enrollment}} props */
function Actions({ enrollment }) {
  const [open, setOpen] = useState('');
  const [, navigate] = useLocation();
  const mayChange = useCan()('course_status');
  const close = () => setOpen('');
  const shown = BUTTONS.filter(({ can, id }) => enrollment.can[can] && (mayChange || id === 'unenroll'));
  return (
    <>
      {shown.map(({ id, label }) => <Button key={id} variant={id === 'delete' || ACTIONS[id]?.isDanger ? 'danger' : 'secondary'} onPress={() => setOpen(id)}>{label}</Button>)}
      <Suspense>
        {open === 'delete' && <DeleteDialog id={enrollment.id} onClose={close} onDone={() => navigate(`/courses/${enrollment.course_id}/report`)} />}
        {open === 'proof' && <ProofDialog enrollment={enrollment} onClose={close} />}
        {open && open !== 'delete' && open !== 'proof' && <ManyDialog action={open} ids={[enrollment.id]} names={[enrollment.contact_name]} isCompleted={enrollment.status === 'completed'} onClose={close} />}
      </Suspense>
    </>
  );
}

/** What cannot be done now, which rule says so, and the way out. @param {{enrollment: Enrollment}} props */
function NotPossible({ enrollment }) {
  const closed = BUTTONS.filter(({ can, id }) => enrollment.why_not[can] && id !== 'decline' && (id !== 'approve' || enrollment.status === 'pending'));
  if (closed.length === 0) return null;
  const reasons = Map.groupBy(closed, ({ can }) => enrollment.why_not[can]?.detail ?? '');
  return (
    <Disclosure label="What is not possible now, and why">
      <dl className="stack-small">
        {[...reasons].map(([detail, actions]) => (
          <div key={detail}><dt><strong>{list(actions.map(({ label }) => label))}</strong></dt><dd className="secondary">{detail} {enrollment.why_not[actions[0].can]?.remedy}</dd></div>
        ))}
      </dl>
    </Disclosure>
  );
}

/** Why it was completed. @param {import('../../lib/types.js').CourseAttempt} attempt */
const originWords = (attempt) => (attempt.completion_origin ? [COMPLETION_ORIGIN[attempt.completion_origin], attempt.origin_title, attempt.origin_note].filter(Boolean).join(': ') : null);

/** @type {import('../../ui/table/Table.jsx').Column<import('../../lib/types.js').CourseAttempt>[]} */
const ATTEMPTS = [
  { id: 'n', label: 'Attempt', cell: (attempt) => attempt.n },
  { id: 'status', label: 'Status', cell: (attempt) => <StatusBadge words={COURSE_ENROLLMENT} status={attempt.status} /> },
  { id: 'from', label: 'Enrolled on', isWhole: true, cell: (attempt) => date(attempt.enrolled_on) },
  { id: 'completed', label: 'Completed on', isWhole: true, cell: (attempt) => date(attempt.completed_on) },
  { id: 'origin', label: 'By', cell: originWords },
  { id: 'certificate', label: 'Certificate', cell: (attempt) => (attempt.certificate ? <Link href={`/verify/${attempt.certificate}`}>Open<span className="visually-hidden"> the certificate of attempt {attempt.n}</span></Link> : null) },
  { id: 'end', label: 'Ended by', cell: (attempt) => (attempt.ended_by === 'reassign' ? <Badge tone="warn">Reassigned, no longer counts</Badge> : attempt.ended_by ? 'Re-enrolled, still counts' : 'Current attempt') },
];

/** Where staff go to end it. @param {{source: import('../../lib/types.js').CourseSource}} props */
function SourceName({ source }) {
  const mayRead = useCan()('segment_read');
  if (source.segment_id && mayRead) return <Link href={`/settings/segments/${source.segment_id}`}>{source.name}</Link>;
  return source.program_id ? <Link href={`/programs/${source.program_id}`}>{source.name}</Link> : source.name;
}

/** @type {import('../../ui/table/Table.jsx').Column<import('../../lib/types.js').CourseSource>[]} */
const SOURCES = [
  { id: 'kind', label: 'Why in the course', cell: (source) => <>{COURSE_SOURCE[source.kind]}{source.name && <>: <SourceName source={source} /></>}</> },
  { id: 'active', label: 'State', cell: (source) => (source.active ? <Badge tone="good">Active</Badge> : <Badge>Ended</Badge>) },
];

/** @param {{enrollment: Enrollment}} props */
function Details({ enrollment }) {
  return (
    <>
      <Section title="Steps" isCard><StepList enrollment={enrollment} /></Section>
      <EnrollmentCredits id={enrollment.id} />
      <Section title="Attempts"><Table label="Attempts" columns={ATTEMPTS} rows={enrollment.attempts} getKey={(attempt) => attempt.n} /></Section>
      <Section title="Sources" hint="The enrollment is active while one of them is. A segment’s source ends when the person leaves the segment, or the course is unlinked from it, which unenrolls everybody in it.">
        <Table label="Sources" columns={SOURCES} rows={enrollment.sources} getKey={(source) => `${source.kind} ${source.segment_id ?? source.program_id ?? source.import_id ?? ''}`} />
      </Section>
    </>
  );
}

/** One person in one course. @param {{params: {id: string, tab?: string}}} props */
export default function CourseEnrollment({ params }) {
  const { id, tab = 'details' } = params;
  const mayReadHistory = useCan()('history_read');
  const { data, error, refetch } = useGet(`/course-enrollments/${id}`);
  if (error && !data) return <PageProblem title="Course enrollment" error={error} onRetry={refetch} />;
  if (!data) return <Loading />;
  /** @type {Enrollment} */
  const enrollment = data;
  const { contact_name: name, contact_no: no, contact_id: contact, course_id: course, course_title: title } = enrollment;
  const tabs = [
    { id: 'details', label: 'Steps and attempts', href: `/course-enrollments/${id}` },
    { id: 'history', label: 'History', href: `/course-enrollments/${id}/history` },
  ];
  return (
    <div className="stack">
      <PageHeader
        title={name}
        crumbs={[{ label: 'Courses', href: '/courses' }, { label: title, href: `/courses/${course}/report` }]}
        badge={<><StatusBadge words={COURSE_ENROLLMENT} status={enrollment.status} />{!enrollment.active && <StatusBadge words={COURSE_ACTIVITY} status={enrollment.archived ? 'archived' : 'suspended'} />}</>}
        lead={<>{title} · {no} · <Link isQuiet href={`/enrollments/people/${contact}`}>All programs of this person</Link></>}
        actions={<Actions enrollment={enrollment} />}
      />
      <DefinitionList isRow items={[
        { label: 'Attempt', value: enrollment.attempt },
        { label: 'Enrolled on', value: date(enrollment.enrolled_on) },
        { label: 'Completed on', value: date(enrollment.completed_on) },
        { label: 'Completed by', value: enrollment.completion_origin && originWords(enrollment.attempts.at(-1) ?? /** @type {any} */ ({})) },
        { label: 'Required steps', value: enrollment.required_steps > 0 ? <ProgressBar label="Required steps done" isLabelHidden done={enrollment.steps_done} of={enrollment.required_steps} /> : null },
        { label: 'Grade', value: enrollment.grade },
      ]}
      />
      <NotPossible enrollment={enrollment} />
      {mayReadHistory && <Tabs label="Course enrollment" current={tab} items={tabs} />}
      {mayReadHistory && tab === 'history' ? <CourseHistory entity="course_enrollment" id={enrollment.id} /> : <Details enrollment={enrollment} />}
    </div>
  );
}
