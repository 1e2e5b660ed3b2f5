import { useEffect, useRef, useState } from 'react';
import { send } from '../../lib/api.js';
import { dateTime, number, plural } from '../../lib/format.js';
import { useGet, useList, useSend } from '../../lib/query.js';
import { MOVE_OUTCOME } from '../../lib/words.js';
import { Alert, Problem } from '../../ui/alert/Alert.jsx';
import { StatusBadge } from '../../ui/badge/Badge.jsx';
import { Button } from '../../ui/button/Button.jsx';
import { Switch } from '../../ui/choice/Choice.jsx';
import { ConfirmDialog } from '../../ui/dialog/Dialog.jsx';
import { LoadMore } from '../../ui/load-more/LoadMore.jsx';
import { ProgressBar } from '../../ui/progress-bar/ProgressBar.jsx';
import { Section } from '../../ui/section/Section.jsx';
import { Select } from '../../ui/select/Select.jsx';
import { SelectTable } from '../../ui/table/SelectTable.jsx';

/** @typedef {import('../../lib/types.js').MoveRow} MoveRow */
/** @typedef {import('../../lib/types.js').MoveSummary} MoveSummary */
/** @typedef {import('../../lib/types.js').EnrollmentMove} EnrollmentMove */

/** How often a move that is under way is looked at. */
const EVERY = 1_000;
const OUTCOMES = [{ id: '', label: 'Everybody' }, ...Object.entries(MOVE_OUTCOME).map(([id, { label }]) => ({ id, label }))];

/** @type {import('../../ui/table/Table.jsx').Column<MoveRow>[]} */
const COLUMNS = [
  { id: 'name', label: 'Enrollee', cell: (row) => row.contact_name },
  { id: 'version', label: 'Version', cell: (row) => number(row.definition_version) },
  { id: 'now', label: 'Now', isWhole: true, cell: (row) => `${number(row.met)} of ${number(row.required)}` },
  { id: 'after', label: 'After', isWhole: true, cell: (row) => `${number(row.met_after)} of ${number(row.required_after)}` },
  { id: 'outcome', label: 'What changes', cell: (row) => <StatusBadge words={MOVE_OUTCOME} status={row.outcome} /> },
];

/** Calls `run` when a value is another than before: what a job changed at the server is read again. @param {string} value @param {() => unknown} run */
function useOnChange(value, run) {
  const seen = useRef(value);
  useEffect(() => {
    if (seen.current === value) return;
    seen.current = value;
    run();
  }, [value, run]);
}

/** @param {MoveSummary} summary */
const effects = (summary) => Object.entries(MOVE_OUTCOME)
  .map(([outcome, { effect }]) => ({ outcome, n: /** @type {any} */ (summary)[outcome], effect }))
  .filter(({ n }) => n > 0);

/** @param {{summary: MoveSummary}} props */
function Effects({ summary }) {
  return (
    <ul className="stack-tiny">
      {effects(summary).map(({ outcome, n, effect }) => <li key={outcome}><strong>{number(n)}</strong> {effect}</li>)}
    </ul>
  );
}

/** @param {{summary: MoveSummary, chosen: Set<number|string>|null, programId: number, onClose: () => void}} props  chosen: null for all */
function MoveDialog({ summary, chosen, programId, onClose }) {
  const [keepDates, setKeepDates] = useState(true);
  const move = useSend((_input, key) => send('POST', `/programs/${programId}/moves`, { ...(chosen ? { enrollment_ids: [...chosen] } : { all: true }), keep_dates: keepDates }, { key }), { onDone: onClose });
  const n = chosen ? chosen.size : summary.candidates;
  return (
    <ConfirmDialog
      title={`Move ${plural(n, 'enrollment')} to version ${number(summary.to_version)}?`}
      confirm={`Move ${plural(n, 'enrollment')}`}
      cancel="Leave them"
      isBusy={move.isBusy}
      error={move.error}
      onConfirm={() => move.send(null)}
      onClose={onClose}
    >
      {!chosen && <Effects summary={summary} />}
      <p>What they completed for requirements that are still there counts on. Nothing is deleted, and the move can be undone.</p>
      <Switch name="keep_dates" label="Keep their dates" hint="Off: the grace period and the expiration are counted anew, from the enrollment date, by the periods of the new version." value={keepDates} onChange={setKeepDates} />
    </ConfirmDialog>
  );
}

/** Who could not be put back. @param {{id: number}} props */
function Refusals({ id }) {
  const { data, error, refetch } = useGet(`/moves/${id}/refusals`);
  if (error) return <Problem error={error} onRetry={refetch} />;
  return (
    <ul className="stack-tiny">
      {(data?.items ?? []).map((/** @type {{enrollment_id: number, contact_name: string, refusal: string}} */ one) => <li key={one.enrollment_id}><strong>{one.contact_name}</strong>: {one.refusal}</li>)}
    </ul>
  );
}

/** @param {EnrollmentMove} move */
const isUnderWay = ({ state }) => state === 'moving' || state === 'undoing';

/** One move that was made, and the way back. @param {{move: EnrollmentMove}} props */
function Move({ move }) {
  const [isAsking, setAsking] = useState(false);
  const undo = useSend((_input, key) => send('POST', `/moves/${move.id}/undo`, undefined, { key }), { onDone: () => setAsking(false) });
  const what = `${plural(move.moved, 'enrollment')} to version ${number(move.to_version)}`;
  return (
    <li className="stack-tiny">
      <div className="row-between">
        <span>
          {move.state === 'undone' ? `Undone: ${what}` : `Moved: ${what}`}
          <span className="secondary"> · {[move.created_by_name, dateTime(move.created_at)].filter(Boolean).join(', ')}</span>
        </span>
        {move.state === 'moved' && <Button isSmall aria-label={`Undo: ${what}`} onPress={() => setAsking(true)}>Undo</Button>}
      </div>
      {isUnderWay(move) && <ProgressBar label={move.state === 'moving' ? 'Moving' : 'Putting back'} done={move.state === 'moving' ? move.moved : move.undone + move.refused} of={move.total} />}
      {move.refused > 0 && move.state === 'undone' && (
        <Alert tone="warn" title={`${plural(move.refused, 'enrollment')} could not be put back`}><Refusals id={move.id} /></Alert>
      )}
      {isAsking && (
        <ConfirmDialog title="Undo this move?" confirm="Undo the move" cancel="Leave it" isBusy={undo.isBusy} error={undo.error} onConfirm={() => undo.send(null)} onClose={() => setAsking(false)}>
          <p>{plural(move.moved, 'enrollment')} get their version, dates and progress back. Those that were changed since stay as they are and are named.</p>
        </ConfirmDialog>
      )}
    </li>
  );
}

/** @param {{moves: EnrollmentMove[]}} props */
function Moves({ moves }) {
  if (moves.length === 0) return null;
  return <ul className="stack-small" aria-label="Moves made before">{moves.map((move) => <Move key={move.id} move={move} />)}</ul>;
}

/** @param {{programId: number, summary: MoveSummary, over: string}} props  over: changes when a move has come to its end */
function Candidates({ programId, summary, over }) {
  const [outcome, setOutcome] = useState('');
  const [chosen, setChosen] = useState(/** @type {Set<number|string>} */ (new Set()));
  const [asks, setAsks] = useState(/** @type {'chosen'|'all'|null} */ (null));
  /** @type {ReturnType<typeof useList<MoveRow>>} */
  const list = useList(`/programs/${programId}/moves/preview/enrollments`, outcome ? { outcome } : {});
  useOnChange(over, list.retry);
  const close = () => { setAsks(null); setChosen(new Set()); };
  return (
    <div className="stack-small">
      <Effects summary={summary} />
      <Select name="outcome" label="Show" width="short" value={outcome} onChange={setOutcome} options={OUTCOMES} />
      {list.error && <Problem error={list.error} onRetry={list.retry} />}
      {list.items.length > 0 && (
        <>
          <SelectTable label="Enrollees on older versions" columns={COLUMNS} rows={list.items} getKey={(row) => row.enrollment_id} isBusy={list.isBusy} selected={chosen} onSelect={setChosen} />
          <LoadMore shown={list.items.length} hasMore={list.hasMore} isBusy={list.isLoadingMore} onMore={list.loadMore} />
        </>
      )}
      <div className="row">
        <Button variant="primary" isDisabled={chosen.size === 0} onPress={() => setAsks('chosen')}>Move selected{chosen.size > 0 && ` (${number(chosen.size)})`}</Button>
        <Button onPress={() => setAsks('all')}>Move all {number(summary.candidates)}</Button>
      </div>
      {asks && <MoveDialog summary={summary} chosen={asks === 'chosen' ? chosen : null} programId={programId} onClose={close} />}
    </div>
  );
}

/** Bringing current enrollees under the newest version, beside cancelling and enrolling them again. @param {{programId: number}} props */
export function MoveEnrollees({ programId }) {
  const { data, error, refetch } = useGet(`/programs/${programId}/moves/preview`);
  const made = useGet(`/programs/${programId}/moves`, undefined, { again: (page) => ((page?.items ?? []).some(isUnderWay) ? EVERY : false) });
  const moves = /** @type {EnrollmentMove[]} */ (made.data?.items ?? []);
  const over = moves.map(({ id, state }) => `${id} ${state}`).join();
  useOnChange(over, refetch);
  if (error) return <Problem error={error} onRetry={refetch} />;
  if (!data) return null;
  return (
    <Section title="Move enrollees" hint="Who is enrolled keeps their version until you move them here, or cancel the enrollment and enroll them again." isCard>
      {data.candidates === 0
        ? <p className="secondary">Nobody is currently enrolled under an older version.</p>
        : <Candidates programId={programId} summary={data} over={over} />}
      <Moves moves={moves} />
    </Section>
  );
}
