import { send } from '../../lib/api.js';
import { formProps, useForm } from '../../lib/form.js';
import { required } from '../../lib/limits.js';
import { useSession } from '../../lib/session.js';
import { Button } from '../../ui/button/Button.jsx';
import { DatePicker } from '../../ui/date-picker/DatePicker.jsx';
import { Dialog } from '../../ui/dialog/Dialog.jsx';
import { Form, FormActions } from '../../ui/form/Form.jsx';
import { Select } from '../../ui/select/Select.jsx';
import { TextArea } from '../../ui/text-field/TextField.jsx';
import { toast } from '../../ui/toast/Toast.jsx';
import { CourseField } from './CourseEquivalencies.jsx';

const KINDS = [{ id: 'outside', label: 'A proof from outside' }, { id: 'course', label: 'Another course that was completed here' }];

/** Completes a course for one person by something else that counts as it.
 * @param {{enrollment: import('../../lib/types.js').CourseEnrollment, onClose: () => void}} props */
export default function ProofDialog({ enrollment, onClose }) {
  const { session } = useSession();
  const form = useForm({
    initial: { kind: 'outside', course_id: /** @type {number|null} */ (null), completed_on: /** @type {string|null} */ (session.today), note: '' },
    check: ({ kind, course_id: id, note }) => (kind === 'course' ? required('course_id', id, 'Choose a course') : required('note', note.trim(), 'Say what the proof is')),
    run: ({ kind, course_id: id, completed_on: on, note }, { key }) => send('POST', `/course-enrollments/${enrollment.id}/equivalency`, {
      note: note.trim() || null, ...(kind === 'course' ? { course_id: id } : { completed_on: on }),
    }, { key }),
    onDone: () => { toast('Course completed by equivalency'); onClose(); },
  });
  const isCourse = form.values.kind === 'course';
  return (
    <Dialog title="Enter an equivalency" onClose={onClose} isBusy={form.isBusy}>
      <Form {...formProps(form)}>
        <p>{enrollment.contact_name} will have completed {enrollment.course_title}. A completion stays: only reassigning takes it away.</p>
        <Select label="What counts" options={KINDS} {...form.bind('kind')} />
        {isCourse ? <CourseField label="Course" hint="The completion takes its date." except={enrollment.course_id} {...form.bind('course_id')} /> : <DatePicker label="Completed on" max={session.today} {...form.bind('completed_on')} />}
        <TextArea label={isCourse ? 'Note' : 'What the proof is'} isOptional={isCourse} {...form.bind('note')} />
        <FormActions>
          <Button variant="primary" type="submit" isBusy={form.isBusy}>Complete the course</Button>
          <Button onPress={onClose} isDisabled={form.isBusy}>Cancel</Button>
        </FormActions>
      </Form>
    </Dialog>
  );
}
