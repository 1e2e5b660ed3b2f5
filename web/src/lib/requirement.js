import { creditAmount, dateTimeRange, list, money, number, plural } from './format.js';

/** The credits that meet it by themselves.
 * @param {{min_credits?: number|null, credit_title?: string|null, credit_type?: string|null, credit_decimals?: number, since_enrollment?: boolean}} requirement */
export const creditsAsked = ({ min_credits: least, credit_title: title, credit_type: code, credit_decimals: decimals, since_enrollment: since }) => `${creditAmount(least ?? null, decimals ?? 0)} ${title ?? code} credits${since ? ' awarded since the enrollment' : ''}`;

/** What a requirement asks for besides its date, in words.
 * @param {{needs_grade: boolean, pass_grade: number|null, needs_approval: boolean, needs_file: boolean, min_credits?: number|null,
 *   credit_title?: string|null, credit_decimals?: number, since_enrollment?: boolean}} requirement @param {string} [nothing] */
export function asks(requirement, nothing = 'Only a date') {
  const parts = [];
  if (requirement.min_credits) parts.push(creditsAsked(requirement));
  if (requirement.needs_grade) parts.push(requirement.pass_grade === null ? 'a grade' : `a grade of at least ${number(requirement.pass_grade)}`);
  if (requirement.needs_approval) parts.push('staff approval');
  if (requirement.needs_file) parts.push('a file');
  const words = list(parts);
  return words ? words.charAt(0).toUpperCase() + words.slice(1) : nothing;
}

/** How many of a stage's requirements count.
 * @param {{needed: 'all'|number}} stage @param {number} size */
export const stageNeeds = (stage, size) => (stage.needed === 'all' || stage.needed >= size ? 'All are required' : `Any ${number(stage.needed)} of ${plural(size, 'requirement')}`);

/** When, where, how many places and what it costs. @param {import('./types.js').Offering} offering */
export function offeringFacts(offering) {
  const when = dateTimeRange(offering.starts_at, offering.ends_at) || 'At any time';
  const capacity = offering.capacity === null ? '' : plural(offering.capacity, 'place');
  return [when, offering.location, capacity, money(offering.price)].filter(Boolean).join(' · ');
}

/** Those to come and the latest ones stand first; the ones without a date come last.
 * @param {import('./types.js').Offering} a @param {import('./types.js').Offering} b */
export const laterFirst = (a, b) => (b.starts_at ?? '').localeCompare(a.starts_at ?? '');
