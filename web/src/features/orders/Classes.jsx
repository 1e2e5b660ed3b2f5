import { CalendarDays } from 'lucide-react';
import { useList } from '../../lib/query.js';
import { useUrlState } from '../../lib/url.js';
import { REGISTRATION } from '../../lib/words.js';
import { Problem } from '../../ui/alert/Alert.jsx';
import { StatusBadge } from '../../ui/badge/Badge.jsx';
import { ButtonLink } from '../../ui/button/Button.jsx';
import { EmptyState } from '../../ui/empty-state/EmptyState.jsx';
import { Find } from '../../ui/find/Find.jsx';
import { Link } from '../../ui/link/Link.jsx';
import { LoadMore } from '../../ui/load-more/LoadMore.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { cost, seats, when } from './facts.js';
import './orders.css';

/** @param {{card: import('../../lib/types.js').OfferingCard}} props */
function Card({ card }) {
  return (
    <li className="offer">
      <div className="stack-tiny">
        <h2><Link href={`/classes/${card.id}`}>{card.title}</Link></h2>
        <span className="secondary small">{card.component_title}</span>
      </div>
      <span>{when(card)}</span>
      {card.location && <span className="secondary">{card.location}</span>}
      <span className="offer-foot">
        <span><strong>{cost(card.price)}</strong> <span className="secondary small">{seats(card)}</span></span>
        {card.registration !== 'none' && <StatusBadge words={REGISTRATION} status={card.registration} />}
      </span>
    </li>
  );
}

/** What can be registered for, the soonest first. */
export default function Classes() {
  const [{ q }, set] = useUrlState({ q: '' });
  /** @type {ReturnType<typeof useList<import('../../lib/types.js').OfferingCard>>} */
  const list = useList('/offerings', { q });
  const isEmpty = !list.isLoading && !list.error && list.items.length === 0;
  return (
    <div className="stack">
      <PageHeader title="Classes and exams" lead="Dates you can register for." actions={<ButtonLink href="/my-registrations">My registrations</ButtonLink>} />
      <Find label="Find a class, an exam or a place" value={q} onFind={(text) => set({ q: text })} />
      {list.error && <Problem error={list.error} onRetry={list.retry} />}
      {list.isLoading && <Loading rows={4} />}
      {isEmpty && <EmptyState icon={CalendarDays} title={q ? `Nothing fits “${q}”` : 'There is nothing to register for at the moment'}>New dates appear here as soon as your organisation announces them.</EmptyState>}
      <ul className="offers" aria-busy={list.isBusy}>{list.items.map((card) => <Card key={card.id} card={card} />)}</ul>
      {list.hasMore && <LoadMore shown={list.items.length} hasMore isBusy={list.isLoadingMore} onMore={list.loadMore} />}
    </div>
  );
}
