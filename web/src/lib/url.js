import { useMemo } from 'react';
import { useLocation, useSearch } from 'wouter';

/** The state of a list, kept in the address, so that it can be shared, reloaded and gone back to.
 * @template {Record<string, string>} T
 * @param {T} defaults @returns {[T, (patch: Partial<T>, options?: {replace?: boolean}) => void]} */
export function useUrlState(defaults) {
  const search = useSearch();
  const [path, navigate] = useLocation();
  const names = Object.keys(defaults);
  const state = useMemo(() => {
    const params = new URLSearchParams(search);
    return /** @type {T} */ (Object.fromEntries(names.map((name) => [name, params.get(name) ?? defaults[name]])));
    // The names and defaults of a screen never change.
    // eslint-disable-next-line react/exhaustive-deps
  }, [search]);

  /** @param {Partial<T>} patch @param {{replace?: boolean}} [options] */
  const set = (patch, options) => {
    const params = new URLSearchParams(search);
    for (const [name, value] of Object.entries(patch)) {
      if (value && value !== defaults[name]) params.set(name, value);
      else params.delete(name);
    }
    const text = params.toString();
    navigate(text ? `${path}?${text}` : path, options);
  };
  return [state, set];
}
