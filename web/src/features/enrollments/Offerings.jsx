import { laterFirst, offeringFacts } from '../../lib/requirement.js';
import { OFFERING } from '../../lib/words.js';
import { StatusBadge } from '../../ui/badge/Badge.jsx';
import { Button } from '../../ui/button/Button.jsx';

/** The offerings of a requirement's component, each of which may be what was completed.
 * @param {{offerings: import('../../lib/types.js').Offering[], onRecord?: (id: number) => void}} props */
export function Offerings({ offerings, onRecord }) {
  return (
    <section className="stack-small" aria-label="Offerings">
      <h3>Offerings</h3>
      <ul>
        {offerings.toSorted(laterFirst).map((offering) => (
          <li key={offering.id} className="offering">
            <span className="row-between"><strong>{offering.title}</strong><StatusBadge words={OFFERING} status={offering.status} /></span>
            <span className="secondary small">{offeringFacts(offering)}</span>
            {onRecord && offering.status !== 'cancelled' && (
              <span><Button isSmall aria-label={`Record Completion of ${offering.title}`} onPress={() => onRecord(offering.id)}>Record Completion</Button></span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
