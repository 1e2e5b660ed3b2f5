/** @typedef {'course_records'|'course'|'attendance'|'contacts'} Kind */

/** What can be imported, in the words of the menu. @type {Record<Kind, {label: string, lead: string, needs?: 'course'|'event', hasPeople: boolean}>} */
export const KINDS = {
  course_records: {
    label: 'Course record import',
    lead: 'Records of many courses from an older system. Courses that do not exist become shells without a certificate; these records stay out of PARS reports.',
    hasPeople: true,
  },
  course: { label: 'Records of one course', lead: 'Completions and credits of one course that exists. They are part of its PARS report.', needs: 'course', hasPeople: true },
  attendance: { label: 'Attendance of an event', lead: 'Who attended a live event, and for how many minutes. Attendance can be changed as often as needed.', needs: 'event', hasPeople: true },
  contacts: { label: 'Contacts', lead: 'People with their profile fields. Contacts that exist are never changed.', hasPeople: false },
};

/** @type {import('../../lib/words.js').StatusWords} */
export const STATE = {
  uploading: { label: 'Uploading', tone: 'info' },
  uploaded: { label: 'Being checked', tone: 'info' },
  validated: { label: 'Checked', tone: 'violet' },
  applying: { label: 'Being applied', tone: 'info' },
  applied: { label: 'Applied', tone: 'good' },
  failed: { label: 'Stopped', tone: 'danger' },
  reverting: { label: 'Being undone', tone: 'warn' },
  reverted: { label: 'Undone', tone: 'neutral' },
};

/** What becomes of a row, before and after. @type {Record<string, {label: string, lead: string}>} */
export const VERDICT = {
  reject: { label: 'Rejected', lead: 'These rows are left out. Download them, mend them, and upload them again as they are.' },
  create: { label: 'New', lead: 'These rows make something new.' },
  fulfil: { label: 'Completes', lead: 'These rows complete what is there already: an assigned course, or minutes that change.' },
  hold: { label: 'Waiting', lead: 'Nobody has these numbers or addresses yet. The rows wait, and become a person’s when they are added.' },
  unchanged: { label: 'Unchanged', lead: 'These rows say what Laurel knows already.' },
};

/** @param {string} state */
export const isRunning = (state) => ['uploading', 'uploaded', 'applying', 'reverting'].includes(state);

/** @typedef {{code: string, detail: string, confirm: boolean}} Warning */
/** @typedef {{was: string, name: string|null, how: string, cleaned: string|null}} HeaderCell */
/** @typedef {{encoding: string, separator: string, header: HeaderCell[], problem: string|null, columns: string[]}} Look */
/**
 * @typedef {{id: number, kind: Kind, state: string, unknown_person: string, target_title: string|null, file_name: string|null, file_bytes: number,
 *   encoding: string|null, separator: string|null, header: HeaderCell[]|null, rows: number,
 *   counts: {create: number, fulfil: number, hold: number, unchanged: number, reject: number}, reported: number, warnings: Warning[],
 *   phase: string, done: number, total: number, rate: number, seconds_left: number|null, kept: number, error: string|null, created_at: string,
 *   applied_at: string|null, ended_at: string|null, created_by_name: string|null, locked: boolean, locked_by_name: string|null, locked_at: string|null}} Import
 */
/** @typedef {{line: number, verdict: string, code: string|null, column: string|null, value: string|null, reason: string|null, remedy: string|null, reported: boolean, who: string|null, what: string|null}} Line */
/** @typedef {{import_id: number, kind: Kind, target_id: number, owner_name: string|null, taken_at: string, age_seconds: number, lapsed: boolean}} Lock */
