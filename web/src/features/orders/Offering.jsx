import { UserPlus, Users } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { date, number } from '../../lib/format.js';
import { useGet, useList } from '../../lib/query.js';
import { useCan } from '../../lib/session.js';
import { useUrlState } from '../../lib/url.js';
import { OFFERING, options, REGISTRATION } from '../../lib/words.js';
import { Problem } from '../../ui/alert/Alert.jsx';
import { StatusBadge } from '../../ui/badge/Badge.jsx';
import { Button } from '../../ui/button/Button.jsx';
import { DefinitionList } from '../../ui/definition-list/DefinitionList.jsx';
import { EmptyState } from '../../ui/empty-state/EmptyState.jsx';
import { Find } from '../../ui/find/Find.jsx';
import { Link } from '../../ui/link/Link.jsx';
import { LoadMore } from '../../ui/load-more/LoadMore.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { PageProblem } from '../../ui/page-header/PageProblem.jsx';
import { Section } from '../../ui/section/Section.jsx';
import { Select } from '../../ui/select/Select.jsx';
import { Table } from '../../ui/table/Table.jsx';
import { cost, when } from './facts.js';

const RegisterPeople = lazy(() => import('./RegisterPeople.jsx'));
const CancelRegistration = lazy(() => import('./CancelRegistration.jsx'));

/** @typedef {import('../../lib/types.js').Booking} Booking */

const ENDED = new Set(['cancelled', 'attended']);

/** @param {(id: number) => void} onCancel @param {boolean} mayWrite @returns {import('../../ui/table/Table.jsx').Column<Booking>[]} */
const columns = (onCancel, mayWrite) => [
  { id: 'contact', label: 'Contact', cell: (row) => <><Link href={`/enrollments/people/${row.contact_id}`}>{row.contact_name}</Link><span className="cell-sub">{row.contact_no}</span></> },
  { id: 'state', label: 'State', cell: (row) => <><StatusBadge words={REGISTRATION} status={row.state} />{row.position > 0 && <span className="cell-sub">Number {row.position}</span>}</> },
  { id: 'since', label: 'Since', isWhole: true, cell: (row) => date(row.created_at.slice(0, 10)) },
  { id: 'order', label: 'Order', cell: (row) => row.order_id && <Link href={`/orders/${row.order_id}`}>Open the order</Link> },
  { id: 'cancel', label: 'Cancel', isLabelHidden: true, align: 'end', cell: (row) => mayWrite && !ENDED.has(row.state) && <Button isSmall aria-label={`Cancel ${row.contact_name}`} onPress={() => onCancel(row.id)}>Cancel</Button> },
];

/** @param {{offering: import('../../lib/types.js').Offering, onCancel: (id: number) => void, onRegister: () => void}} props */
function Registrations({ offering, onCancel, onRegister }) {
  const mayWrite = useCan()('order_write');
  const [{ q, state }, set] = useUrlState({ q: '', state: '' });
  /** @type {ReturnType<typeof useList<Booking>>} */
  const list = useList(`/offerings/${offering.id}/registrations`, { q, ...(state && { state }) });
  const isEmpty = !list.isLoading && !list.error && list.items.length === 0;
  return (
    <Section title="Registrations" hint="In the order in which people came. Who waits moves up as soon as a place is free." actions={mayWrite && <Button icon={UserPlus} variant="primary" onPress={onRegister}>Register people</Button>}>
      <Find label="Find a person" value={q} onFind={(text) => set({ q: text })}>
        <Select name="state" label="State" width="short" value={state} onChange={(value) => set({ state: value })} options={[{ id: '', label: 'Not cancelled' }, ...options(REGISTRATION)]} />
      </Find>
      {list.error && <Problem error={list.error} onRetry={list.retry} />}
      {list.isLoading && <Loading rows={4} />}
      {isEmpty && <EmptyState icon={Users} title={q || state ? 'Nobody fits' : 'Nobody is registered yet'} />}
      {list.items.length > 0 && (
        <div>
          <Table label="Registrations" columns={columns(onCancel, mayWrite)} rows={list.items} getKey={(row) => row.id} isBusy={list.isBusy} />
          <LoadMore shown={list.items.length} total={list.total} hasMore={list.hasMore} isBusy={list.isLoadingMore} onMore={list.loadMore} />
        </div>
      )}
    </Section>
  );
}

/** An offering as staff see it: who is registered and who waits. @param {{params: {id: string}}} props */
export default function Offering({ params }) {
  const [cancelling, setCancelling] = useState(/** @type {number|null} */ (null));
  const [isRegistering, setRegistering] = useState(false);
  const { data, error, refetch } = useGet(`/offerings/${params.id}`);
  if (error && !data) return <PageProblem title="Offering" error={error} onRetry={refetch} />;
  if (!data) return <Loading />;
  return (
    <div className="stack">
      <PageHeader title={data.title} crumbs={[{ label: 'Components', href: '/components' }, { label: 'Component', href: `/components/${data.component_id}` }]} badge={<StatusBadge words={OFFERING} status={data.status} />} lead={when(data)} />
      <DefinitionList isRow items={[
        { label: 'Where', value: data.location },
        { label: 'Price', value: cost(data.price) },
        { label: 'Places taken', value: data.capacity === null ? number(data.seats_taken) : `${number(data.seats_taken)} of ${number(data.capacity)}` },
        { label: 'Waiting', value: number(data.seats_waiting) },
      ]}
      />
      <Registrations offering={data} onCancel={setCancelling} onRegister={() => setRegistering(true)} />
      {isRegistering && <Suspense><RegisterPeople offering={data} onClose={() => setRegistering(false)} /></Suspense>}
      {cancelling !== null && <Suspense><CancelRegistration id={cancelling} isStaff onClose={() => setCancelling(null)} /></Suspense>}
    </div>
  );
}
