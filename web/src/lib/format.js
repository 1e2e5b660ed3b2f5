const language = () => navigator.languages?.[0] ?? navigator.language ?? 'en';
const words = new Intl.ListFormat('en');

let zone = 'UTC';

/** Instants are shown in the organisation's time zone, where its days begin and end.
 * @param {string} name */
export function setTimeZone(name) {
  zone = name;
}

/** @type {Map<string, Intl.DateTimeFormat>} */
const formats = new Map();

/** @param {Intl.DateTimeFormatOptions} options */
function dateFormat(options) {
  const key = `${language()} ${JSON.stringify(options)}`;
  const known = formats.get(key) ?? new Intl.DateTimeFormat(language(), options);
  formats.set(key, known);
  return known;
}

/** A date in words stays on one line. @param {string} text */
const onOneLine = (text) => text.replaceAll(' ', '\u00a0');

/** A calendar date, which has no time zone: read and written as UTC it never moves by a day.
 * @param {string|null|undefined} day */
export function date(day) {
  return day ? onOneLine(dateFormat({ dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`))) : '';
}

/** Whether a date is typed to its end: on the way to 2030 the year is 2, 20 and 203, which is worth no question to the server.
 * @param {string|null|undefined} day */
export const isWholeDate = (day) => /^[12]\d{3}-/.test(day ?? '');

/** @param {string|null|undefined} instant */
export function dateTime(instant) {
  return instant ? onOneLine(dateFormat({ dateStyle: 'medium', timeStyle: 'short', timeZone: zone }).format(new Date(instant))) : '';
}

/** From and to, said once where they share the day.
 * @param {string|null} from @param {string|null} to */
export function dateTimeRange(from, to) {
  if (!from || !to) return dateTime(from ?? to);
  // Where it does not fit on one line, the end goes to the next.
  return onOneLine(dateFormat({ dateStyle: 'medium', timeStyle: 'short', timeZone: zone }).formatRange(new Date(from), new Date(to))).replace(/\s–\s/, '\u00a0– ');
}

/** @param {number} value */
export const number = (value) => new Intl.NumberFormat(language()).format(value);

/** An amount of credit, with the decimals of its type.
 * @param {number|null} value @param {number} decimals */
export const creditAmount = (value, decimals) => (value === null ? '' : new Intl.NumberFormat(language(), { minimumFractionDigits: decimals, maximumFractionDigits: 2 }).format(value));

/** A size in kilobytes or megabytes, as file managers count them. @param {number} size */
export function bytes(size) {
  const isLarge = size >= 1_000_000;
  const format = new Intl.NumberFormat(language(), { style: 'unit', unit: isLarge ? 'megabyte' : 'kilobyte', maximumFractionDigits: isLarge ? 1 : 0 });
  return onOneLine(format.format(isLarge ? size / 1_000_000 : Math.max(1, size / 1000)));
}

/** A share in whole per cent. What is not nothing never shows as 0 %, and what is not all never as 100 %.
 * @param {number} part @param {number} total */
export function share(part, total) {
  if (total === 0) return 0;
  const exact = (100 * part) / total;
  if (part > 0 && exact < 1) return 1;
  return part < total ? Math.min(99, Math.round(exact)) : 100;
}

/** @param {number} percentage */
export const percent = (percentage) => new Intl.NumberFormat(language(), { style: 'percent' }).format(percentage / 100);

/** @param {number} count @param {string} one @param {string} [many] */
export const plural = (count, one, many = `${one}s`) => `${number(count)} ${count === 1 ? one : many}`;

/** @param {string[]} items */
export const list = (items) => words.format(items);

/** The first of many by name. @param {string[]} names @param {number} [count]  how many there are, where the names are a sample */
export function someOf(names, count = names.length) {
  const shown = names.slice(0, 5);
  return count > shown.length ? `${shown.join(', ')} and ${plural(count - shown.length, 'other')}` : list(shown);
}

/** @param {{n: number, unit: string}|null} span */
export const period = (span) => (span ? plural(span.n, span.unit.replace(/s$/, '')) : 'None');

/** How many digits a currency has after its point; for an unknown code, two.
 * @param {string} currency */
function minorDigits(currency) {
  try {
    return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  } catch {
    return 2;
  }
}

/** @param {{amount_minor: number, currency: string}} price */
export const fromMinor = ({ amount_minor: amount, currency }) => amount / 10 ** minorDigits(currency);

/** @param {number} amount @param {string} currency */
export const toMinor = (amount, currency) => Math.round(amount * 10 ** minorDigits(currency));

/** @param {{amount_minor: number, currency: string}|null} price */
export function money(price) {
  if (!price || price.amount_minor === 0) return '';
  return new Intl.NumberFormat(language(), { style: 'currency', currency: price.currency }).format(fromMinor(price));
}
