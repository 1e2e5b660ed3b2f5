import { Download, Printer } from 'lucide-react';
import { send } from '../../lib/api.js';
import { date, dateTime, money } from '../../lib/format.js';
import { useGet, useSend } from '../../lib/query.js';
import { useCan } from '../../lib/session.js';
import { useUrlState } from '../../lib/url.js';
import { ORDER, PAYMENT_METHOD, REFUND, REGISTRATION } from '../../lib/words.js';
import { Alert, Problem } from '../../ui/alert/Alert.jsx';
import { StatusBadge } from '../../ui/badge/Badge.jsx';
import { Button, DownloadLink } from '../../ui/button/Button.jsx';
import { DefinitionList } from '../../ui/definition-list/DefinitionList.jsx';
import { Link } from '../../ui/link/Link.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { PageProblem } from '../../ui/page-header/PageProblem.jsx';
import { Section } from '../../ui/section/Section.jsx';
import { toast } from '../../ui/toast/Toast.jsx';
import { amount, paperName, paperOf, when } from './facts.js';
import { toPaymentPage } from './pay.js';
import './orders.css';

/** @typedef {import('../../lib/types.js').Order} OrderData */

/** How often to look whether the payment has arrived. */
const LOOK_AGAIN = 2000;

/** What the person should know first. @param {{order: OrderData, back: string}} props */
function Word({ order, back }) {
  const pay = useSend((/** @type {null} */ _none) => toPaymentPage(order.id));
  if (order.state === 'awaiting_payment' && back === '1') return <Alert title="We are waiting for the payment provider">This takes a moment. The page shows it as soon as the payment is confirmed.</Alert>;
  if (order.state === 'awaiting_payment') {
    return (
      <Alert tone="warn" title={back === '0' ? 'The payment was not made' : 'This order waits for its payment'}>
        <p>Your places are held until {dateTime(order.hold_until)}.</p>
        {pay.error && <Problem error={pay.error} />}
        {order.can.pay && <div><Button variant="primary" isBusy={pay.isBusy} onPress={() => pay.send(null)}>Pay {amount(order.total_minor, order.currency)}</Button></div>}
      </Alert>
    );
  }
  if (order.state === 'invoiced') return <Alert tone="good" title="You are registered">Please pay the invoice by bank transfer, and name {order.number}.</Alert>;
  if (order.state === 'paid' || order.state === 'complete') return <Alert tone="good" title="You are registered">A confirmation with the date for your calendar is on its way to {order.email ?? 'you'}.</Alert>;
  return null;
}

/** @param {{order: OrderData}} props */
function Lines({ order }) {
  return (
    <Section title="What was ordered" isCard>
      <ul>
        {order.lines.map((line) => (
          <li key={line.id} className="offer-line">
            <span className="stack-tiny">
              <Link href={`/classes/${line.offering_id}`}>{line.title}</Link>
              <span className="secondary small">{when(line)}{line.location && ` · ${line.location}`}</span>
              {line.registration && <span><StatusBadge words={REGISTRATION} status={line.registration} /></span>}
            </span>
            <span className="amount">{amount(line.amount_minor, order.currency)}</span>
            {line.refunded_minor > 0 && <span className="offer-wide secondary small">Given back: {amount(line.refunded_minor, order.currency)}</span>}
          </li>
        ))}
      </ul>
      <p className="total"><span>Total</span><span className="amount">{amount(order.total_minor, order.currency)}</span></p>
      {order.refunded_minor > 0 && <p className="row-between"><span>Given back</span><span className="amount">{amount(order.refunded_minor, order.currency)}</span></p>}
    </Section>
  );
}

/** @param {{order: OrderData, isStaff: boolean}} props */
function Refunds({ order, isStaff }) {
  const settle = useSend((/** @type {{id: number, verb: string}} */ { id, verb }, key) => send('POST', `/orders/${order.id}/refunds/${id}/${verb}`, {}, { key }), { onDone: () => toast('Refund updated') });
  if (order.refunds.length === 0) return null;
  return (
    <Section title="Refunds" isCard>
      {settle.error && <Problem error={settle.error} />}
      <ul>
        {order.refunds.map((refund) => (
          <li key={refund.id} className="offer-line">
            <span className="stack-tiny">
              <span>{refund.cause}</span>
              <span><StatusBadge words={REFUND} status={refund.state} /> <span className="secondary small">{dateTime(refund.done_at ?? refund.created_at)}</span></span>
              {isStaff && refund.error && <span className="small">{refund.error}</span>}
            </span>
            <span className="amount">{money({ amount_minor: refund.amount_minor, currency: order.currency ?? '' })}</span>
            {isStaff && refund.state === 'manual' && <span className="offer-wide"><Button isSmall onPress={() => settle.send({ id: refund.id, verb: 'done' })}>It was paid back</Button></span>}
            {isStaff && refund.state === 'failed' && <span className="offer-wide"><Button isSmall onPress={() => settle.send({ id: refund.id, verb: 'retry' })}>Try again</Button></span>}
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** @param {{order: OrderData}} props */
function Actions({ order }) {
  const act = useSend((/** @type {string} */ verb, key) => send('POST', `/orders/${order.id}/${verb}`, {}, { key }), { onDone: (after) => toast(after.state === 'cancelled' ? 'Order cancelled' : 'Marked as paid') });
  return (
    <>
      {act.error && <Problem error={act.error} />}
      <div className="row no-print">
        {order.can.receipt && <DownloadLink icon={Download} href={paperOf(order)} label={`Download: ${paperName(order)} (PDF)`}>{paperName(order)} (PDF)</DownloadLink>}
        <Button icon={Printer} onPress={() => window.print()}>Print this page</Button>
        {order.can.mark_paid && <Button variant="primary" isBusy={act.isBusy} onPress={() => act.send('paid')}>Mark as paid</Button>}
        {order.can.cancel && <Button isBusy={act.isBusy} onPress={() => act.send('cancel')}>Cancel the order and free the places</Button>}
      </div>
    </>
  );
}

/** An order: its confirmation, its receipt, and what became of it. @param {{params: {id: string}}} props */
export default function Order({ params }) {
  const isStaff = useCan()('order_read');
  const [{ paid: back }] = useUrlState({ paid: '' });
  const { data, error, refetch } = useGet(`/orders/${params.id}`, {}, { again: (order) => order?.state === 'awaiting_payment' && back === '1' && LOOK_AGAIN });
  if (error && !data) return <PageProblem title="Order" error={error} onRetry={refetch} />;
  if (!data) return <Loading />;
  /** @type {OrderData} */
  const order = data;
  return (
    <div className="stack">
      <PageHeader
        title={`Order ${order.number}`}
        crumbs={[isStaff ? { label: 'Orders', href: '/orders' } : { label: 'My registrations', href: '/my-registrations' }]}
        badge={<StatusBadge words={ORDER} status={order.state} />}
        lead={order.organisation_name}
      />
      <Word order={order} back={back} />
      <Section title="Receipt" isCard>
        <DefinitionList items={[
          { label: 'For', value: order.contact_name },
          { label: 'Ordered', value: dateTime(order.created_at) },
          { label: 'Payment', value: PAYMENT_METHOD[order.method] },
          { label: 'Invoice', value: order.invoice_no },
          { label: 'Paid', value: order.paid_at && date(order.paid_at.slice(0, 10)) },
          { label: 'Cancelled', value: dateTime(order.cancelled_at) },
        ]}
        />
      </Section>
      <Lines order={order} />
      <Refunds order={order} isStaff={isStaff} />
      <Actions order={order} />
    </div>
  );
}
