import { CircleCheck } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { send } from '../../lib/api.js';
import { useCan } from '../../lib/session.js';
import { Alert, Problem } from '../../ui/alert/Alert.jsx';
import { Button } from '../../ui/button/Button.jsx';
import { EmptyState } from '../../ui/empty-state/EmptyState.jsx';
import { Find } from '../../ui/find/Find.jsx';
import { LoadMore } from '../../ui/load-more/LoadMore.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { SelectTable } from '../../ui/table/SelectTable.jsx';
import { Table } from '../../ui/table/Table.jsx';
import { FILES, GRADE, itemKey, itemOf, PERSON, RECORDED, WHAT, WHEN } from './items.jsx';
import { Outcomes } from './Outcomes.jsx';
import { tickedWords, useBulk, useQueue } from './useQueue.js';

const RejectDialog = lazy(() => import('./RejectDialog.jsx'));

const COLUMNS = [PERSON, WHAT, WHEN, GRADE, FILES, RECORDED];

/** @param {{queue: ReturnType<typeof useQueue>, q: string, mayDecide: boolean}} props */
function Rows({ queue: { list, selected, setSelected }, q, mayDecide }) {
  if (list.error) return <Problem error={list.error} onRetry={list.retry} />;
  if (list.isLoading) return <Loading />;
  if (list.items.length === 0) return <EmptyState icon={CircleCheck} title={q ? `Nothing waits for an enrollee that fits “${q}”` : 'Nothing waits for approval'} />;
  const shared = { label: 'Completions awaiting approval', columns: COLUMNS, rows: list.items, getKey: itemKey, isBusy: list.isBusy };
  return (
    <>
      {mayDecide ? <SelectTable {...shared} selected={selected} onSelect={setSelected} /> : <Table {...shared} />}
      <LoadMore shown={list.items.length} total={list.total} hasMore={list.hasMore} isBusy={list.isLoadingMore} onMore={list.loadMore} />
    </>
  );
}

/** Completions that staff have to approve; many at once. @param {{q: string, onFind: (q: string) => void}} props */
export function ApprovalQueue({ q, onFind }) {
  const mayDecide = useCan()('completion_decide');
  const queue = useQueue('awaiting_approval', q);
  const [last, setLast] = useState(/** @type {{outcomes: import('./Outcomes.jsx').Outcome[], done: string}|null} */ (null));
  const [isRejecting, setRejecting] = useState(false);
  /** @param {import('./Outcomes.jsx').Outcome[]} outcomes @param {string} done */
  const finish = (outcomes, done) => {
    setLast({ outcomes, done });
    queue.setSelected(new Set(outcomes.filter((one) => one.outcome === 'refused').map((one) => one.key)));
  };
  const approve = useBulk((rows, key) => send('POST', '/completions/approve', { items: rows.map(itemOf) }, { key }), (outcomes) => finish(outcomes, 'approved'));
  const isNone = queue.ticked.length === 0;
  return (
    <>
      <Find label="Find an enrollee" placeholder="Name, contact number or e-mail" value={q} onFind={onFind} />
      {last && <Outcomes {...last} />}
      {approve.error && <Problem error={approve.error} />}
      {mayDecide ? (
        <div className="row-between">
          <span role="status">{tickedWords(queue.ticked.length)}</span>
          <div className="row">
            <Button variant="primary" isDisabled={isNone} isBusy={approve.isBusy} onPress={() => approve.send({ rows: queue.ticked })}>Approve selected</Button>
            <Button isDisabled={isNone} onPress={() => setRejecting(true)}>Reject selected</Button>
          </div>
        </div>
      ) : <Alert>Only a Certification Admin, a Certification Manager or a SysAdmin may approve completions.</Alert>}
      <Rows queue={queue} q={q} mayDecide={mayDecide} />
      {isRejecting && (
        <Suspense><RejectDialog rows={queue.ticked} onClose={() => setRejecting(false)} onDone={(outcomes) => finish(outcomes, 'rejected')} /></Suspense>
      )}
    </>
  );
}
