import { Archive } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { date, plural } from '../../lib/format.js';
import { useList } from '../../lib/query.js';
import { useCan } from '../../lib/session.js';
import { useUrlState } from '../../lib/url.js';
import { INACTIVE_REASON } from '../../lib/words.js';
import { Alert, Problem } from '../../ui/alert/Alert.jsx';
import { Button } from '../../ui/button/Button.jsx';
import { EmptyState } from '../../ui/empty-state/EmptyState.jsx';
import { Find } from '../../ui/find/Find.jsx';
import { LoadMore } from '../../ui/load-more/LoadMore.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { SelectTable } from '../../ui/table/SelectTable.jsx';
import { Table } from '../../ui/table/Table.jsx';
import { CONTACT_NO, ENROLLED_ON, ENROLLEE } from './columns.jsx';

const PurgeDialog = lazy(() => import('./PurgeDialog.jsx'));

/** @typedef {import('../../lib/types.js').EnrollmentRow} EnrollmentRow */
/** @typedef {ReturnType<typeof useList<EnrollmentRow>>} List */

/** @type {import('../../ui/table/Table.jsx').Column<EnrollmentRow>[]} */
const COLUMNS = [
  ENROLLEE,
  CONTACT_NO,
  { id: 'program', label: 'Program', cell: (row) => row.program_name },
  { id: 'reason', label: 'Why inactive', cell: (row) => INACTIVE_REASON[row.inactive_reason ?? ''] ?? row.inactive_reason },
  ENROLLED_ON,
  { id: 'expires', label: 'Expiration date', isWhole: true, cell: (row) => date(row.expires_on) },
];

/** @param {{list: List, q: string, selected: Set<number|string>, onSelect: (keys: Set<number|string>) => void, mayPurge: boolean}} props */
function Rows({ list, q, selected, onSelect, mayPurge }) {
  if (list.error) return <Problem error={list.error} onRetry={list.retry} />;
  if (list.isLoading) return <Loading />;
  if (list.items.length === 0) return <EmptyState icon={Archive} title={q ? `No inactive enrollment fits “${q}”` : 'There are no inactive enrollments'}>Enrollments come here when they expire or are cancelled, or when their program is no longer offered.</EmptyState>;
  const shared = { label: 'Inactive enrollments', columns: COLUMNS, rows: list.items, getKey: (/** @type {EnrollmentRow} */ row) => row.id, isBusy: list.isBusy };
  return (
    <>
      {mayPurge ? <SelectTable {...shared} selected={selected} onSelect={onSelect} /> : <Table {...shared} />}
      <LoadMore shown={list.items.length} total={list.total} hasMore={list.hasMore} isBusy={list.isLoadingMore} onMore={list.loadMore} />
    </>
  );
}

export default function InactiveEnrollments() {
  const can = useCan();
  const mayPurge = can('enrollment_purge');
  const [state, set] = useUrlState({ q: '' });
  const [selected, setSelected] = useState(/** @type {Set<number|string>} */ (new Set()));
  const [isAsking, setAsking] = useState(false);
  /** @type {List} */
  const list = useList('/enrollments', { inactive: true, q: state.q });
  return (
    <div className="stack">
      <PageHeader title="Inactive enrollments" lead="Enrollments that expired or were cancelled, and those of programs that are no longer offered. Purging deletes an enrollment and keeps the contact." />
      <Find label="Find an enrollee" placeholder="Leave empty to list all" value={state.q} onFind={(q) => set({ q })} />
      {mayPurge ? (
        <div className="row-between">
          <span role="status">{selected.size === 0 ? 'Tick the enrollments to purge.' : `${plural(selected.size, 'enrollment')} ticked`}</span>
          <Button variant="danger" isDisabled={selected.size === 0} onPress={() => setAsking(true)}>Purge Selected</Button>
        </div>
      ) : <Alert>Only people with the role Certification Manager may purge inactive enrollments.</Alert>}
      <Rows list={list} q={state.q} selected={selected} onSelect={setSelected} mayPurge={mayPurge} />
      {isAsking && (
        <Suspense>
          <PurgeDialog ids={[...selected].map(Number)} onClose={() => setAsking(false)} onDone={() => setSelected(new Set())} />
        </Suspense>
      )}
    </div>
  );
}
