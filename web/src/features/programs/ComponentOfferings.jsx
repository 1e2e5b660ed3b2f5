import { CalendarDays, Plus } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { dateTimeRange, money, number } from '../../lib/format.js';
import { useList } from '../../lib/query.js';
import { useCan } from '../../lib/session.js';
import { OFFERING } from '../../lib/words.js';
import { Problem } from '../../ui/alert/Alert.jsx';
import { StatusBadge } from '../../ui/badge/Badge.jsx';
import { Button } from '../../ui/button/Button.jsx';
import { EmptyState } from '../../ui/empty-state/EmptyState.jsx';
import { Link } from '../../ui/link/Link.jsx';
import { LoadMore } from '../../ui/load-more/LoadMore.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { Section } from '../../ui/section/Section.jsx';
import { Table } from '../../ui/table/Table.jsx';

const OfferingDialog = lazy(() => import('./OfferingDialog.jsx'));

/** @typedef {import('../../lib/types.js').Offering} Offering */

/** @param {(offering: Offering) => void} onEdit @param {boolean} mayWrite @returns {import('../../ui/table/Table.jsx').Column<Offering>[]} */
const columns = (onEdit, mayWrite) => [
  { id: 'title', label: 'Offering', cell: (offering) => <Link href={`/offerings/${offering.id}`}>{offering.title}</Link> },
  { id: 'when', label: 'When', cell: (offering) => dateTimeRange(offering.starts_at, offering.ends_at) || 'At any time' },
  { id: 'where', label: 'Where', cell: (offering) => offering.location },
  { id: 'places', label: 'Places', align: 'end', cell: (offering) => (offering.capacity === null ? `${number(offering.seats_taken)} taken, no limit` : `${number(offering.seats_taken)} of ${number(offering.capacity)} taken`) },
  { id: 'price', label: 'Price', align: 'end', cell: (offering) => money(offering.price) || 'Free' },
  { id: 'status', label: 'Status', cell: (offering) => <StatusBadge words={OFFERING} status={offering.status} /> },
  { id: 'edit', label: 'Edit', isLabelHidden: true, align: 'end', cell: (offering) => mayWrite && <Button isSmall aria-label={`Edit ${offering.title}`} onPress={() => onEdit(offering)}>Edit</Button> },
];

/** When and where a component can be completed. @param {{componentId: number}} props */
export function ComponentOfferings({ componentId }) {
  const mayWrite = useCan()('component_write');
  const [editing, setEditing] = useState(/** @type {Offering|'new'|null} */ (null));
  /** @type {ReturnType<typeof useList<Offering>>} */
  const list = useList(`/components/${componentId}/offerings`);
  const isEmpty = !list.isLoading && !list.error && list.items.length === 0;
  return (
    <Section title="Offerings" hint="The dates and places at which the component can be completed." actions={mayWrite && <Button icon={Plus} onPress={() => setEditing('new')}>New offering</Button>}>
      {list.error && <Problem error={list.error} onRetry={list.retry} />}
      {list.isLoading && <Loading rows={3} />}
      {isEmpty && <EmptyState icon={CalendarDays} title="There are no offerings">A class or an exam needs at least one open offering before its program is worth activating.</EmptyState>}
      {list.items.length > 0 && (
        <div>
          <Table label="Offerings" columns={columns(setEditing, mayWrite)} rows={list.items} getKey={(offering) => offering.id} isBusy={list.isBusy} />
          {list.hasMore && <LoadMore shown={list.items.length} total={list.total} hasMore isBusy={list.isLoadingMore} onMore={list.loadMore} />}
        </div>
      )}
      {editing && <Suspense><OfferingDialog componentId={componentId} offering={editing === 'new' ? null : editing} onClose={() => setEditing(null)} /></Suspense>}
    </Section>
  );
}
