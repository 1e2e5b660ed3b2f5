import { formProps, useForm } from '../../lib/form.js';
import { required } from '../../lib/limits.js';
import { Button } from '../../ui/button/Button.jsx';
import { Dialog } from '../../ui/dialog/Dialog.jsx';
import { Form, FormActions } from '../../ui/form/Form.jsx';
import { TextArea } from '../../ui/text-field/TextField.jsx';
import { toast } from '../../ui/toast/Toast.jsx';

/**
 * An action that needs a reason: says its effect, asks for the reason, and only the confirming button acts.
 * @param {{title: string, effect: string, label: string, field: string, confirm: string, keep?: string, done: string, isDanger?: boolean, isDisabled?: boolean,
 *   run: (reason: string, key: string) => Promise<any>, onClose: () => void, onDone?: (out: any) => void, children?: React.ReactNode}} props
 */
export default function ReasonDialog({ title, effect, label, field, confirm, keep = 'Cancel', done, isDanger, isDisabled, run, onClose, onDone, children }) {
  const form = useForm({
    initial: /** @type {Record<string, string>} */ ({ [field]: '' }),
    check: (values) => required(field, values[field].trim(), `Enter a ${label.toLowerCase()}`),
    run: (values, { key }) => run(values[field].trim(), key),
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
        <TextArea label={label} {...form.bind(field)} />
        <FormActions>
          <Button variant={isDanger ? 'danger' : 'primary'} type="submit" isBusy={form.isBusy} isDisabled={isDisabled}>{confirm}</Button>
          <Button onPress={onClose} isDisabled={form.isBusy}>{keep}</Button>
        </FormActions>
      </Form>
    </Dialog>
  );
}
