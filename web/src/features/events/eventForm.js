import { required } from '../../lib/limits.js';

/** @typedef {{title: string, starts_at: string|null, duration_minutes: number|null, required_minutes: number|null, course_id: number|null}} EventValues */

/** @param {import('../../lib/types.js').LiveEvent} [event] @returns {EventValues} */
export const valuesOf = (event) => ({
  title: event?.title ?? '',
  starts_at: event?.starts_at ?? null,
  duration_minutes: event?.duration_minutes ?? 60,
  required_minutes: event?.required_minutes ?? 60,
  course_id: event?.course_id ?? null,
});

/** @param {EventValues} values */
export function checkEvent({ title, starts_at, duration_minutes, required_minutes }) {
  const missing = [
    ...required('title', title.trim(), 'Enter a title'),
    ...(starts_at ? [] : [{ name: 'starts_at', detail: 'Enter when it starts' }]),
    ...(duration_minutes ? [] : [{ name: 'duration_minutes', detail: 'Enter how long it lasts' }]),
    ...(required_minutes ? [] : [{ name: 'required_minutes', detail: 'Enter how many minutes are required' }]),
  ];
  const tooMany = duration_minutes && required_minutes && required_minutes > duration_minutes;
  return tooMany ? [...missing, { name: 'required_minutes', detail: 'No more can be required than it lasts' }] : missing;
}
