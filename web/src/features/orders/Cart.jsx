import { ShoppingCart } from 'lucide-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { send } from '../../lib/api.js';
import { dateTime } from '../../lib/format.js';
import { useGet, useSend } from '../../lib/query.js';
import { Alert, Problem } from '../../ui/alert/Alert.jsx';
import { Button, ButtonLink } from '../../ui/button/Button.jsx';
import { EmptyState } from '../../ui/empty-state/EmptyState.jsx';
import { Link } from '../../ui/link/Link.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { PageProblem } from '../../ui/page-header/PageProblem.jsx';
import { Section } from '../../ui/section/Section.jsx';
import { toast } from '../../ui/toast/Toast.jsx';
import { amount, cost, when } from './facts.js';
import { toPaymentPage } from './pay.js';
import './orders.css';

/** @typedef {import('../../lib/types.js').Booking} Booking */
/** @typedef {import('../../lib/types.js').Cart} CartData */

/** @param {{item: Booking, onRemove: (id: number) => void, isBusy: boolean}} props */
function Line({ item, onRemove, isBusy }) {
  const isWaiting = item.state === 'waiting';
  return (
    <li className="offer-line">
      <span className="stack-tiny">
        <Link href={`/classes/${item.offering_id}`}>{item.offering_title}</Link>
        <span className="secondary small">{when(item)}{item.location && ` · ${item.location}`}</span>
        <span className="small">{isWaiting ? `Number ${item.position} on the waiting list` : `Held for you until ${dateTime(item.hold_until)}`}</span>
      </span>
      <span className="amount">{cost(item.price)}</span>
      <span className="offer-wide"><Button isSmall isDisabled={isBusy} aria-label={`${isWaiting ? 'Leave the waiting list for' : 'Remove'} ${item.offering_title}`} onPress={() => onRemove(item.id)}>{isWaiting ? 'Leave the waiting list' : 'Remove'}</Button></span>
    </li>
  );
}

/** @type {Record<string, {label: string, hint: string}>} */
const WAYS = {
  card: { label: 'Card', hint: 'You pay on a secure page of our payment provider and come back here.' },
  invoice: { label: 'Invoice', hint: 'You are registered at once and pay by bank transfer.' },
};

/** @param {{ways: string[], value: string, onChange: (way: string) => void}} props */
function Ways({ ways, value, onChange }) {
  return (
    <fieldset className="pay">
      <legend className="visually-hidden">How do you want to pay?</legend>
      {ways.map((way) => (
        <div key={way} className="pay-choice">
          <input id={`pay-${way}`} type="radio" name="method" value={way} checked={value === way} onChange={() => onChange(way)} aria-describedby={`pay-${way}-hint`} />
          <span className="stack-tiny">
            <label htmlFor={`pay-${way}`}>{WAYS[way].label}</label>
            <span id={`pay-${way}-hint`} className="secondary small">{WAYS[way].hint}</span>
          </span>
        </div>
      ))}
    </fieldset>
  );
}

/** @param {{cart: CartData}} props */
function Checkout({ cart }) {
  const [, navigate] = useLocation();
  const isFree = cart.methods.includes('free');
  const [method, setMethod] = useState(cart.methods[0]);
  const checkout = useSend((/** @type {string} */ way, key) => send('POST', '/cart/checkout', { method: way, registration_ids: cart.items.map(({ id }) => id) }, { key }), {
    onDone: (order) => (order.state === 'awaiting_payment' ? toPaymentPage(order.id).catch(() => navigate(`/orders/${order.id}`)) : navigate(`/orders/${order.id}`)),
  });
  const label = isFree ? 'Register' : method === 'card' ? `Pay ${amount(cart.total_minor, cart.currency)}` : 'Register and get an invoice';
  return (
    <Section title={isFree ? 'Check out' : 'How do you want to pay?'} isCard>
      {checkout.error && <Problem error={checkout.error} />}
      {!isFree && <Ways ways={cart.methods} value={method} onChange={setMethod} />}
      <div><Button variant="primary" isBusy={checkout.isBusy} onPress={() => checkout.send(method)}>{label}</Button></div>
    </Section>
  );
}

/** The seats that are held for the person, and the way to pay for them. */
export default function Cart() {
  const { data, error, refetch } = useGet('/cart');
  const remove = useSend((/** @type {number} */ id, key) => send('DELETE', `/cart/${id}`, undefined, { key }), { onDone: () => toast('Taken out of the cart') });
  if (error && !data) return <PageProblem title="Cart" error={error} onRetry={refetch} />;
  if (!data) return <Loading />;
  /** @type {CartData} */
  const cart = data;
  const lines = (/** @type {Booking[]} */ items) => <ul>{items.map((item) => <Line key={item.id} item={item} onRemove={remove.send} isBusy={remove.isBusy} />)}</ul>;
  return (
    <div className="stack">
      <PageHeader title="Cart" />
      {remove.error && <Problem error={remove.error} />}
      {cart.items.length === 0 && <EmptyState icon={ShoppingCart} title="Your cart is empty"><ButtonLink variant="primary" href="/classes">Find a class or an exam</ButtonLink></EmptyState>}
      {cart.items.length > 0 && (
        <>
          <Section title="In your cart" isCard>
            {lines(cart.items)}
            <p className="total"><span>Total</span><span className="amount">{amount(cart.total_minor, cart.currency)}</span></p>
          </Section>
          <Checkout key={cart.methods.join()} cart={cart} />
        </>
      )}
      {cart.waiting.length > 0 && <Section title="On the waiting list" isCard>{lines(cart.waiting)}<Alert>Nothing is to be paid while you wait.</Alert></Section>}
    </div>
  );
}
