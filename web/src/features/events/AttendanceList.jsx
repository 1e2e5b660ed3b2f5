import { Download, Upload, Users } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { number } from '../../lib/format.js';
import { useList } from '../../lib/query.js';
import { useCan } from '../../lib/session.js';
import { useUrlState } from '../../lib/url.js';
import { COURSE_ENROLLMENT } from '../../lib/words.js';
import { Problem } from '../../ui/alert/Alert.jsx';
import { Badge, StatusBadge } from '../../ui/badge/Badge.jsx';
import { Button, ButtonLink, DownloadLink } from '../../ui/button/Button.jsx';
import { EmptyState } from '../../ui/empty-state/EmptyState.jsx';
import { Find } from '../../ui/find/Find.jsx';
import { LoadMore } from '../../ui/load-more/LoadMore.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { Section } from '../../ui/section/Section.jsx';
import { Table } from '../../ui/table/Table.jsx';

const AttendanceDialog = lazy(() => import('./AttendanceDialog.jsx'));

/** @typedef {import('../../lib/types.js').Attendance} Attendance */
/** @typedef {import('../../lib/types.js').LiveEvent} LiveEvent */

/** @param {(person: Attendance) => void} onEdit @param {boolean} mayWrite @returns {import('../../ui/table/Table.jsx').Column<Attendance>[]} */
const columns = (onEdit, mayWrite) => [
  { id: 'name', label: 'Name', cell: (person) => person.name },
  { id: 'no', label: 'Number', cell: (person) => person.contact_no ?? '' },
  { id: 'registered', label: 'Registered', cell: (person) => (person.registered ? 'Yes' : 'No') },
  { id: 'minutes', label: 'Minutes', align: 'end', cell: (person) => number(person.minutes) },
  { id: 'percent', label: 'Attended', align: 'end', cell: (person) => (person.attended ? <Badge tone="good">100 %</Badge> : `${person.percent} %`) },
  { id: 'course', label: 'Course', cell: (person) => (person.course_status ? <StatusBadge words={COURSE_ENROLLMENT} status={person.course_status} /> : 'Not enrolled') },
  { id: 'set', label: 'Set attendance', isLabelHidden: true, align: 'end', cell: (person) => mayWrite && <Button isSmall aria-label={`Set attendance of ${person.name}`} onPress={() => onEdit(person)}>Set</Button> },
];

/** @param {{list: ReturnType<typeof useList<Attendance>>, q: string, onEdit: (person: Attendance) => void, mayWrite: boolean}} props */
function Rows({ list, q, onEdit, mayWrite }) {
  if (list.error) return <Problem error={list.error} onRetry={list.retry} />;
  if (list.isLoading) return <Loading rows={4} />;
  if (list.items.length === 0) return <EmptyState icon={Users} title={q ? `Nobody fits “${q}”` : 'Nobody is expected yet'}>{q ? 'Try fewer words.' : 'Who registers for an offering of the event or is in its course appears here.'}</EmptyState>;
  return (
    <>
      <Table label="Attendance" columns={columns(onEdit, mayWrite)} rows={list.items} getKey={(person) => person.contact_id} isBusy={list.isBusy} />
      <LoadMore shown={list.items.length} total={list.total} hasMore={list.hasMore} isBusy={list.isLoadingMore} onMore={list.loadMore} />
    </>
  );
}

/** Who is expected, who came, and for how long. @param {{event: LiveEvent}} props */
export function AttendanceList({ event }) {
  const can = useCan();
  const [state, set] = useUrlState({ q: '' });
  const [editing, setEditing] = useState(/** @type {Attendance|null} */ (null));
  /** @type {ReturnType<typeof useList<Attendance>>} */
  const list = useList(`/events/${event.id}/attendance`, state);
  const upload = (
    <>
      <DownloadLink icon={Download} href={`/api/events/${event.id}/attendance.csv`} label="Download the template for uploads">Template</DownloadLink>
      {can('import_use') && <ButtonLink icon={Upload} href={`/import/attendance?event_id=${event.id}`}>Upload attendance</ButtonLink>}
    </>
  );
  return (
    <Section title="Attendance" hint="The percentage follows the minutes at every change, also down to 0." actions={upload}>
      <Find label="Find a person" placeholder="Name, contact number or e-mail" value={state.q} onFind={(q) => set({ q })} />
      <Rows list={list} q={state.q} onEdit={setEditing} mayWrite={can('attendance_write')} />
      {editing && <Suspense><AttendanceDialog event={event} person={editing} onClose={() => setEditing(null)} /></Suspense>}
    </Section>
  );
}
