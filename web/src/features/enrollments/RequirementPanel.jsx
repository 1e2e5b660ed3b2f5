import { X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { fileLink } from '../../lib/files.js';
import { date, dateTime, number, plural } from '../../lib/format.js';
import { asks, creditsAsked } from '../../lib/requirement.js';
import { COMPONENT_KIND, EVIDENCE, REQUIREMENT } from '../../lib/words.js';
import { Alert } from '../../ui/alert/Alert.jsx';
import { StatusBadge } from '../../ui/badge/Badge.jsx';
import { Button, ButtonLink } from '../../ui/button/Button.jsx';
import { DefinitionList } from '../../ui/definition-list/DefinitionList.jsx';
import { FileList } from '../../ui/file-list/FileList.jsx';
import { ProgressBar } from '../../ui/progress-bar/ProgressBar.jsx';
import { Decisions } from './Decisions.jsx';
import { Offerings } from './Offerings.jsx';
import { RecordCompletion } from './RecordCompletion.jsx';

/** @typedef {import('../../lib/types.js').Requirement} Requirement */

/** Who did something, and when. @param {string|null} name @param {string|null} at */
const by = (name, at) => [name, dateTime(at)].filter(Boolean).join(', ');

/** @param {{requirement: Requirement}} props */
function Facts({ requirement }) {
  return (
    <DefinitionList items={[
      { label: 'Component', value: `${requirement.component_title} (${COMPONENT_KIND[requirement.component_kind] ?? requirement.component_kind})` },
      { label: 'Asks for', value: asks(requirement) },
      { label: 'Date', value: date(requirement.completed_on) },
      { label: 'Grade', value: requirement.grade === null ? null : [number(requirement.grade), requirement.grade_scale].filter(Boolean).join(' / ') },
      { label: 'Offering', value: requirement.offering_title },
      { label: 'Notes', value: requirement.notes && <span className="preserve">{requirement.notes}</span> },
      { label: 'Evidence', value: requirement.evidence && (EVIDENCE[requirement.evidence] ?? requirement.evidence) },
      { label: 'Files', value: requirement.files.length > 0 && <FileList files={requirement.files} link={fileLink} /> },
      { label: 'Recorded by', value: by(requirement.recorded_by_name, requirement.recorded_at) },
      { label: 'Decided by', value: by(requirement.decided_by_name, requirement.decided_at) },
      { label: requirement.status === 'waived' ? 'Reason' : 'Decision note', value: requirement.decision_note },
    ].filter(({ value }) => value !== false)}
    />
  );
}

/** How far the credits are, and why nobody records it. @param {{requirement: Requirement, contactId: number}} props */
function Credits({ requirement, contactId }) {
  if (requirement.min_credits === null) return null;
  return (
    <div className="stack-small">
      <ProgressBar label={`Counting today for ${creditsAsked(requirement)}`} done={requirement.credits ?? 0} of={requirement.min_credits} unit="credits" />
      <p className="secondary small">It is met by itself when enough credits are in the ledger, and no longer when a correction takes them away. Nobody records it by hand. {requirement.can.waive && 'It can be waived.'}</p>
      <div><ButtonLink isSmall href={`/contacts/${contactId}/credits`}>Open the ledger</ButtonLink></div>
    </div>
  );
}

/** What can be recorded now: for an offering that was completed, or for the whole requirement where there are none.
 * @param {{enrollment: import('../../lib/types.js').Enrollment, requirement: Requirement}} props */
function Recording({ enrollment, requirement }) {
  const [target, setTarget] = useState(/** @type {number|'whole'|null} */ (null));
  if (target !== null) {
    const offering = requirement.offerings.find((one) => one.id === target) ?? null;
    return <RecordCompletion enrollmentId={enrollment.id} requirement={requirement} offering={offering} onClose={() => setTarget(null)} />;
  }
  return (
    <>
      {requirement.offerings.length > 0 && <Offerings enrollment={enrollment} offerings={requirement.offerings} onRecord={requirement.can.record ? setTarget : undefined} />}
      {requirement.can.record && requirement.offerings.length === 0 && (
        <div><Button variant="primary" onPress={() => setTarget('whole')}>{requirement.status === 'rejected' ? 'Record Completion again' : 'Record Completion'}</Button></div>
      )}
    </>
  );
}

/** Everything about one requirement of an enrollment, and what can be done with it now.
 * @param {{enrollment: import('../../lib/types.js').Enrollment, requirement: Requirement}} props */
export function RequirementPanel({ enrollment, requirement }) {
  const heading = useRef(/** @type {HTMLHeadingElement|null} */ (null));
  useEffect(() => heading.current?.focus({ preventScroll: false }), []);
  const back = `/enrollments/${enrollment.id}`;
  const isFinal = requirement.status === 'complete' || requirement.status === 'waived';
  const offeringCount = requirement.offerings.length;
  return (
    <aside className="panel" aria-label="Requirement">
      <div className="panel-head">
        <div className="stack-tiny">
          <h2 tabIndex={-1} ref={heading}>{requirement.title}</h2>
          <span><StatusBadge words={REQUIREMENT} status={requirement.status} /></span>
        </div>
        <ButtonLink variant="quiet" isSmall icon={X} href={back}>Close</ButtonLink>
      </div>
      {requirement.status === 'rejected' && <Alert tone="danger" title="Rejected">{requirement.decision_note}</Alert>}
      {requirement.locked_reason && !isFinal && <Alert title="Locked">{requirement.locked_reason}</Alert>}
      <Facts requirement={requirement} />
      <Credits requirement={requirement} contactId={enrollment.contact_id} />
      {isFinal && <p className="secondary small">These details can no longer be changed.{requirement.can.void && ' A mistake is voided with a reason; the record then stays, marked as void.'}</p>}
      {isFinal && offeringCount > 0 && <p className="secondary small">{plural(offeringCount, 'offering')} belong to this component.</p>}
      {!isFinal && <Recording enrollment={enrollment} requirement={requirement} />}
      <Decisions enrollment={enrollment} requirement={requirement} />
    </aside>
  );
}
