import { send } from '../../lib/api.js';
import { list } from '../../lib/format.js';
import { useGet } from '../../lib/query.js';
import { Problem } from '../../ui/alert/Alert.jsx';
import ReasonDialog from './ReasonDialog.jsx';

/** Cancels a program enrollment: names what it does first, asks for the reason, and only OK cancels.
 * @param {{enrollment: import('../../lib/types.js').Enrollment, onClose: () => void, onDone: () => void}} props */
export default function CancelDialog({ enrollment, onClose, onDone }) {
  const path = `/enrollments/${enrollment.id}/cancel`;
  const { data, error } = useGet(path, {}, { once: true });
  return (
    <ReasonDialog
      title="Cancel program enrollment?"
      effect={data?.effect ?? 'Working out what this does…'}
      label="Reason"
      field="reason"
      confirm="OK"
      keep="Keep the enrollment"
      done={`The enrollment of ${enrollment.contact.name} was cancelled`}
      isDanger
      isDisabled={!data}
      run={(reason, key) => send('POST', path, { reason }, { key })}
      onClose={onClose}
      onDone={onDone}
    >
      {error && <Problem error={error} />}
      <p><strong>{enrollment.contact.name}</strong>, {enrollment.program.name}</p>
      {data?.completed.length > 0 && <p>Completed so far: {list(data.completed)}.</p>}
      {data && <p>The person {data.may_re_enroll ? 'can be enrolled in this program again afterwards.' : 'cannot be enrolled in this program again as things stand.'}</p>}
    </ReasonDialog>
  );
}
