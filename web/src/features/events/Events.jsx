import { Plus, Video } from 'lucide-react';
import { dateTime, number } from '../../lib/format.js';
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

/** @typedef {import('../../lib/types.js').LiveEvent} LiveEvent */

/** @type {import('../../ui/table/Table.jsx').Column<LiveEvent>[]} */
const COLUMNS = [
  { id: 'title', label: 'Event', cell: (event) => <Link href={`/events/${event.id}`}>{event.title}</Link> },
  { id: 'when', label: 'Starts', isWhole: true, cell: (event) => dateTime(event.starts_at) },
  { id: 'course', label: 'Course', cell: (event) => (event.course_id ? <Link isQuiet href={`/courses/${event.course_id}/report`}>{event.course_title}</Link> : 'None') },
  { id: 'lasts', label: 'Minutes', align: 'end', cell: (event) => number(event.duration_minutes) },
  { id: 'required', label: 'Required', align: 'end', cell: (event) => number(event.required_minutes) },
];

/** @param {{list: ReturnType<typeof useList<LiveEvent>>, q: string}} props */
function Rows({ list, q }) {
  if (list.error) return <Problem error={list.error} onRetry={list.retry} />;
  if (list.isLoading) return <Loading />;
  if (list.items.length === 0) return <EmptyState icon={Video} title={q ? `No event fits “${q}”` : 'There are no events yet'}>{q ? 'Try fewer words.' : 'Events are live classes and meetings whose attendance is kept.'}</EmptyState>;
  return (
    <>
      <Table label="Events" columns={COLUMNS} rows={list.items} getKey={(event) => event.id} isBusy={list.isBusy} />
      <LoadMore shown={list.items.length} total={list.total} hasMore={list.hasMore} isBusy={list.isLoadingMore} onMore={list.loadMore} />
    </>
  );
}

export default function Events() {
  const can = useCan();
  const [state, set] = useUrlState({ q: '' });
  /** @type {ReturnType<typeof useList<LiveEvent>>} */
  const list = useList('/events', state);
  return (
    <div className="stack">
      <PageHeader
        title="Events"
        lead="Live classes and meetings. A person’s minutes decide the step of the course; a completed course stays complete."
        actions={can('event_write') && <ButtonLink variant="primary" icon={Plus} href="/events/new">New event</ButtonLink>}
      />
      <Find label="Find an event" placeholder="Title" value={state.q} onFind={(q) => set({ q })} />
      <Rows list={list} q={state.q} />
    </div>
  );
}
