/** How reports are spoken of. */

/** @type {Record<string, string>} */
export const AGENCY = { pars: 'PARS', cpe: 'CPE Monitor' };

/** @type {import('../../lib/words.js').StatusWords} */
export const REPORT_STATE = {
  making: { label: 'Being made', tone: 'info' },
  sent: { label: 'Waits for the answer', tone: 'info' },
  accepted: { label: 'Accepted', tone: 'good' },
  rejected: { label: 'Rejected', tone: 'danger' },
};

/** @type {import('../../lib/words.js').StatusWords} */
export const ROW_STATE = { sent: { label: 'Handed in', tone: 'info' }, accepted: REPORT_STATE.accepted, rejected: REPORT_STATE.rejected };

/** @type {import('../../lib/words.js').StatusWords} */
export const DELIVERY_STATE = {
  waiting: { label: 'Waiting', tone: 'info' },
  delivered: { label: 'Delivered', tone: 'good' },
  failed: { label: 'Failed', tone: 'danger' },
};

/** @type {Record<string, string>} */
export const EVENT = {
  'credit.awarded': 'Credit awarded',
  'credit.corrected': 'Credit corrected',
  'credit.removed': 'Credit removed',
  'course.completed': 'Course completed',
  'course.uncompleted': 'Course completion taken back',
  'course.deleted': 'Course record deleted',
  'program.earned': 'Program earned',
  'program.rescinded': 'Program no longer earned',
  'certificate.withdrawn': 'Certificate withdrawn',
  'certificate.reinstated': 'Certificate reinstated',
  ping: 'Test message',
};

/** @typedef {{id: number, agency: string, from: string|null, to: string|null, state: string, adds: number, deletes: number, left_out: number,
 *   rejected: number, hash: string, created_by_name: string|null, decided_by_name: string|null, created_at: string, decided_at: string|null, version: number,
 *   work: string|null, done: number, total: number, error: string|null}} Report */
/** @typedef {{n: number, action: string, award_id: number, contact_id: number, course_id: number, name: string, activity_id: string,
 *   completed_on: string, amount: number, state: string, message: string|null}} ReportRow */
/** @typedef {{code: string, subject: 'contact'|'course', subject_id: number, name: string, reason: string, remedy: string, credits: number}} Lack */
/** @typedef {{adds: number, corrections: number, deletes: number, unchanged: number, left_out: number, legacy: number, imported: number}} Preview */
/** @typedef {{id: number, event: string, state: string, attempts: number, status: number|null, error: string|null, created_at: string,
 *   send_at: string, ended_at: string|null, version: number}} Delivery */
