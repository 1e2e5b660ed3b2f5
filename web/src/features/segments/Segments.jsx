import { Pencil, Plus, Trash2, UsersRound } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useLocation } from 'wouter';
import { send } from '../../lib/api.js';
import { number, plural } from '../../lib/format.js';
import { useList, useSend } from '../../lib/query.js';
import { useCan } from '../../lib/session.js';
import { useUrlState } from '../../lib/url.js';
import { Problem } from '../../ui/alert/Alert.jsx';
import { ButtonLink } from '../../ui/button/Button.jsx';
import { EmptyState } from '../../ui/empty-state/EmptyState.jsx';
import { Find } from '../../ui/find/Find.jsx';
import { Link } from '../../ui/link/Link.jsx';
import { LoadMore } from '../../ui/load-more/LoadMore.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { MoreMenu } from '../../ui/menu/MoreMenu.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { Table } from '../../ui/table/Table.jsx';
import { toast } from '../../ui/toast/Toast.jsx';

const ConfirmDialog = lazy(() => import('../../ui/dialog/Dialog.jsx').then((module) => ({ default: module.ConfirmDialog })));

/** @typedef {import('../../lib/types.js').SegmentRow} SegmentRow */

/** @param {{segment: SegmentRow, onClose: () => void}} props */
function DeleteDialog({ segment, onClose }) {
  const remove = useSend(() => send('DELETE', `/segments/${segment.id}`), {
    onDone: () => {
      toast('Segment deleted');
      onClose();
    },
  });
  const isHeld = segment.course_count > 0;
  return (
    <ConfirmDialog title={`Delete ${segment.name}?`} confirm="Delete segment" isDanger isBusy={remove.isBusy} isDisabled={isHeld} error={remove.error} onConfirm={() => remove.send(undefined)} onClose={onClose}>
      {isHeld
        ? <p>{plural(segment.course_count, 'course is', 'courses are')} linked to it. Remove {segment.course_count === 1 ? 'it' : 'them'} under Smart enrolments first: that shows what it does to {plural(segment.members, 'member')}.</p>
        : <p>It has {plural(segment.members, 'member')} and no linked course: nobody is unenrolled from anything, and no contact is changed.</p>}
    </ConfirmDialog>
  );
}

/** @param {{navigate: (path: string) => void, onDelete: (segment: SegmentRow) => void, canWrite: boolean}} tools @returns {import('../../ui/table/Table.jsx').Column<SegmentRow>[]} */
const columns = ({ navigate, onDelete, canWrite }) => [
  { id: 'name', label: 'Segment', cell: (segment) => <Link href={`/settings/segments/${segment.id}`}>{segment.name}</Link> },
  { id: 'members', label: 'Members', align: 'end', cell: (segment) => number(segment.members) },
  { id: 'courses', label: 'Linked courses', align: 'end', cell: (segment) => number(segment.course_count) },
  {
    id: 'actions',
    label: 'Actions',
    isLabelHidden: true,
    align: 'end',
    cell: (segment) => (canWrite
      ? <MoreMenu label={`Actions for ${segment.name}`} items={[
        { id: 'edit', label: 'Edit', icon: Pencil, onAction: () => navigate(`/settings/segments/${segment.id}`) },
        { id: 'delete', label: 'Delete', icon: Trash2, onAction: () => onDelete(segment) },
      ]} />
      : null),
  },
];

/** @param {{list: ReturnType<typeof useList<SegmentRow>>, isFiltered: boolean, columns: import('../../ui/table/Table.jsx').Column<SegmentRow>[]}} props */
function Rows({ list, isFiltered, columns: shown }) {
  if (list.error) return <Problem error={list.error} onRetry={list.retry} />;
  if (list.isLoading) return <Loading />;
  if (list.items.length === 0) return <EmptyState icon={UsersRound} title={isFiltered ? 'No segment fits' : 'There are no segments yet'}>{isFiltered ? 'Try another word.' : 'Create the first one with “New segment”. Courses can be linked to it then.'}</EmptyState>;
  return (
    <>
      <Table label="Organisational segments" columns={shown} rows={list.items} getKey={(segment) => segment.id} isBusy={list.isBusy} />
      <LoadMore shown={list.items.length} total={list.total} hasMore={list.hasMore} isBusy={list.isLoadingMore} onMore={list.loadMore} />
    </>
  );
}

export default function Segments() {
  const canWrite = useCan()('segment_write');
  const [, navigate] = useLocation();
  const [state, set] = useUrlState({ q: '' });
  const [deleting, setDeleting] = useState(/** @type {SegmentRow|null} */ (null));
  /** @type {ReturnType<typeof useList<SegmentRow>>} */
  const list = useList('/segments', state);
  return (
    <div className="stack">
      <PageHeader
        title="Organisational segments"
        lead="Groups of people by their profile. Courses that are linked to a segment are assigned to its members, and end for those who leave it."
        actions={canWrite && <ButtonLink variant="primary" icon={Plus} href="/settings/segments/new">New segment</ButtonLink>}
      />
      <Find label="Find a segment" placeholder="Name" value={state.q} onFind={(q) => set({ q })} />
      <Rows list={list} isFiltered={Boolean(state.q)} columns={columns({ navigate, onDelete: setDeleting, canWrite })} />
      <Suspense>{deleting && <DeleteDialog segment={deleting} onClose={() => setDeleting(null)} />}</Suspense>
    </div>
  );
}
