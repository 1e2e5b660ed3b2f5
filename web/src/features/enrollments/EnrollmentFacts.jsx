import { date, dateTime } from '../../lib/format.js';
import { deadline } from '../../lib/words.js';
import { Alert } from '../../ui/alert/Alert.jsx';
import { DefinitionList } from '../../ui/definition-list/DefinitionList.jsx';
import { ProgressBar } from '../../ui/progress-bar/ProgressBar.jsx';

/** The dates of an enrollment and how far it is. @param {{enrollment: import('../../lib/types.js').Enrollment}} props */
export function EnrollmentFacts({ enrollment }) {
  const { status } = enrollment;
  return (
    <>
      <DefinitionList isRow items={[
        { label: 'Completion deadline', value: deadline(enrollment, date) },
        { label: 'Requirements met', value: <ProgressBar label="Requirements met" isLabelHidden done={enrollment.met} of={enrollment.required} /> },
        { label: 'Enrollment date', value: date(enrollment.enrolled_on) },
        { label: 'Grace period begins', value: date(enrollment.grace_begins_on) },
        { label: 'Expiration date', value: date(enrollment.expires_on) },
        { label: 'Program version', value: enrollment.definition_version },
        { label: 'Enrollment no.', value: enrollment.cycle > 1 ? enrollment.cycle : null },
      ]}
      />
      {status === 'pending_approval' && (
        <Alert title="Awaiting program approval">All requirements are met. The program asks that its completion is approved before it counts as earned.</Alert>
      )}
      {status === 'cancelled' && (
        <Alert title={`Cancelled ${enrollment.cancelled_by_name ? `by ${enrollment.cancelled_by_name} ` : ''}on ${dateTime(enrollment.cancelled_at)}`}>{enrollment.cancel_reason}</Alert>
      )}
      {enrollment.superseded && <Alert title="There is a newer enrollment">This person was enrolled in this program again afterwards. This one is kept as history.</Alert>}
    </>
  );
}
