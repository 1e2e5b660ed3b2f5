import { GraduationCap } from 'lucide-react';
import { useGet } from '../../lib/query.js';
import { useSession } from '../../lib/session.js';
import { Problem } from '../../ui/alert/Alert.jsx';
import { EmptyState } from '../../ui/empty-state/EmptyState.jsx';
import { Link } from '../../ui/link/Link.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { Table } from '../../ui/table/Table.jsx';
import { DEADLINE, ENROLLED_ON, PROGRESS, STATUS } from './columns.jsx';

/** @typedef {import('../../lib/types.js').EnrollmentRow} EnrollmentRow */

/** @type {import('../../ui/table/Table.jsx').Column<EnrollmentRow>[]} */
const COLUMNS = [
  {
    id: 'program',
    label: 'Program',
    cell: (row) => (
      <>
        <Link href={`/enrollments/${row.id}`}>{row.program_name}</Link>
        <span className="cell-sub">{row.program_code}{row.cycle > 1 && `, enrollment no. ${row.cycle}`}</span>
      </>
    ),
  },
  STATUS, DEADLINE, PROGRESS, ENROLLED_ON,
];

/** @param {{rows: EnrollmentRow[]}} props */
function Rows({ rows }) {
  if (rows.length === 0) return <EmptyState icon={GraduationCap} title="You are not enrolled in any program">Your organisation enrolls you; the program then appears here.</EmptyState>;
  return <Table label="My programs" columns={COLUMNS} rows={rows} getKey={(row) => row.id} />;
}

/** The programs of the person who is signed in, and how far they are. */
export default function MyPrograms() {
  const { session } = useSession();
  const { data, error, refetch } = useGet(`/contacts/${session.contact_id}/programs`);
  return (
    <div className="stack">
      <PageHeader title="My programs" lead="The programs you are enrolled in, how far you are, and until when there is time." />
      {error && !data && <Problem error={error} onRetry={refetch} />}
      {!error && !data && <Loading rows={4} />}
      {data && <Rows rows={data.enrolled} />}
    </div>
  );
}
