import { send } from '../../lib/api.js';
import { date, isWholeDate } from '../../lib/format.js';
import { formProps, useForm } from '../../lib/form.js';
import { required } from '../../lib/limits.js';
import { useGet } from '../../lib/query.js';
import { deadline, ENROLLMENT } from '../../lib/words.js';
import { Alert, Problem } from '../../ui/alert/Alert.jsx';
import { StatusBadge } from '../../ui/badge/Badge.jsx';
import { Button } from '../../ui/button/Button.jsx';
import { DatePicker } from '../../ui/date-picker/DatePicker.jsx';
import { Dialog } from '../../ui/dialog/Dialog.jsx';
import { Form, FormActions } from '../../ui/form/Form.jsx';
import { TextField } from '../../ui/text-field/TextField.jsx';
import { toast } from '../../ui/toast/Toast.jsx';

/** @typedef {import('../../lib/types.js').Enrollment} Enrollment */
/** @typedef {{enrolled_on: string|null, grace_begins_on: string|null, expires_on: string|null, reason: string}} Values */

/** The dates follow one another; two may be the same day. @param {Values} values */
function order({ enrolled_on: first, grace_begins_on: second, expires_on: third }) {
  const early = first && second && second < first ? [{ name: 'grace_begins_on', detail: 'The grace period cannot begin before the enrollment date' }] : [];
  return second && third && third < second ? [...early, { name: 'expires_on', detail: 'The expiration date cannot be before the grace period begins' }] : early;
}

/** What the dates lead to, worked out by the server before they are saved.
 * @param {{id: number, values: Values, onUse: (dates: Partial<Values>) => void}} props */
function Preview({ id, values, onUse }) {
  const { enrolled_on, grace_begins_on, expires_on } = values;
  const isComplete = [enrolled_on, grace_begins_on, expires_on].every(isWholeDate) && order(values).length === 0;
  const { data, error } = useGet(isComplete ? `/enrollments/${id}/dates` : null, { enrolled_on, grace_begins_on, expires_on }, { keep: true });
  if (error) return <Problem error={error} />;
  if (!data || !isComplete) return null;
  const isDefault = data.default_grace_begins_on === grace_begins_on && data.default_expires_on === expires_on;
  return (
    <Alert>
      <p className="row" role="status"><strong>{deadline({ ...data, earned_on: null }, date)}</strong> <StatusBadge words={ENROLLMENT} status={data.status} /></p>
      {!isDefault && data.default_expires_on && (
        <p className="row">
          <span>The definition gives {date(data.default_grace_begins_on)} and {date(data.default_expires_on)}.</span>
          <Button isSmall onPress={() => onUse({ grace_begins_on: data.default_grace_begins_on, expires_on: data.default_expires_on })}>Use these dates</Button>
        </p>
      )}
    </Alert>
  );
}

/** @param {Values} values */
const check = (values) => [
  ...required('enrolled_on', values.enrolled_on, 'Enter the enrollment date'),
  ...required('grace_begins_on', values.grace_begins_on, 'Enter the day on which the grace period begins'),
  ...required('expires_on', values.expires_on, 'Enter the expiration date'),
  ...order(values),
];

/** Moves the three dates of an enrollment; the deadline follows from them.
 * @param {{enrollment: Enrollment, onClose: () => void}} props */
export default function DatesDialog({ enrollment, onClose }) {
  const { enrolled_on, grace_begins_on, expires_on } = enrollment;
  const form = useForm({
    initial: /** @type {Values} */ ({ enrolled_on, grace_begins_on, expires_on, reason: '' }),
    check,
    run: (_values, { changes }) => send('PATCH', `/enrollments/${enrollment.id}`, changes, { version: enrollment.version }),
    onDone: () => {
      toast('Dates saved');
      onClose();
    },
  });
  return (
    <Dialog title="Edit dates" onClose={onClose} isBusy={form.isBusy}>
      <Form {...formProps(form)}>
        <DatePicker label="Enrollment date" hint="The day on which the enrollment takes effect." {...form.bind('enrolled_on')} />
        <DatePicker label="Grace period begins" hint="The day after which extra time runs." {...form.bind('grace_begins_on')} />
        <DatePicker label="Expiration date" hint="The last day. A later day makes the grace period longer." {...form.bind('expires_on')} />
        <Preview id={enrollment.id} values={form.values} onUse={form.set} />
        <TextField label="Reason" isOptional hint="Kept in the history." {...form.bind('reason')} />
        <FormActions>
          <Button variant="primary" type="submit" isBusy={form.isBusy} isDisabled={!form.isDirty}>Save dates</Button>
          <Button onPress={onClose} isDisabled={form.isBusy}>Cancel</Button>
        </FormActions>
      </Form>
    </Dialog>
  );
}
