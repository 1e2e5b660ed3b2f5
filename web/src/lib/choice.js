import { useDeferredValue, useState } from 'react';
import { useGet } from './query.js';

/** @typedef {{id: number, title: string, code?: string, starts_at?: string, course_id?: number|null, course_title?: string|null}} Found */

/**
 * One thing of a list of the server, found by typing the beginning of its title: what a combobox needs.
 * @param {string|null} path  null asks nothing
 * @param {string|null|undefined} title  of what is chosen already
 * @param {(id: number|null, chosen?: Found) => void} onChange
 */
export function useChoice(path, title, onChange) {
  const [text, setText] = useState(title ?? '');
  const q = useDeferredValue(text.trim());
  const { data } = useGet(path, { q: q === title ? '' : q, limit: 8 }, { keep: true });
  /** @type {Found[]} */
  const found = data?.items ?? [];
  return {
    text,
    found,
    onText: (/** @type {string} */ typed) => {
      setText(typed);
      if (!typed.trim()) onChange(null);
    },
    onChange: (/** @type {number|string|null} */ id) => {
      const chosen = found.find((one) => one.id === id);
      if (chosen) setText(chosen.title);
      onChange(chosen?.id ?? null, chosen);
    },
  };
}
