import { Printer } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { contactLine } from '../../lib/contacts.js';
import { useHistory } from '../../lib/history.js';
import { useGet } from '../../lib/query.js';
import { useCan } from '../../lib/session.js';
import { Problem } from '../../ui/alert/Alert.jsx';
import { Button, ButtonLink } from '../../ui/button/Button.jsx';
import { EmptyState } from '../../ui/empty-state/EmptyState.jsx';
import { HistoryList } from '../../ui/history-list/HistoryList.jsx';
import { Link } from '../../ui/link/Link.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { PageProblem } from '../../ui/page-header/PageProblem.jsx';
import { Section } from '../../ui/section/Section.jsx';
import { ContactCertificates } from './CertificateLines.jsx';
import { Table } from '../../ui/table/Table.jsx';
import { ContactCourses, ContactCredits } from './ContactCourses.jsx';
import { DEADLINE, ENROLLED_ON, PROGRESS, STATUS } from './columns.jsx';

const EnrollDialog = lazy(() => import('./EnrollDialog.jsx'));

/** @typedef {import('../../lib/types.js').EnrollmentRow} EnrollmentRow */
/** @typedef {import('../../lib/types.js').Eligible} Eligible */

/** @type {import('../../ui/table/Table.jsx').Column<EnrollmentRow>[]} */
const ENROLLED_COLUMNS = [
  {
    id: 'program',
    label: 'Program',
    cell: (row) => (
      <>
        <Link href={`/programs/${row.program_id}`}>{row.program_name}</Link>
        {row.cycle > 1 && <span className="cell-sub">Enrollment no. {row.cycle}</span>}
      </>
    ),
  },
  STATUS, DEADLINE, PROGRESS, ENROLLED_ON,
  { id: 'view', label: 'View', isLabelHidden: true, align: 'end', cell: (row) => <Link href={`/enrollments/${row.id}`} aria-label={`View progress in ${row.program_name}`}>View progress</Link> },
];

/** @param {(program: Eligible) => void} onEnroll @param {boolean} mayEnroll @returns {import('../../ui/table/Table.jsx').Column<Eligible>[]} */
const eligibleColumns = (onEnroll, mayEnroll) => [
  {
    id: 'program',
    label: 'Program',
    cell: (program) => (
      <>
        <Link href={`/programs/${program.program_id}`}>{program.name}</Link>
        {program.cycle > 1 && <span className="cell-sub">Would be enrollment no. {program.cycle}</span>}
      </>
    ),
  },
  { id: 'code', label: 'Code', cell: (program) => program.code },
  { id: 'about', label: 'Description', cell: (program) => program.description },
  { id: 'enroll', label: 'Enroll', isLabelHidden: true, align: 'end', cell: (program) => mayEnroll && <Button isSmall aria-label={`Enroll in ${program.name}`} onPress={() => onEnroll(program)}>Enroll</Button> },
];

/** @param {{contactId: string}} props */
function ContactHistory({ contactId }) {
  const history = useHistory('contact', contactId);
  if (history.error) return <Problem error={history.error} onRetry={history.retry} />;
  if (history.isLoading) return <Loading rows={3} />;
  if (history.entries.length === 0) return <p className="secondary">Nothing is recorded yet.</p>;
  return (
    <>
      <HistoryList entries={history.entries} />
      {history.hasMore && <div><Button onPress={history.loadMore} isBusy={history.isLoadingMore}>Load more</Button></div>}
    </>
  );
}

/** A person's current programs, and those that are open to them. @param {{params: {id: string}}} props */
export default function Enrollee({ params }) {
  const can = useCan();
  const [chosen, setChosen] = useState(/** @type {Eligible|null} */ (null));
  const { data, error, refetch } = useGet(`/contacts/${params.id}/programs`);
  if (error) return <PageProblem title="Enrollee" error={error} onRetry={refetch} />;
  if (!data) return <Loading />;
  const { contact, enrolled, eligible } = data;
  return (
    <div className="stack">
      <PageHeader
        title={contact.name}
        crumbs={[{ label: 'Enrollments by enrollee', href: '/enrollments/people' }]}
        lead={contactLine(contact)}
        actions={(
          <>
            <ButtonLink icon={Printer} href={`/contacts/${params.id}/transcript`}>Print Transcript</ButtonLink>
            {can('contact_write') && <ButtonLink href={`/contacts/${params.id}/edit`}>Edit contact</ButtonLink>}
          </>
        )}
      />
      <Section title="Current programs">
        {enrolled.length > 0
          ? <Table label="Current programs" columns={ENROLLED_COLUMNS} rows={enrolled} getKey={(/** @type {EnrollmentRow} */ row) => row.id} />
          : <EmptyState title={`${contact.name} is not enrolled in any program`} />}
      </Section>
      <Section title="Available programs" hint="Active programs whose prerequisites are met and that are open to this person now.">
        {eligible.length > 0
          ? <Table label="Available programs" columns={eligibleColumns(setChosen, can('enrollment_create'))} rows={eligible} getKey={(/** @type {Eligible} */ program) => program.program_id} />
          : <EmptyState title="No program is available to this person now" />}
      </Section>
      <ContactCourses contactId={params.id} />
      <ContactCredits contactId={params.id} />
      <ContactCertificates contactId={params.id} />
      {can('history_read') && <Section title="History"><ContactHistory contactId={params.id} /></Section>}
      {chosen && <Suspense><EnrollDialog contact={contact} program={chosen} onClose={() => setChosen(null)} /></Suspense>}
    </div>
  );
}
