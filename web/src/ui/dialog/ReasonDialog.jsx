import { Button } from '../button/Button.jsx';
import { Form, FormActions } from '../form/Form.jsx';
import { TextArea } from '../text-field/TextField.jsx';
import { Dialog } from './Dialog.jsx';

/** What `useReason` of lib/reason.js answers. @typedef {{submit: () => void, isBusy: boolean, errors: any[], problem: any, field: string, label: string, bind: (name: string) => any}} ReasonForm */

/**
 * An action that needs a reason: says its effect, asks for the reason, and only the confirming button acts.
 * @param {{title: string, effect: string, confirm: string, keep?: string, isDanger?: boolean, isDisabled?: boolean, form: ReasonForm, onClose: () => void,
 *   children?: React.ReactNode}} props
 */
export default function ReasonDialog({ title, effect, confirm, keep = 'Cancel', isDanger, isDisabled, form, onClose, children }) {
  return (
    <Dialog title={title} onClose={onClose} isBusy={form.isBusy} isAlert>
      <Form onSubmit={form.submit} errors={form.errors} problem={form.problem}>
        <div className="stack-small">{children}<p>{effect}</p></div>
        <TextArea label={form.label} {...form.bind(form.field)} />
        <FormActions>
          <Button variant={isDanger ? 'danger' : 'primary'} type="submit" isBusy={form.isBusy} isDisabled={isDisabled}>{confirm}</Button>
          <Button onPress={onClose} isDisabled={form.isBusy}>{keep}</Button>
        </FormActions>
      </Form>
    </Dialog>
  );
}
