import { lazy, Suspense } from 'react';
import { creditAmount } from '../../lib/format.js';
import { useList } from '../../lib/query.js';
import { useSession } from '../../lib/session.js';
import { useUrlState } from '../../lib/url.js';
import { Problem } from '../../ui/alert/Alert.jsx';
import { Button } from '../../ui/button/Button.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { Section } from '../../ui/section/Section.jsx';
import { Ledger } from './Ledger.jsx';

const ClaimDialog = lazy(() => import('./ClaimDialog.jsx'));

/** @typedef {import('../../lib/types.js').CreditOffer} Offer */

const keyOf = (/** @type {Offer} */ offer) => `${offer.course_enrollment_id}-${offer.credit_type}`;

/** @param {{offers: Offer[], onClaim: (key: string) => void}} props */
function Claimable({ offers, onClaim }) {
  if (offers.length === 0) return null;
  return (
    <Section title="To claim" hint="These courses award as much as you took part in: say how much that was." isCard>
      <ul className="credit-offers">
        {offers.map((offer) => (
          <li key={keyOf(offer)} className="credit-offer">
            <span>{offer.course_title}<span className="cell-sub">Up to {creditAmount(offer.maximum, offer.decimals)} {offer.title}</span></span>
            <Button variant="primary" aria-label={`Claim ${offer.title} for ${offer.course_title}`} onPress={() => onClaim(keyOf(offer))}>Claim</Button>
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** The credits of the person who is signed in, and what they can still claim. */
export default function MyCredits() {
  const { session } = useSession();
  const [{ claim }, set] = useUrlState({ claim: '' });
  /** @type {ReturnType<typeof useList<Offer>>} */
  const offers = useList('/me/credits');
  const chosen = offers.items.find((offer) => keyOf(offer) === claim);
  return (
    <div className="stack">
      <PageHeader title="My credits" lead="What your courses have awarded you, and how long it counts." />
      {offers.error && <Problem error={offers.error} onRetry={offers.retry} />}
      <Claimable offers={offers.items} onClaim={(key) => set({ claim: key })} />
      <Ledger contactId={session.contact_id} isStaff={false} />
      {chosen && <Suspense><ClaimDialog key={claim} offer={chosen} onClose={() => set({ claim: '' }, { replace: true })} /></Suspense>}
    </div>
  );
}
