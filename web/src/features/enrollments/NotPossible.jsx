import { list } from '../../lib/format.js';
import { Disclosure } from '../../ui/disclosure/Disclosure.jsx';

/** @typedef {import('../../lib/types.js').Enrollment} Enrollment */
/** @typedef {import('../../lib/types.js').EnrollmentAction} Action */

/** @type {{action: Action, label: string}[]} */
const ACTIONS = [
  { action: 'cancel', label: 'Cancel program enrollment' },
  { action: 'edit', label: 'Edit dates' },
  { action: 're_enroll', label: 'Enroll again' },
  { action: 'approve', label: 'Approve program completion' },
];

/** Whether somebody would look for the action here: approving is only a question when something waits, and nobody enrolls again what is open.
 * @param {Enrollment} enrollment @param {Action} action */
function isExpected({ status, superseded, can }, action) {
  if (can[action]) return false;
  if (action === 'cancel') return true;
  if (action === 'approve') return status === 'pending_approval';
  return action !== 're_enroll' || superseded || ['earned', 'expired', 'cancelled'].includes(status);
}

/** The reasons, each once, with the actions that it stands in the way of. @param {Enrollment} enrollment */
function reasonsOf(enrollment) {
  const closed = ACTIONS.filter(({ action }) => enrollment.why_not[action] && isExpected(enrollment, action));
  const byReason = Map.groupBy(closed, ({ action }) => enrollment.why_not[action]?.detail ?? '');
  return [...byReason].map(([detail, actions]) => ({ detail, remedy: enrollment.why_not[actions[0].action]?.remedy, actions: list(actions.map(({ label }) => label)) }));
}

/** What cannot be done with an enrollment now, which rule says so, and what would help. @param {{enrollment: Enrollment}} props */
export function NotPossible({ enrollment }) {
  const reasons = reasonsOf(enrollment);
  if (reasons.length === 0) return null;
  return (
    <Disclosure label="What is not possible now, and why">
      <dl className="stack-small">
        {reasons.map(({ detail, remedy, actions }) => <div key={detail}><dt><strong>{actions}</strong></dt><dd className="secondary">{detail} {remedy}</dd></div>)}
      </dl>
    </Disclosure>
  );
}
