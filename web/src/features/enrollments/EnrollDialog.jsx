import { useState } from 'react';
import { ApiError, send } from '../../lib/api.js';
import { useSend } from '../../lib/query.js';
import { useSession } from '../../lib/session.js';
import { Problem } from '../../ui/alert/Alert.jsx';
import { Button } from '../../ui/button/Button.jsx';
import { Checkbox } from '../../ui/choice/Choice.jsx';
import { DatePicker } from '../../ui/date-picker/DatePicker.jsx';
import { Dialog } from '../../ui/dialog/Dialog.jsx';
import { FormActions } from '../../ui/form/Form.jsx';
import { toast } from '../../ui/toast/Toast.jsx';
import { DatesPreview } from './DatesPreview.jsx';

/** The one outcome of enrolling one person; a refusal is an error here, since there is nothing else to show.
 * @param {any} result */
function onlyOutcome(result) {
  const [item] = result.items;
  if (item.outcome === 'enrolled') return item;
  throw new ApiError(409, { ...item, title: 'Not enrolled' });
}

/** Enrolls one person in one program.
 * @param {{contact: {id: number, name: string}, program: {program_id: number, name: string, carry_over_available: boolean}, onClose: () => void,
 *   onDone?: (enrollmentId: number) => void}} props */
export default function EnrollDialog({ contact, program, onClose, onDone }) {
  const { session } = useSession();
  const [enrolledOn, setEnrolledOn] = useState(/** @type {string|null} */ (session.today));
  const [carryOver, setCarryOver] = useState(false);
  const enroll = useSend(
    (/** @type {{enrolled_on: string|null, carry_over: boolean}} */ input, key) => send('POST', `/programs/${program.program_id}/enrollments`, { contact_ids: [contact.id], ...input }, { key }).then(onlyOutcome),
    {
      onDone: (item) => {
        toast(`${contact.name} is enrolled in ${program.name}`);
        onClose();
        onDone?.(item.enrollment_id);
      },
    },
  );
  return (
    <Dialog title={`Enroll in ${program.name}`} onClose={onClose} isBusy={enroll.isBusy}>
      {enroll.error && <Problem error={enroll.error} />}
      <p>{contact.name} will be enrolled under the program’s current definition.</p>
      <DatePicker name="enrolled_on" label="Enrollment date" value={enrolledOn} onChange={setEnrolledOn} />
      <DatesPreview programId={program.program_id} enrolledOn={enrolledOn} />
      {program.carry_over_available && (
        <Checkbox name="carry_over" label="Carry over completions" hint="What was completed before, for the same components, counts again." value={carryOver} onChange={setCarryOver} />
      )}
      <FormActions>
        <Button variant="primary" isBusy={enroll.isBusy} isDisabled={!enrolledOn} onPress={() => enroll.send({ enrolled_on: enrolledOn, carry_over: carryOver })}>Enroll</Button>
        <Button onPress={onClose} isDisabled={enroll.isBusy}>Cancel</Button>
      </FormActions>
    </Dialog>
  );
}
