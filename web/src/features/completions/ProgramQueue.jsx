import { Award } from 'lucide-react';
import { useState } from 'react';
import { send } from '../../lib/api.js';
import { date } from '../../lib/format.js';
import { useList, useSend } from '../../lib/query.js';
import { useCan } from '../../lib/session.js';
import { Problem } from '../../ui/alert/Alert.jsx';
import { Button } from '../../ui/button/Button.jsx';
import { EmptyState } from '../../ui/empty-state/EmptyState.jsx';
import { Link } from '../../ui/link/Link.jsx';
import { LoadMore } from '../../ui/load-more/LoadMore.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { SelectTable } from '../../ui/table/SelectTable.jsx';
import { Table } from '../../ui/table/Table.jsx';
import { Outcomes } from './Outcomes.jsx';
import { tickedWords } from './useQueue.js';

/** @typedef {import('../../lib/types.js').EnrollmentRow} EnrollmentRow */
/** @typedef {import('./Outcomes.jsx').Outcome} Outcome */

/** @type {import('../../ui/table/Table.jsx').Column<EnrollmentRow>[]} */
const COLUMNS = [
  { id: 'name', label: 'Enrollee', cell: (row) => <Link href={`/enrollments/${row.id}`}>{row.contact_name}</Link> },
  { id: 'no', label: 'Contact no.', cell: (row) => row.contact_no },
  { id: 'program', label: 'Program', cell: (row) => row.program_name },
  { id: 'enrolled', label: 'Enrolled on', isWhole: true, cell: (row) => date(row.enrolled_on) },
];

/** Approves one after the other; each has its own outcome.
 * @param {EnrollmentRow[]} rows @param {string} key @returns {Promise<Outcome[]>} */
async function approveEach(rows, key) {
  /** @type {Outcome[]} */
  const outcomes = [];
  for (const row of rows) {
    // In turn, since a hundred at once would only queue up at the server.
    // eslint-disable-next-line no-await-in-loop
    const outcome = await send('POST', `/enrollments/${row.id}/approve`, {}, { key: `${key}-${row.id}` }).then(
      () => ({ outcome: /** @type {const} */ ('done') }),
      (error) => ({ outcome: /** @type {const} */ ('refused'), detail: error.detail, remedy: error.remedy }),
    );
    outcomes.push({ key: String(row.id), name: row.contact_name, ...outcome });
  }
  return outcomes;
}

/** @param {{list: ReturnType<typeof useList<EnrollmentRow>>, selected: Set<number|string>, onSelect: (keys: Set<number|string>) => void, mayDecide: boolean}} props */
function Rows({ list, selected, onSelect, mayDecide }) {
  if (list.error) return <Problem error={list.error} onRetry={list.retry} />;
  if (list.isLoading) return <Loading />;
  if (list.items.length === 0) return <EmptyState icon={Award} title="No program completion waits for approval" />;
  const shared = { label: 'Program completions', columns: COLUMNS, rows: list.items, getKey: (/** @type {EnrollmentRow} */ row) => row.id, isBusy: list.isBusy };
  return (
    <>
      {mayDecide ? <SelectTable {...shared} selected={selected} onSelect={onSelect} /> : <Table {...shared} />}
      <LoadMore shown={list.items.length} total={list.total} hasMore={list.hasMore} isBusy={list.isLoadingMore} onMore={list.loadMore} />
    </>
  );
}

/** Programs whose requirements are all met and whose completion has to be approved. */
export function ProgramQueue() {
  const mayDecide = useCan()('completion_decide');
  const [selected, setSelected] = useState(/** @type {Set<number|string>} */ (new Set()));
  /** @type {ReturnType<typeof useList<EnrollmentRow>>} */
  const list = useList('/enrollments', { pending: true });
  const ticked = list.items.filter((row) => selected.has(row.id));
  const approve = useSend(approveEach, { onDone: (outcomes) => setSelected(new Set(outcomes.filter((one) => one.outcome === 'refused').map((one) => Number(one.key)))) });
  return (
    <>
      {approve.result && <Outcomes outcomes={approve.result} done="approved" />}
      {mayDecide && (
        <div className="row-between">
          <span role="status">{tickedWords(ticked.length)}</span>
          <Button variant="primary" isDisabled={ticked.length === 0} isBusy={approve.isBusy} onPress={() => approve.send(ticked)}>Approve selected</Button>
        </div>
      )}
      <Rows list={list} selected={selected} onSelect={setSelected} mayDecide={mayDecide} />
    </>
  );
}
