import { send } from '../../lib/api.js';
import { ACCEPT, discardFile, TAKEN, uploadFile } from '../../lib/files.js';
import { formProps, useForm } from '../../lib/form.js';
import { required, useLimits } from '../../lib/limits.js';
import { useSession } from '../../lib/session.js';
import { Button } from '../../ui/button/Button.jsx';
import { DatePicker } from '../../ui/date-picker/DatePicker.jsx';
import { FileDrop } from '../../ui/file-drop/FileDrop.jsx';
import { fileFaults, useFiles } from '../../ui/file-drop/useFiles.js';
import { Form, FormActions } from '../../ui/form/Form.jsx';
import { Select } from '../../ui/select/Select.jsx';
import { TextArea } from '../../ui/text-field/TextField.jsx';
import { toast } from '../../ui/toast/Toast.jsx';

/** Submits an own completion, which somebody approves (or grades first): date, notes, files, and which offering it was where there are any.
 * @param {{enrollmentId: number, requirement: import('../../lib/types.js').Requirement, onClose: () => void}} props */
export function SubmitCompletion({ enrollmentId, requirement, onClose }) {
  const { session } = useSession();
  const limit = useLimits('completion_input');
  const offerings = requirement.offerings.filter(({ status }) => status !== 'cancelled');
  const files = useFiles({ upload: uploadFile, discard: discardFile, initial: requirement.files });
  const form = useForm({
    initial: { completed_on: /** @type {string|null} */ (session.today), offering_id: '', notes: requirement.status === 'rejected' ? requirement.notes ?? '' : '' },
    check: (values) => [
      ...required('completed_on', values.completed_on, 'Enter the date on which you completed it'),
      ...(offerings.length > 0 ? required('offering_id', values.offering_id, 'Choose which one you took part in') : []),
      ...fileFaults('file_ids', files, requirement.needs_file),
    ],
    run: ({ completed_on, offering_id, notes }, { key }) => send('POST', `/enrollments/${enrollmentId}/requirements/${requirement.id}/completion`, {
      completed_on,
      ...(offering_id && { offering_id: Number(offering_id) }),
      ...(notes && { notes }),
      file_ids: files.ids,
    }, { key }),
    onDone: () => {
      toast('Your completion is submitted');
      onClose();
    },
  });
  const cancel = () => {
    files.giveBack();
    onClose();
  };
  return (
    <Form {...formProps(form)} label="Submit a completion">
      {offerings.length > 0 && <Select label="Which one?" options={[{ id: '', label: 'Choose' }, ...offerings.map(({ id, title }) => ({ id: String(id), label: title }))]} {...form.bind('offering_id')} />}
      <DatePicker label="Date" max={session.today} {...form.bind('completed_on')} />
      <TextArea label="Notes" hint="What you did, where, and who can confirm it." isOptional {...limit('notes')} {...form.bind('notes')} />
      <FileDrop name="file_ids" label="Files" hint={TAKEN} isOptional={!requirement.needs_file} accept={ACCEPT} files={files} />
      <FormActions>
        <Button variant="primary" type="submit" isBusy={form.isBusy}>Submit</Button>
        <Button onPress={cancel} isDisabled={form.isBusy}>Cancel</Button>
      </FormActions>
    </Form>
  );
}
