import { send } from '../../lib/api.js';

/** Goes to the provider's page, where the order is paid. @param {number} orderId */
export async function toPaymentPage(orderId) {
  const { url } = await send('POST', `/orders/${orderId}/payment`, {});
  window.location.assign(url);
}
