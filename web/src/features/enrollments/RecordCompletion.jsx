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
import { TextArea } from '../../ui/text-field/TextField.jsx';
import { toast } from '../../ui/toast/Toast.jsx';
import { GradeField } from './GradeField.jsx';

/** @typedef {{completed_on: string|null, grade: number|null, notes: string}} Values */

/** What saving leads to, said before it is done. @param {import('../../lib/types.js').Requirement} requirement @param {number|null} grade */
function effect(requirement, grade) {
  if (requirement.needs_grade && grade === null) return 'Without a grade the status becomes Awaiting grade.';
  return requirement.needs_approval ? 'The status becomes Awaiting approval.' : 'The status becomes Complete, and the details can no longer be changed.';
}

/** Records that a requirement, or one of its offerings, was completed.
 * @param {{enrollmentId: number, requirement: import('../../lib/types.js').Requirement, offering: import('../../lib/types.js').Offering|null, onClose: () => void}} props */
export function RecordCompletion({ enrollmentId, requirement, offering, onClose }) {
  const { session } = useSession();
  const limit = useLimits('completion_input');
  const files = useFiles({ upload: uploadFile, discard: discardFile, initial: requirement.files });
  const form = useForm({
    initial: /** @type {Values} */ ({ completed_on: session.today, grade: null, notes: '' }),
    check: (values) => [
      ...required('completed_on', values.completed_on, 'Enter the date of the completion'),
      ...fileFaults('file_ids', files, requirement.needs_file),
    ],
    run: (values, { key }) => send('POST', `/enrollments/${enrollmentId}/requirements/${requirement.id}/completion`, {
      completed_on: values.completed_on,
      ...(offering && { offering_id: offering.id }),
      ...(values.grade !== null && { grade: values.grade }),
      ...(values.notes && { notes: values.notes }),
      file_ids: files.ids,
    }, { key }),
    onDone: () => {
      toast('Completion recorded');
      onClose();
    },
  });
  const cancel = () => {
    files.giveBack();
    onClose();
  };
  return (
    <Form {...formProps(form)} label="Record completion">
      <h3>Record completion{offering && ` of ${offering.title}`}</h3>
      <DatePicker label="Date" max={session.today} {...form.bind('completed_on')} />
      {requirement.needs_grade && <GradeField requirement={requirement} isOptional {...form.bind('grade')} />}
      <TextArea label="Notes" isOptional {...limit('notes')} {...form.bind('notes')} />
      <FileDrop name="file_ids" label="Files" hint={TAKEN} isOptional={!requirement.needs_file} accept={ACCEPT} files={files} />
      <p className="secondary small">{effect(requirement, form.values.grade)}</p>
      <FormActions>
        <Button variant="primary" type="submit" isBusy={form.isBusy}>Save</Button>
        <Button onPress={cancel} isDisabled={form.isBusy}>Cancel</Button>
      </FormActions>
    </Form>
  );
}
