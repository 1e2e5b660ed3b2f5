import { UserPlus, Users } from 'lucide-react';
import { useList } from '../../lib/query.js';
import { useCan } from '../../lib/session.js';
import { useUrlState } from '../../lib/url.js';
import { Problem } from '../../ui/alert/Alert.jsx';
import { ButtonLink } from '../../ui/button/Button.jsx';
import { EmptyState } from '../../ui/empty-state/EmptyState.jsx';
import { Find } from '../../ui/find/Find.jsx';
import { Link } from '../../ui/link/Link.jsx';
import { LoadMore } from '../../ui/load-more/LoadMore.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { Table } from '../../ui/table/Table.jsx';

/** @typedef {import('../../lib/types.js').ContactRow} ContactRow */

/** @type {import('../../ui/table/Table.jsx').Column<ContactRow>[]} */
const COLUMNS = [
  { id: 'name', label: 'Name', cell: (contact) => <Link href={`/enrollments/people/${contact.id}`}>{contact.name}</Link> },
  { id: 'no', label: 'Contact no.', cell: (contact) => contact.contact_no },
  { id: 'email', label: 'E-mail', cell: (contact) => contact.email ?? 'None' },
];

/** @param {{list: ReturnType<typeof useList<ContactRow>>, q: string}} props */
function People({ list, q }) {
  if (list.error) return <Problem error={list.error} onRetry={list.retry} />;
  if (list.isLoading) return <Loading />;
  if (list.items.length === 0) return <EmptyState icon={Users} title={q ? `Nobody fits “${q}”` : 'There are no contacts yet'}>Search by name, contact number or e-mail address.</EmptyState>;
  return (
    <>
      <Table label="Contacts" columns={COLUMNS} rows={list.items} getKey={(contact) => contact.id} isBusy={list.isBusy} />
      <LoadMore shown={list.items.length} total={list.total} hasMore={list.hasMore} isBusy={list.isLoadingMore} onMore={list.loadMore} />
    </>
  );
}

export default function ByEnrollee() {
  const can = useCan();
  const [state, set] = useUrlState({ q: '' });
  /** @type {ReturnType<typeof useList<ContactRow>>} */
  const list = useList('/contacts', state);
  return (
    <div className="stack">
      <PageHeader
        title="Enrollments by enrollee"
        lead="Find a person to see their programs, and the programs they can be enrolled in."
        actions={can('contact_write') && <ButtonLink icon={UserPlus} href="/contacts/new">New contact</ButtonLink>}
      />
      <Find label="Find a person" placeholder="Name, contact number or e-mail" value={state.q} onFind={(q) => set({ q })} />
      <People list={list} q={state.q} />
    </div>
  );
}
