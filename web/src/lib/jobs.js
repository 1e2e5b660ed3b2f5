import { useState } from 'react';
import { useGet } from './query.js';

/** @typedef {import('./types.js').Job} Job */

/** How often a job that is under way is looked at. */
const EVERY = 1_000;

/** @param {Job|undefined} job */
const isOver = (job) => job?.state === 'done' || job?.state === 'failed';

/** How long the rest takes at the pace seen so far, in whole seconds; null as long as nothing can be said.
 * @param {{done: number, total: number|null}} work @param {{at: number, done: number}} first @param {number} now */
function secondsLeft({ done, total }, first, now) {
  const passed = now - first.at;
  if (total === null || passed < EVERY || done <= first.done) return null;
  return Math.ceil(((total - done) * passed) / (done - first.done) / 1000);
}

/** How many a second work does that is read again and again, and how many seconds the rest takes; null as long as nothing can be said.
 * @param {{state: string, done: number, total: number}} work @param {number} at  when it was read, in milliseconds */
export function usePace(work, at) {
  const [first, setFirst] = useState(/** @type {{at: number, done: number}|null} */ (null));
  if (work.state === 'running' && !first) setFirst({ at, done: work.done });
  const left = first && secondsLeft(work, first, at);
  return left === null || !first ? null : { left, rate: Math.round((work.done - first.done) / ((at - first.at) / 1000)) };
}

/** Long work at the server, looked at until it is over. It goes on whether anybody looks or not.
 * @param {string} id  empty: no job */
export function useJob(id) {
  const [first, setFirst] = useState(/** @type {{id: string, at: number, done: number}|null} */ (null));
  const { data, error, refetch, dataUpdatedAt } = useGet(id ? `/jobs/${id}` : null, undefined, { again: (job) => (isOver(job) ? false : EVERY) });
  /** @type {Job|undefined} */
  const job = data;
  if (job?.state === 'running' && first?.id !== id) setFirst({ id, at: dataUpdatedAt, done: job.done });
  return {
    job,
    error: job ? null : error,
    retry: () => { refetch(); },
    isOver: isOver(job),
    secondsLeft: job && first?.id === id ? secondsLeft(job, first, dataUpdatedAt) : null,
  };
}
