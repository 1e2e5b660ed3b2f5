import { dateTime, dateTimeRange, money, plural } from '../../lib/format.js';

/** @typedef {import('../../lib/types.js').OfferingCard} OfferingCard */
/** @typedef {import('../../lib/types.js').Order} Order */

/** @param {{starts_at: string|null, ends_at: string|null}} what */
export const when = ({ starts_at: from, ends_at: to }) => dateTimeRange(from, to) || 'At any time';

/** @param {{amount_minor: number, currency: string}|null} price */
export const cost = (price) => money(price) || 'Free';

/** Money that may be nothing. @param {number} minor @param {string|null} currency */
export const amount = (minor, currency) => (minor === 0 || !currency ? 'Free' : money({ amount_minor: minor, currency }));

/** @param {Pick<OfferingCard, 'capacity'|'seats_left'|'seats_waiting'>} card */
export function seats({ capacity, seats_left: left, seats_waiting: waiting }) {
  if (capacity === null) return 'No limit of places';
  if (left > 0 && waiting === 0) return `${plural(left, 'place')} left`;
  return waiting > 0 ? `Full, ${plural(waiting, 'person waits', 'people wait')}` : 'Full';
}

/** Whether registering means waiting. @param {Pick<OfferingCard, 'capacity'|'seats_left'|'seats_waiting'>} card */
export const isFull = ({ capacity, seats_left: left, seats_waiting: waiting }) => capacity !== null && (left <= 0 || waiting > 0);

/** The last moment of a full refund. @param {string|null} until @param {boolean} isPriced */
export const refundRule = (until, isPriced) => (isPriced ? `Full refund ${until ? `until ${dateTime(until)}` : 'until it takes place'}` : '');

/** The document of an order. @param {Pick<Order, 'id'>} order */
export const paperOf = ({ id }) => `/api/orders/${id}/receipt.pdf`;

/** What the document is, by what has been paid. @param {Pick<Order, 'method'|'paid_at'>} order */
export const paperName = ({ method, paid_at: paid }) => (method === 'invoice' && !paid ? 'Invoice' : 'Receipt');
