/** @typedef {import('../screens.js').Screen & {nav: import('../screens.js').NavPlace}} Place */

/** Which menu entry a path belongs to: the one whose own path is the longest beginning of it.
 * @param {Place[]} places @param {string} path */
export function currentPlace(places, path) {
  const starts = places.flatMap((place) => [{ place, start: place.path }, { place, start: place.nav.also ?? place.path }]);
  const fitting = starts.filter(({ start }) => path === start || path.startsWith(`${start}/`));
  return fitting.toSorted((a, b) => b.start.length - a.start.length)[0]?.place;
}
