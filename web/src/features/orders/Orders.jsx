import { Receipt } from 'lucide-react';
import { date } from '../../lib/format.js';
import { useList } from '../../lib/query.js';
import { useUrlState } from '../../lib/url.js';
import { options, ORDER, PAYMENT_METHOD } from '../../lib/words.js';
import { Problem } from '../../ui/alert/Alert.jsx';
import { StatusBadge } from '../../ui/badge/Badge.jsx';
import { EmptyState } from '../../ui/empty-state/EmptyState.jsx';
import { Find } from '../../ui/find/Find.jsx';
import { Link } from '../../ui/link/Link.jsx';
import { LoadMore } from '../../ui/load-more/LoadMore.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { Select } from '../../ui/select/Select.jsx';
import { Table } from '../../ui/table/Table.jsx';
import { amount } from './facts.js';

/** @typedef {import('../../lib/types.js').Order} Order */

/** @type {import('../../ui/table/Table.jsx').Column<Order>[]} */
const COLUMNS = [
  { id: 'number', label: 'Order', cell: (order) => <Link href={`/orders/${order.id}`}>{order.number}</Link> },
  { id: 'contact', label: 'Contact', cell: (order) => <>{order.contact_name}<span className="cell-sub">{order.contact_no}</span></> },
  { id: 'what', label: 'What', cell: (order) => order.titles },
  { id: 'on', label: 'Ordered', isWhole: true, cell: (order) => date(order.created_at.slice(0, 10)) },
  { id: 'method', label: 'Payment', cell: (order) => PAYMENT_METHOD[order.method] },
  { id: 'total', label: 'Total', align: 'end', isWhole: true, cell: (order) => amount(order.total_minor, order.currency) },
  { id: 'state', label: 'State', cell: (order) => <StatusBadge words={ORDER} status={order.state} /> },
];

/** Every order, newest first. */
export default function Orders() {
  const [{ q, state }, set] = useUrlState({ q: '', state: '' });
  /** @type {ReturnType<typeof useList<Order>>} */
  const list = useList('/orders', { q, ...(state && { state }) });
  const isEmpty = !list.isLoading && !list.error && list.items.length === 0;
  return (
    <div className="stack">
      <PageHeader title="Orders" lead="What people have ordered, and how it is paid." />
      <Find label="Find the orders of a contact" value={q} onFind={(text) => set({ q: text })}>
        <Select name="state" label="State" width="short" value={state} onChange={(value) => set({ state: value })} options={[{ id: '', label: 'All' }, ...options(ORDER)]} />
      </Find>
      {list.error && <Problem error={list.error} onRetry={list.retry} />}
      {list.isLoading && <Loading rows={5} />}
      {isEmpty && <EmptyState icon={Receipt} title={q || state ? 'No order fits' : 'There are no orders yet'}>An order appears when somebody checks out, or when you register a person for an offering that has a price.</EmptyState>}
      {list.items.length > 0 && (
        <div>
          <Table label="Orders" columns={COLUMNS} rows={list.items} getKey={(order) => order.id} isBusy={list.isBusy} />
          <LoadMore shown={list.items.length} hasMore={list.hasMore} isBusy={list.isLoadingMore} onMore={list.loadMore} />
        </div>
      )}
    </div>
  );
}
