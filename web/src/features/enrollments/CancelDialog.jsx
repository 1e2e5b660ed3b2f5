import { send } from '../../lib/api.js';
import { list } from '../../lib/format.js';
import { useGet } from '../../lib/query.js';
import { useReason } from '../../lib/reason.js';
import { Problem } from '../../ui/alert/Alert.jsx';
import ReasonDialog from '../../ui/dialog/ReasonDialog.jsx';
import { toast } from '../../ui/toast/Toast.jsx';

/** Cancels a program enrollment: names what it does first, asks for the reason, and only OK cancels.
 * @param {{enrollment: import('../../lib/types.js').Enrollment, onClose: () => void, onDone: () => void}} props */
export default function CancelDialog({ enrollment, onClose, onDone }) {
  const path = `/enrollments/${enrollment.id}/cancel`;
  const { data, error } = useGet(path, {}, { once: true });
  const form = useReason({
    run: (reason, key) => send('POST', path, { reason }, { key }),
    onDone: () => {
      toast(`The enrollment of ${enrollment.contact.name} was cancelled`);
      onClose();
      onDone();
    },
  });
  return (
    <ReasonDialog
      title="Cancel program enrollment?"
      effect={data?.effect ?? 'Working out what this does…'}
      confirm="OK"
      keep="Keep the enrollment"
      isDanger
      isDisabled={!data}
      form={form}
      onClose={onClose}
    >
      {error && <Problem error={error} />}
      <p><strong>{enrollment.contact.name}</strong>, {enrollment.program.name}</p>
      {data?.completed.length > 0 && <p>Completed so far: {list(data.completed)}.</p>}
      {data && <p>The person {data.may_re_enroll ? 'can be enrolled in this program again afterwards.' : 'cannot be enrolled in this program again as things stand.'}</p>}
    </ReasonDialog>
  );
}
