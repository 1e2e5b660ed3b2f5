import { get } from './api.js';
import { dateTime } from './format.js';

/** @typedef {{id: number, label: string, detail: string}} Found */

/**
 * A search in a list of the server, page by page, for a picker.
 * @param {string} path @param {(item: any) => Found} option @param {Record<string, unknown>} [params]
 */
const searchIn = (path, option, params) => async (/** @type {string} */ q, /** @type {string|undefined} */ cursor, /** @type {AbortSignal} */ signal) => {
  const { items, next } = await get(path, { ...params, q, cursor, limit: 20 }, signal);
  return { options: /** @type {Found[]} */ (items.map(option)), next: /** @type {string|null} */ (next) };
};

/** Courses by title or code. */
export const findCourses = searchIn('/courses', ({ id, title, code }) => ({ id, label: title, detail: code }));

/** All events, the newest first, or those that can be a step of a course. @param {{free_for?: number}} [params] */
export const eventFinder = (params) => searchIn('/events', ({ id, title, starts_at: at }) => ({ id, label: title, detail: dateTime(at) }), params);
