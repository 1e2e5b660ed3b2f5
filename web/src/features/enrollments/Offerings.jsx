import { dateTimeRange, money, plural } from '../../lib/format.js';
import { OFFERING } from '../../lib/words.js';
import { StatusBadge } from '../../ui/badge/Badge.jsx';
import { Button } from '../../ui/button/Button.jsx';

/** @param {import('../../lib/types.js').Offering} offering */
function facts(offering) {
  const when = dateTimeRange(offering.starts_at, offering.ends_at) || 'At any time';
  const capacity = offering.capacity === null ? '' : plural(offering.capacity, 'place');
  return [when, offering.location, capacity, money(offering.price)].filter(Boolean).join(' · ');
}

/** @typedef {import('../../lib/types.js').Offering} Offering */

/** Those to come and the latest ones stand first; the ones without a date come last. @param {Offering} a @param {Offering} b */
const laterFirst = (a, b) => (b.starts_at ?? '').localeCompare(a.starts_at ?? '');

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
            <span className="secondary small">{facts(offering)}</span>
            {onRecord && offering.status !== 'cancelled' && (
              <span><Button isSmall aria-label={`Record Completion of ${offering.title}`} onPress={() => onRecord(offering.id)}>Record Completion</Button></span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
