import { formProps, useForm } from '../../lib/form.js';
import { required } from '../../lib/limits.js';
import { Button } from '../../ui/button/Button.jsx';
import { Dialog } from '../../ui/dialog/Dialog.jsx';
import { Form, FormActions } from '../../ui/form/Form.jsx';
import { TextArea } from '../../ui/text-field/TextField.jsx';
import { toast } from '../../ui/toast/Toast.jsx';

/**
 * A decision on a certificate: says its effect, asks why, and only the confirming button acts.
 * @param {{title: string, effect: string, confirm: string, done: string, isDanger?: boolean, run: (reason: string, key: string) => Promise<any>,
 *   onClose: () => void, onDone?: (out: any) => void, children?: React.ReactNode}} props
 */
export default function ReasonDialog({ title, effect, confirm, done, isDanger, run, onClose, onDone, children }) {
  const form = useForm({
    initial: { reason: '' },
    check: ({ reason }) => required('reason', reason.trim(), 'Enter a reason'),
    run: ({ reason }, { key }) => run(reason.trim(), key),
    onDone: (out) => {
      toast(done);
      onClose();
      onDone?.(out);
    },
  });
  return (
    <Dialog title={title} onClose={onClose} isBusy={form.isBusy} isAlert>
      <Form {...formProps(form)}>
        <div className="stack-small">{children}<p>{effect}</p></div>
        <TextArea label="Reason" {...form.bind('reason')} />
        <FormActions>
          <Button variant={isDanger ? 'danger' : 'primary'} type="submit" isBusy={form.isBusy}>{confirm}</Button>
          <Button onPress={onClose} isDisabled={form.isBusy}>Keep it as it is</Button>
        </FormActions>
      </Form>
    </Dialog>
  );
}
