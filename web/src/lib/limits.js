import { useGet } from './query.js';

/** @typedef {{name: string, type: string, min?: number|null, max?: number|null}} FieldRule */

/** The limits of a body's fields, as the server itself describes them: the page never keeps its own copy.
 * @param {string} body */
export function useLimits(body) {
  const { data } = useGet('/describe', {}, { lasting: true });
  /** @type {FieldRule[]} */
  const rules = data?.bodies?.[body] ?? [];
  return (/** @type {string} */ name) => {
    const rule = rules.find((one) => one.name === name);
    return rule?.max && rule.type === 'text' ? { maxLength: rule.max } : {};
  };
}

/** @param {string} name @param {unknown} value @param {string} detail @returns {import('./form.js').FieldError[]} */
export const required = (name, value, detail) => (value === '' || value === null || value === undefined ? [{ name, detail }] : []);
