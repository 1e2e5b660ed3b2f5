import { useDeferredValue } from 'react';
import { useGet } from './query.js';

/** @typedef {import('./types.js').ContactRow} ContactRow */

/** The contacts that fit a text, for a combobox. Nothing is asked for less than two characters.
 * @param {string} text */
export function useContactOptions(text) {
  const q = useDeferredValue(text.trim());
  const { data, isFetching } = useGet(q.length > 1 ? '/contacts' : null, { q, limit: 8 }, { keep: true });
  /** @type {ContactRow[]} */
  const items = q.length > 1 ? (data?.items ?? []) : [];
  return { items, isBusy: isFetching };
}

/** A contact's number and address in one line.
 * @param {{contact_no: string, email: string|null}} contact */
export const contactLine = (contact) => [contact.contact_no, contact.email].filter(Boolean).join(' · ');
