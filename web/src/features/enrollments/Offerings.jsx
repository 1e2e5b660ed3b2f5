import { send } from '../../lib/api.js';
import { useSend } from '../../lib/query.js';
import { laterFirst, offeringFacts } from '../../lib/requirement.js';
import { useCan } from '../../lib/session.js';
import { OFFERING, REGISTRATION } from '../../lib/words.js';
import { Problem } from '../../ui/alert/Alert.jsx';
import { StatusBadge } from '../../ui/badge/Badge.jsx';
import { Button } from '../../ui/button/Button.jsx';
import { Link } from '../../ui/link/Link.jsx';
import { toast } from '../../ui/toast/Toast.jsx';

/** What the enrollee has of an offering, and the way to get it (IMIS-28).
 * @param {{enrollment: import('../../lib/types.js').Enrollment, offering: import('../../lib/types.js').Offering}} props */
function Registering({ enrollment, offering }) {
  const can = useCan();
  const register = useSend((/** @type {null} */ _none, key) => send('POST', `/offerings/${offering.id}/registrations`, { contact_ids: [enrollment.contact.id], enrollment_id: enrollment.id }, { key }), {
    onDone: ({ items: [one] }) => { if (one.outcome !== 'refused') toast(one.outcome === 'waiting' ? 'Put on the waiting list' : 'Registered'); },
  });
  const refused = register.result?.items.find((/** @type {{outcome: string}} */ one) => one.outcome === 'refused');
  const isNew = !offering.registration || offering.registration === 'none';
  return (
    <>
      {register.error && <Problem error={register.error} />}
      {refused && <Problem error={refused} />}
      <span className="row">
        {!isNew && <StatusBadge words={REGISTRATION} status={offering.registration ?? ''} />}
        {can('order_write') && isNew && offering.status === 'open' && (
          <Button isSmall isBusy={register.isBusy} aria-label={`Register for ${offering.title}`} onPress={() => register.send(null)}>Register</Button>
        )}
        {can('order_read') && <Link href={`/offerings/${offering.id}`}>Who is registered<span className="visually-hidden"> for {offering.title}</span></Link>}
      </span>
    </>
  );
}

/** The offerings of a requirement's component, each of which may be what was completed.
 * @param {{enrollment: import('../../lib/types.js').Enrollment, offerings: import('../../lib/types.js').Offering[], onRecord?: (id: number) => void}} props */
export function Offerings({ enrollment, offerings, onRecord }) {
  return (
    <section className="stack-small" aria-label="Offerings">
      <h3>Offerings</h3>
      <ul>
        {offerings.toSorted(laterFirst).map((offering) => (
          <li key={offering.id} className="offering">
            <span className="row-between"><strong>{offering.title}</strong><StatusBadge words={OFFERING} status={offering.status} /></span>
            <span className="secondary small">{offeringFacts(offering)}</span>
            <Registering enrollment={enrollment} offering={offering} />
            {onRecord && offering.status !== 'cancelled' && (
              <span><Button isSmall aria-label={`Record Completion of ${offering.title}`} onPress={() => onRecord(offering.id)}>Record Completion</Button></span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
