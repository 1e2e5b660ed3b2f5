import { lazy, Suspense, useState } from 'react';
import { useLocation } from 'wouter';
import { send } from '../../lib/api.js';
import { dateTime } from '../../lib/format.js';
import { useGet, useSend } from '../../lib/query.js';
import { useUrlState } from '../../lib/url.js';
import { COMPONENT_KIND, REGISTRATION } from '../../lib/words.js';
import { Alert, Problem } from '../../ui/alert/Alert.jsx';
import { StatusBadge } from '../../ui/badge/Badge.jsx';
import { Button, ButtonLink } from '../../ui/button/Button.jsx';
import { DefinitionList } from '../../ui/definition-list/DefinitionList.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { PageProblem } from '../../ui/page-header/PageProblem.jsx';
import { Section } from '../../ui/section/Section.jsx';
import { toast } from '../../ui/toast/Toast.jsx';
import { cost, isFull, refundRule, seats, when } from './facts.js';
import './orders.css';

const CancelRegistration = lazy(() => import('./CancelRegistration.jsx'));

/** @typedef {import('../../lib/types.js').OfferingCard} OfferingCard */

/** Registering, or standing in line. @param {{card: OfferingCard, enrollmentId: string}} props */
function Register({ card, enrollmentId }) {
  const [, navigate] = useLocation();
  const register = useSend((/** @type {null} */ _none, key) => send('POST', '/cart', { offering_id: card.id, ...(enrollmentId && { enrollment_id: Number(enrollmentId) }) }, { key }), {
    onDone: (cart) => {
      const isWaiting = cart.waiting.some((/** @type {{offering_id: number}} */ one) => one.offering_id === card.id);
      if (isWaiting) toast('You are on the waiting list');
      else navigate('/cart');
    },
  });
  return (
    <div className="stack-small">
      {register.error && <Problem error={register.error} />}
      {isFull(card) && <p>All places are taken. If one becomes free, it goes to the first in line; we write to you at once.</p>}
      <div><Button variant="primary" isBusy={register.isBusy} onPress={() => register.send(null)}>{isFull(card) ? 'Join the waiting list' : 'Register Now'}</Button></div>
    </div>
  );
}

/** What the person has of it already. @param {{card: OfferingCard, onCancel: () => void}} props */
function Own({ card, onCancel }) {
  const cancel = <Button onPress={onCancel}>{card.registration === 'waiting' ? 'Leave the waiting list' : 'Cancel registration'}</Button>;
  if (card.registration === 'registered') return <><Alert tone="good" title="You are registered" /><div>{cancel}</div></>;
  if (card.registration === 'attended') return <Alert tone="good" title="You took part" />;
  if (card.registration === 'waiting') return <><Alert title={`You are number ${card.position} on the waiting list`}>We write to you when a place is yours.</Alert><div>{cancel}</div></>;
  const to = card.order_id ? `/orders/${card.order_id}` : '/cart';
  return (
    <>
      <Alert tone="warn" title="A place is held for you">Until {dateTime(card.hold_until)}. {card.order_id ? 'Pay your order' : 'Check out'} to register.</Alert>
      <div><ButtonLink variant="primary" href={to}>{card.order_id ? 'Open the order' : 'Go to the cart'}</ButtonLink></div>
    </>
  );
}

/** One date of a class or an exam. @param {{params: {id: string}}} props */
export default function Class({ params }) {
  const [{ for: enrollmentId }] = useUrlState({ for: '' });
  const [isCancelling, setCancelling] = useState(false);
  const { data, error, refetch } = useGet(`/offerings/${params.id}/registration`);
  if (error && !data) return <PageProblem title="Class" error={error} onRetry={refetch} />;
  if (!data) return <Loading />;
  /** @type {OfferingCard} */
  const card = data;
  return (
    <div className="stack">
      <PageHeader
        title={card.title}
        crumbs={[{ label: 'Classes and exams', href: '/classes' }]}
        badge={card.registration !== 'none' && <StatusBadge words={REGISTRATION} status={card.registration} />}
        lead={`${card.component_title} · ${COMPONENT_KIND[card.component_kind] ?? card.component_kind}`}
      />
      <Section title="Details" isCard>
        <DefinitionList items={[
          { label: 'When', value: when(card) },
          { label: 'Where', value: card.location },
          { label: 'Price', value: cost(card.price) },
          { label: 'Places', value: seats(card) },
          { label: 'If you cancel', value: refundRule(card.refund_until, card.price !== null && card.price.amount_minor > 0) },
        ]}
        />
      </Section>
      <Section title="Registration" isCard>
        {card.registration !== 'none' && <Own card={card} onCancel={() => setCancelling(true)} />}
        {card.registration === 'none' && card.why_not && <Alert tone="warn" title={card.why_not.detail}>{card.why_not.remedy}</Alert>}
        {card.may_register && <Register card={card} enrollmentId={enrollmentId} />}
      </Section>
      {isCancelling && card.registration_id && <Suspense><CancelRegistration id={card.registration_id} onClose={() => setCancelling(false)} /></Suspense>}
    </div>
  );
}
