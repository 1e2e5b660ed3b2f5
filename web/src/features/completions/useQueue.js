import { useState } from 'react';
import { plural } from '../../lib/format.js';
import { useList, useSend } from '../../lib/query.js';
import { itemKey } from './items.jsx';

/** @typedef {import('../../lib/types.js').CompletionRow} CompletionRow */
/** @typedef {import('./Outcomes.jsx').Outcome} Outcome */

/** One queue of completions: its rows, what is ticked, and what the last action did to each.
 * @param {'awaiting_approval'|'awaiting_grade'} status @param {string} q */
export function useQueue(status, q) {
  /** @type {ReturnType<typeof useList<CompletionRow>>} */
  const list = useList('/completions', { status, q });
  const [selected, setSelected] = useState(/** @type {Set<number|string>} */ (new Set()));
  return { list, selected, setSelected, ticked: list.items.filter((row) => selected.has(itemKey(row))) };
}

/** Puts names to what the server says of each item. The rows are those that were sent: done ones leave the list.
 * @param {import('../../lib/types.js').ItemOutcome[]} items @param {CompletionRow[]} rows @returns {Outcome[]} */
export const named = (items, rows) => items.map((item) => ({
  ...item,
  key: itemKey(item),
  name: rows.find((row) => itemKey(row) === itemKey(item))?.contact_name ?? '',
}));

/** An action on many completions at once, and its outcomes by name.
 * @param {(rows: CompletionRow[], key: string, extra: any) => Promise<{items: import('../../lib/types.js').ItemOutcome[]}>} run @param {(outcomes: Outcome[]) => void} onDone */
export function useBulk(run, onDone) {
  return useSend(
    (/** @type {{rows: CompletionRow[], extra?: any}} */ { rows, extra }, key) => run(rows, key, extra).then(({ items }) => named(items, rows)),
    { onDone },
  );
}

/** @param {number} count */
export const tickedWords = (count) => (count === 0 ? 'Tick the completions to decide on.' : `${plural(count, 'completion')} ticked`);
