import { date, dateTime } from './format.js';
import { useList } from './query.js';
import { humanize, VIA } from './words.js';

/** @typedef {import('./types.js').HistoryItem} HistoryItem */

/** @type {Record<string, string>} */
const ACTIONS = {
  create: 'created', save: 'saved', update: 'changed', edit: 'changed', cancel: 'cancelled', purge: 'purged', approve: 'approved', reject: 'rejected', void: 'voided',
  waive: 'waived', grade: 'graded', record: 'recorded', earn: 'earned',
};

/** What is said otherwise than by its object and its verb. @type {Record<string, string>} */
const SAID = {
  'session.create': 'Signed in', 'session.end_all': 'Signed out everywhere', 'account.password': 'Password set', 'account.invite': 'Invitation link made',
  'course_enrollment.create': 'Enrolled in the course', 'course_enrollment.complete': 'Course completed', 'course_enrollment.correct': 'Completion taken back as a correction',
  'course_enrollment.re_enroll': 'Enrolled again', 'course_enrollment.reassign': 'Reassigned: must retake', 'course_enrollment.open': 'Course opened', 'course_enrollment.progress': 'Step marked',
  'course_enrollment.unenroll': 'Unenrolled', 'course_enrollment.decline': 'Enrollment declined', 'course.steps': 'Steps saved', 'course.link': 'Linked to a segment', 'course.unlink': 'Unlinked from a segment',
  'credit.award': 'Credit awarded', 'credit.claim': 'Credit claimed', 'credit.correct': 'Credit corrected',
  'enrollment.approve': 'Program completion approved', 'enrollment.edit': 'Enrollment dates changed', 'contact.roles': 'Roles changed',
};

/** "enrollment.create" as a person would say it.
 * @param {string} action */
function actionWords(action) {
  if (SAID[action]) return SAID[action];
  const [what, ...rest] = action.split('.');
  const verb = rest.join(' ');
  return `${humanize(what)} ${ACTIONS[verb] ?? humanize(verb).toLowerCase()}`.trim();
}

/** @param {unknown} value */
const isNothing = (value) => value === null || value === undefined || value === '';

/** A value before or after a change, in words.
 * @param {unknown} value @returns {string} */
export function valueWords(value) {
  if (isNothing(value)) return 'nothing';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.map(valueWords).join(', ') || 'nothing';
  if (typeof value === 'object') return Object.entries(value).map(([name, one]) => `${humanize(name).toLowerCase()} ${valueWords(one)}`).join(', ');
  if (/^\d{4}-\d{2}-\d{2}$/.test(String(value))) return date(String(value));
  if (/^\d{4}-\d{2}-\d{2}T.*Z$/.test(String(value))) return dateTime(String(value));
  return String(value);
}

/** One line of history, ready to be shown.
 * @param {HistoryItem} item */
function entry(item) {
  return {
    id: item.id,
    at: item.at,
    when: dateTime(item.at),
    who: item.actor_name ?? 'Laurel',
    what: actionWords(item.action),
    about: item.object?.title ?? '',
    via: VIA[item.via] ?? item.via,
    reason: item.reason,
    // An object's own number is in its address, and was given to it when it was made.
    changes: (item.changes ?? []).filter(({ field }) => field !== 'id').map(({ field, before, after }) => ({ label: humanize(field.replace(/_id$/, ' number')), before: isNothing(before) ? null : valueWords(before), after: valueWords(after) })),
  };
}

/** @param {string} path @param {Record<string, unknown>} [params] */
function useEntries(path, params) {
  const list = useList(path, params);
  return { ...list, entries: /** @type {HistoryItem[]} */ (list.items).map(entry) };
}

/** What happened to one object.
 * @param {'contact'|'program'|'component'|'offering'|'enrollment'|'settings'|'course'|'course_enrollment'|'credit_award'} entity @param {string|number} id */
export const useHistory = (entity, id) => useEntries(`/history/${entity}/${id}`);

/** What happened anywhere.
 * @param {Record<string, unknown>} filter */
export const useAudit = (filter) => useEntries('/audit', filter);
