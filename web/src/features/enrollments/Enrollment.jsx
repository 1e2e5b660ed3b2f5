import { Redirect } from 'wouter';
import { useGet } from '../../lib/query.js';
import { useCan } from '../../lib/session.js';
import { ENROLLMENT } from '../../lib/words.js';
import { Problem } from '../../ui/alert/Alert.jsx';
import { StatusBadge } from '../../ui/badge/Badge.jsx';
import { Link } from '../../ui/link/Link.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { PageProblem } from '../../ui/page-header/PageProblem.jsx';
import { Tabs } from '../../ui/tabs/Tabs.jsx';
import { EnrollmentCertificates } from './CertificateLines.jsx';
import { EnrollmentActions } from './EnrollmentActions.jsx';
import { EnrollmentFacts } from './EnrollmentFacts.jsx';
import { EnrollmentHistory } from './EnrollmentHistory.jsx';
import { NotPossible } from './NotPossible.jsx';
import { useIsOwn } from './own.js';
import { RequirementPanel } from './RequirementPanel.jsx';
import { Stages } from './Stages.jsx';
import './enrollments.css';

/** @typedef {import('../../lib/types.js').Enrollment} EnrollmentData */

/** @param {{enrollment: EnrollmentData, rid: string|undefined}} props */
function Progress({ enrollment, rid }) {
  const open = enrollment.requirements.find((requirement) => String(requirement.id) === rid);
  return (
    <div className={rid ? 'split split-open' : 'split'}>
      <div className="split-list stack"><Stages enrollment={enrollment} openId={open?.id} /></div>
      {open && <RequirementPanel key={open.id} enrollment={enrollment} requirement={open} />}
      {rid && !open && <Problem error={{ title: 'No such requirement', detail: 'This enrollment has no requirement with that number.' }} />}
    </div>
  );
}

/** Whose enrollment it is and in what. @param {{enrollment: EnrollmentData}} props */
function Header({ enrollment }) {
  const { contact, program } = enrollment;
  return (
    <PageHeader
      title={contact.name}
      crumbs={[
        { label: 'Enrollments by program', href: '/enrollments/programs' },
        { label: program.name, href: `/enrollments/programs/${program.id}` },
      ]}
      lead={<>{program.name} · {contact.contact_no} · <Link isQuiet href={`/enrollments/people/${contact.id}`}>All programs of this person</Link></>}
      badge={<StatusBadge words={ENROLLMENT} status={enrollment.status} />}
      actions={<EnrollmentActions enrollment={enrollment} />}
    />
  );
}

/** One person's way through one program. @param {{params: {id: string, tab?: string, rid?: string}}} props */
export default function Enrollment({ params }) {
  const { id, tab = 'requirements', rid } = params;
  const mayReadHistory = useCan()('history_read');
  const isOwnOf = useIsOwn();
  const { data, error, refetch } = useGet(`/enrollments/${id}`);
  if (error && !data) return <PageProblem title="Enrollment" error={error} onRetry={refetch} />;
  if (!data) return <Loading />;
  /** @type {EnrollmentData} */
  const enrollment = data;
  if (isOwnOf(enrollment.contact.id)) return <Redirect to={`/my-programs/${id}${rid ? `/requirements/${rid}` : ''}`} replace />;
  const tabs = [
    { id: 'requirements', label: 'Requirements', href: `/enrollments/${id}` },
    { id: 'history', label: 'History', href: `/enrollments/${id}/history` },
  ];
  return (
    <div className="stack">
      <Header enrollment={enrollment} />
      <EnrollmentFacts enrollment={enrollment} />
      <NotPossible enrollment={enrollment} />
      <EnrollmentCertificates enrollment={enrollment} />
      {mayReadHistory && <Tabs label="Enrollment" current={tab} items={tabs} />}
      {mayReadHistory && tab === 'history' ? <EnrollmentHistory id={id} /> : <Progress enrollment={enrollment} rid={rid} />}
    </div>
  );
}
