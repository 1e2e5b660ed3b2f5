import { CalendarDays } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { date } from '../../lib/format.js';
import { useList } from '../../lib/query.js';
import { ORDER, REGISTRATION } from '../../lib/words.js';
import { Problem } from '../../ui/alert/Alert.jsx';
import { StatusBadge } from '../../ui/badge/Badge.jsx';
import { Button, ButtonLink } from '../../ui/button/Button.jsx';
import { EmptyState } from '../../ui/empty-state/EmptyState.jsx';
import { Link } from '../../ui/link/Link.jsx';
import { LoadMore } from '../../ui/load-more/LoadMore.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { Section } from '../../ui/section/Section.jsx';
import { amount, when } from './facts.js';
import './orders.css';

const CancelRegistration = lazy(() => import('./CancelRegistration.jsx'));

/** @typedef {import('../../lib/types.js').Booking} Booking */
/** @typedef {import('../../lib/types.js').Order} Order */

/** @param {{item: Booking, onCancel: () => void}} props */
function Line({ item, onCancel }) {
  const mayCancel = item.state === 'registered' || item.state === 'waiting';
  return (
    <li className="offer-line">
      <span className="stack-tiny">
        <Link href={`/classes/${item.offering_id}`}>{item.offering_title}</Link>
        <span className="secondary small">{when(item)}{item.location && ` · ${item.location}`}</span>
        {item.state === 'waiting' && <span className="small">Number {item.position} on the waiting list</span>}
      </span>
      <StatusBadge words={REGISTRATION} status={item.state} />
      {mayCancel && <span className="offer-wide"><Button isSmall aria-label={`Cancel ${item.offering_title}`} onPress={onCancel}>{item.state === 'waiting' ? 'Leave the waiting list' : 'Cancel'}</Button></span>}
    </li>
  );
}

/** @param {{list: ReturnType<typeof useList<Order>>}} props */
function Orders({ list }) {
  if (list.items.length === 0) return null;
  return (
    <Section title="My orders" isCard>
      <ul>
        {list.items.map((order) => (
          <li key={order.id} className="offer-line">
            <span className="stack-tiny"><Link href={`/orders/${order.id}`}>Order {order.number}</Link><span className="secondary small">{date(order.created_at.slice(0, 10))} · {order.titles}</span></span>
            <span className="stack-tiny amount"><span>{amount(order.total_minor, order.currency)}</span><StatusBadge words={ORDER} status={order.state} /></span>
          </li>
        ))}
      </ul>
      {list.hasMore && <LoadMore shown={list.items.length} hasMore isBusy={list.isLoadingMore} onMore={list.loadMore} />}
    </Section>
  );
}

/** What the person is registered for, waits for and has ordered. */
export default function MyRegistrations() {
  const [cancelling, setCancelling] = useState(/** @type {number|null} */ (null));
  /** @type {ReturnType<typeof useList<Booking>>} */
  const list = useList('/me/registrations');
  /** @type {ReturnType<typeof useList<Order>>} */
  const orders = useList('/me/orders');
  const isEmpty = !list.isLoading && !list.error && list.items.length === 0;
  return (
    <div className="stack">
      <PageHeader title="My registrations" crumbs={[{ label: 'Classes and exams', href: '/classes' }]} />
      {list.error && <Problem error={list.error} onRetry={list.retry} />}
      {list.isLoading && <Loading rows={3} />}
      {isEmpty && <EmptyState icon={CalendarDays} title="You are registered for nothing"><ButtonLink variant="primary" href="/classes">Find a class or an exam</ButtonLink></EmptyState>}
      {list.items.length > 0 && (
        <Section title="Classes and exams" isCard>
          <ul>{list.items.map((item) => <Line key={item.id} item={item} onCancel={() => setCancelling(item.id)} />)}</ul>
          {list.hasMore && <LoadMore shown={list.items.length} hasMore isBusy={list.isLoadingMore} onMore={list.loadMore} />}
        </Section>
      )}
      <Orders list={orders} />
      {cancelling !== null && <Suspense><CancelRegistration id={cancelling} onClose={() => setCancelling(null)} /></Suspense>}
    </div>
  );
}
