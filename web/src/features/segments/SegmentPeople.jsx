import { lazy, Suspense, useState } from 'react';
import { send } from '../../lib/api.js';
import { dateTime, plural } from '../../lib/format.js';
import { useList, useSend } from '../../lib/query.js';
import { useCan } from '../../lib/session.js';
import { Problem } from '../../ui/alert/Alert.jsx';
import { Button } from '../../ui/button/Button.jsx';
import { Find } from '../../ui/find/Find.jsx';
import { Link } from '../../ui/link/Link.jsx';
import { LoadMore } from '../../ui/load-more/LoadMore.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { Section } from '../../ui/section/Section.jsx';
import { Table } from '../../ui/table/Table.jsx';
import { TextField } from '../../ui/text-field/TextField.jsx';
import { toast } from '../../ui/toast/Toast.jsx';

const ConfirmDialog = lazy(() => import('../../ui/dialog/Dialog.jsx').then((module) => ({ default: module.ConfirmDialog })));

/** @typedef {import('../../lib/types.js').Segment} Segment */
/** @typedef {import('../../lib/types.js').ContactRow} ContactRow */
/** @typedef {{contact_id: number, name: string, contact_no: string, reason: string|null, excluded_by_name: string|null, excluded_at: string}} Excluded */

/** @param {{segment: Segment, person: ContactRow, onClose: () => void}} props */
function RemoveDialog({ segment, person, onClose }) {
  const [reason, setReason] = useState('');
  const remove = useSend((_input, key) => send('POST', `/segments/${segment.id}/exclusions`, { contact_ids: [person.id], reason: reason.trim() || null }, { key }), {
    onDone: () => {
      toast(`${person.name} removed from the segment`);
      onClose();
    },
  });
  return (
    <ConfirmDialog title={`Remove ${person.name} from ${segment.name}?`} confirm="Remove from segment" isDanger isBusy={remove.isBusy} error={remove.error} onConfirm={() => remove.send(undefined)} onClose={onClose}>
      <p>
        {segment.courses.length > 0
          ? `They are unenrolled at once from ${plural(segment.courses.length, 'linked course')}, unless something else keeps them in. Their progress is kept: let back in, they go on where they left off.`
          : 'No course is linked, so they are unenrolled from nothing.'}
      </p>
      <p>They stay out, whatever the rule says, until they are let back in.</p>
      <TextField name="reason" label="Reason" isOptional value={reason} onChange={setReason} autoComplete="off" maxLength={500} />
    </ConfirmDialog>
  );
}

/** @param {{canWrite: boolean, isBusy: boolean, onInclude: (person: Excluded) => void}} tools @returns {import('../../ui/table/Table.jsx').Column<Excluded>[]} */
const excludedColumns = ({ canWrite, isBusy, onInclude }) => [
  { id: 'name', label: 'Name', cell: (person) => person.name },
  { id: 'reason', label: 'Reason', cell: (person) => person.reason ?? 'None given' },
  { id: 'by', label: 'By', cell: (person) => person.excluded_by_name ?? 'Laurel' },
  { id: 'at', label: 'When', isWhole: true, cell: (person) => dateTime(person.excluded_at) },
  {
    id: 'actions',
    label: 'Actions',
    isLabelHidden: true,
    align: 'end',
    cell: (person) => (canWrite ? <Button isSmall aria-label={`Let ${person.name} back in`} isBusy={isBusy} onPress={() => onInclude(person)}>Let back in</Button> : null),
  },
];

/** @param {{canWrite: boolean, onRemove: (person: ContactRow) => void}} tools @returns {import('../../ui/table/Table.jsx').Column<ContactRow>[]} */
const memberColumns = ({ canWrite, onRemove }) => [
  { id: 'name', label: 'Name', cell: (person) => <Link href={`/enrollments/people/${person.id}`}>{person.name}</Link> },
  { id: 'no', label: 'Contact no.', cell: (person) => person.contact_no },
  { id: 'email', label: 'E-mail', cell: (person) => person.email ?? 'None' },
  {
    id: 'actions',
    label: 'Actions',
    isLabelHidden: true,
    align: 'end',
    cell: (person) => (canWrite ? <Button isSmall aria-label={`Remove ${person.name} from the segment`} onPress={() => onRemove(person)}>Remove</Button> : null),
  },
];

/** @param {{segment: Segment}} props */
function TakenOut({ segment }) {
  const canWrite = useCan()('segment_write');
  /** @type {ReturnType<typeof useList<Excluded>>} */
  const list = useList(segment.excluded > 0 ? `/segments/${segment.id}/exclusions` : null);
  const include = useSend((/** @type {Excluded} */ person) => send('DELETE', `/segments/${segment.id}/exclusions/${person.contact_id}`), {
    onDone: (_out, person) => toast(`The rule decides about ${person.name} again`),
  });
  if (segment.excluded === 0) return null;
  return (
    <Section title="Removed by staff" hint="Whatever the rule says, they are not in the segment.">
      {(include.error ?? list.error) && <Problem error={/** @type {any} */ (include.error ?? list.error)} />}
      <Table
        label="Removed by staff"
        columns={excludedColumns({ canWrite, isBusy: include.isBusy, onInclude: include.send })}
        rows={list.items}
        getKey={(person) => person.contact_id}
        isBusy={list.isBusy}
      />
      <LoadMore shown={list.items.length} total={list.total} hasMore={list.hasMore} isBusy={list.isLoadingMore} onMore={list.loadMore} />
    </Section>
  );
}

/** Who is in the segment, and whom staff took out. @param {{segment: Segment}} props */
export function SegmentPeople({ segment }) {
  const canWrite = useCan()('segment_write');
  const [q, setQ] = useState('');
  const [removing, setRemoving] = useState(/** @type {ContactRow|null} */ (null));
  /** @type {ReturnType<typeof useList<ContactRow>>} */
  const list = useList(`/segments/${segment.id}/members`, { q });
  return (
    <>
      <Section title="Members">
        <Find label="Find a member" placeholder="Name, contact number or e-mail" value={q} onFind={setQ} />
        {list.error && <Problem error={list.error} onRetry={list.retry} />}
        {list.isLoading && <Loading rows={3} />}
        {!list.isLoading && !list.error && list.items.length === 0 && <p className="secondary">{q ? 'No member fits.' : 'Nobody meets the rule.'}</p>}
        {list.items.length > 0 && (
          <>
            <Table
              label="Members"
              columns={memberColumns({ canWrite, onRemove: setRemoving })}
              rows={list.items}
              getKey={(person) => person.id}
              isBusy={list.isBusy}
            />
            <LoadMore shown={list.items.length} total={list.total} hasMore={list.hasMore} isBusy={list.isLoadingMore} onMore={list.loadMore} />
          </>
        )}
      </Section>
      <TakenOut segment={segment} />
      <Suspense>{removing && <RemoveDialog segment={segment} person={removing} onClose={() => setRemoving(null)} />}</Suspense>
    </>
  );
}
