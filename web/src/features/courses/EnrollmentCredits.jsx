import { creditAmount, date } from '../../lib/format.js';
import { useGet } from '../../lib/query.js';
import { Problem } from '../../ui/alert/Alert.jsx';
import { Badge } from '../../ui/badge/Badge.jsx';
import { ButtonLink } from '../../ui/button/Button.jsx';
import { Section } from '../../ui/section/Section.jsx';

/** @typedef {import('../../lib/types.js').CreditOffer} Offer */

/** Where the credit stands, or what has to happen before it is awarded. @param {{offer: Offer, isOwn: boolean}} props */
function State({ offer, isOwn }) {
  if (offer.award_id) return <Badge tone="good">Awarded {creditAmount(offer.amount, offer.decimals)} on {date(offer.awarded_on)}</Badge>;
  if (offer.can_claim && isOwn) return <ButtonLink variant="primary" href={`/my-credits?claim=${offer.course_enrollment_id}-${encodeURIComponent(offer.credit_type)}`}>Claim<span className="visually-hidden"> {offer.title}</span></ButtonLink>;
  return <span className="secondary">{offer.can_claim ? 'Waits for the learner’s claim.' : `${offer.why_not?.detail ?? ''} ${offer.why_not?.remedy ?? ''}`}</span>;
}

/** What the course awards, and what of it was awarded for this attempt. @param {{id: string|number, isOwn?: boolean}} props */
export function EnrollmentCredits({ id, isOwn = false }) {
  const { data, error, refetch } = useGet(`/course-enrollments/${id}/credits`);
  if (error) return <Section title="Credits"><Problem error={error} onRetry={refetch} /></Section>;
  /** @type {Offer[]} */
  const offers = data?.items ?? [];
  if (offers.length === 0) return null;
  return (
    <Section title="Credits" isCard>
      <ul className="stack-small">
        {offers.map((offer) => (
          <li key={offer.credit_type} className="course-card-head">
            <span>{offer.title}<span className="cell-sub">{offer.variable && 'Up to '}{creditAmount(offer.maximum, offer.decimals)}</span></span>
            <State offer={offer} isOwn={isOwn} />
          </li>
        ))}
      </ul>
    </Section>
  );
}
