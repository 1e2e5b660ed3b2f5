import { send } from '../../lib/api.js';
import { plural } from '../../lib/format.js';
import { formProps, useForm } from '../../lib/form.js';
import { Alert } from '../../ui/alert/Alert.jsx';
import { Button } from '../../ui/button/Button.jsx';
import { Dialog } from '../../ui/dialog/Dialog.jsx';
import { Form, FormActions } from '../../ui/form/Form.jsx';
import { NumberField } from '../../ui/number-field/NumberField.jsx';
import { toast } from '../../ui/toast/Toast.jsx';

/** @typedef {import('../../lib/types.js').Attendance} Attendance */
/** @typedef {import('../../lib/types.js').LiveEvent} LiveEvent */

/** What the minutes will do, before they are saved. @param {{event: LiveEvent, person: Attendance, minutes: number|null}} props */
function Effect({ event, person, minutes }) {
  if (minutes === null) return null;
  const share = Math.min(100, Math.floor((minutes * 100) / event.required_minutes));
  const stays = person.course_status === 'completed' && share < 100;
  return (
    <div role="status" className="stack-small">
      <p>{`${plural(minutes, 'minute')} of ${event.required_minutes} required: ${share} %.`}</p>
      {stays && <Alert>{`${event.course_title} is complete and stays so, with its certificate. Only reassigning the course takes it away.`}</Alert>}
    </div>
  );
}

/** Sets the minutes of one person. @param {{event: LiveEvent, person: Attendance, onClose: () => void}} props */
export default function AttendanceDialog({ event, person, onClose }) {
  const form = useForm({
    initial: { minutes: /** @type {number|null} */ (person.minutes), score: person.score },
    check: ({ minutes }) => (minutes === null ? [{ name: 'minutes', detail: 'Enter the minutes, or 0' }] : []),
    run: (values) => send('PUT', `/events/${event.id}/attendance/${person.contact_id}`, values),
    onDone: () => {
      toast(`Attendance of ${person.name} saved`);
      onClose();
    },
  });
  return (
    <Dialog title={`Attendance of ${person.name}`} onClose={onClose} isBusy={form.isBusy}>
      <Form {...formProps(form)}>
        <NumberField label="Minutes attended" hint="Over all joins." min={0} {...form.bind('minutes')} />
        <div><Button isSmall onPress={() => form.set({ minutes: event.required_minutes })}>Mark 100 % attended</Button></div>
        <NumberField label="Score" isOptional min={0} digits={2} {...form.bind('score')} />
        <Effect event={event} person={person} minutes={form.values.minutes} />
        <FormActions>
          <Button variant="primary" type="submit" isBusy={form.isBusy}>Save attendance</Button>
          <Button onPress={onClose} isDisabled={form.isBusy}>Cancel</Button>
        </FormActions>
      </Form>
    </Dialog>
  );
}
