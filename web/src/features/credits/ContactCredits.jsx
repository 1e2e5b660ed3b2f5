import { useGet } from '../../lib/query.js';
import { Loading } from '../../ui/loading/Loading.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { PageProblem } from '../../ui/page-header/PageProblem.jsx';
import { Ledger } from './Ledger.jsx';

/** The credits of one person, for staff. @param {{params: {id: string}}} props */
export default function ContactCredits({ params }) {
  const { data, error, refetch } = useGet(`/contacts/${params.id}`);
  if (error) return <PageProblem title="Credits" error={error} onRetry={refetch} />;
  if (!data) return <Loading />;
  return (
    <div className="stack">
      <PageHeader title={`Credits of ${data.name}`} crumbs={[{ label: 'By enrollee', href: '/enrollments/people' }, { label: data.name, href: `/enrollments/people/${params.id}` }]} />
      <Ledger contactId={params.id} isStaff />
    </div>
  );
}
