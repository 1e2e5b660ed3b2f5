import { send } from '../../lib/api.js';
import { list } from '../../lib/format.js';
import { formProps, useForm } from '../../lib/form.js';
import { useLimits } from '../../lib/limits.js';
import { useGet } from '../../lib/query.js';
import { Alert, Problem } from '../../ui/alert/Alert.jsx';
import { Button } from '../../ui/button/Button.jsx';
import { Dialog } from '../../ui/dialog/Dialog.jsx';
import { Form, FormActions } from '../../ui/form/Form.jsx';
import { TextArea } from '../../ui/text-field/TextField.jsx';
import { toast } from '../../ui/toast/Toast.jsx';

/** Cancels one's own enrollment: says what it does first, and only OK cancels.
 * @param {{enrollment: import('../../lib/types.js').Enrollment, onClose: () => void, onDone: () => void}} props */
export default function CancelOwn({ enrollment, onClose, onDone }) {
  const path = `/enrollments/${enrollment.id}/cancel`;
  const limit = useLimits('reason');
  const { data, error } = useGet(path, {}, { once: true });
  const form = useForm({
    initial: { reason: '' },
    run: ({ reason }, { key }) => send('POST', path, { reason: reason.trim() || null }, { key }),
    onDone: () => {
      toast('Your enrollment was cancelled');
      onClose();
      onDone();
    },
  });
  return (
    <Dialog title="Cancel program enrollment?" onClose={onClose} isBusy={form.isBusy} isAlert>
      <Form {...formProps(form)}>
        {error && <Problem error={error} />}
        <Alert tone="warn" title={enrollment.program.name}>
          <p>{data?.effect ?? 'Working out what this does…'}</p>
          {data?.completed.length > 0 && <p>Completed so far: {list(data.completed)}.</p>}
          {data && <p>You {data.may_re_enroll ? 'can be enrolled in this program again afterwards.' : 'cannot be enrolled in this program again as things stand.'}</p>}
        </Alert>
        <TextArea label="Reason" isOptional {...limit('reason')} {...form.bind('reason')} />
        <FormActions>
          <Button variant="danger" type="submit" isBusy={form.isBusy} isDisabled={!data}>OK</Button>
          <Button onPress={onClose} isDisabled={form.isBusy}>Keep the enrollment</Button>
        </FormActions>
      </Form>
    </Dialog>
  );
}
