import { send } from './api.js';
import { useForm } from './form.js';

/** @typedef {{pars: string|null, cpe: string|null}} ReportIds  what PARS and CPE Monitor call a course */

/** A form for what agencies call a course. @param {number} id  the course's @param {ReportIds} stored @param {() => void} onDone */
export function useReportIds(id, stored, onDone) {
  return useForm({
    initial: { pars: stored.pars ?? '', cpe: stored.cpe ?? '' },
    stamp: `${stored.pars} ${stored.cpe}`,
    run: ({ pars, cpe }) => send('PUT', `/courses/${id}/report-ids`, { pars: pars.trim() || null, cpe: cpe.trim() || null }),
    onDone,
  });
}
