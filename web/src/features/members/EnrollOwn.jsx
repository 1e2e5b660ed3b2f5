import { useState } from 'react';
import { send } from '../../lib/api.js';
import { date } from '../../lib/format.js';
import { useGet, useSend } from '../../lib/query.js';
import { Problem } from '../../ui/alert/Alert.jsx';
import { Button } from '../../ui/button/Button.jsx';
import { Checkbox } from '../../ui/choice/Choice.jsx';
import { DefinitionList } from '../../ui/definition-list/DefinitionList.jsx';
import { Dialog } from '../../ui/dialog/Dialog.jsx';
import { FormActions } from '../../ui/form/Form.jsx';
import { toast } from '../../ui/toast/Toast.jsx';

/** Enrolls the person: says until when there is time, then asks.
 * @param {{program: import('../../lib/types.js').CatalogueEntry, onClose: () => void, onDone: (enrollmentId: number) => void}} props */
export default function EnrollOwn({ program, onClose, onDone }) {
  const [carryOver, setCarryOver] = useState(false);
  const { data: dates } = useGet(`/programs/${program.id}/dates`, {}, { once: true });
  const enroll = useSend((/** @type {boolean} */ carry_over, key) => send('POST', `/me/programs/${program.id}/enroll`, { carry_over }, { key }), {
    onDone: ({ id }) => {
      toast(`You are enrolled in ${program.name}`);
      onClose();
      onDone(id);
    },
  });
  return (
    <Dialog title={`Enroll in ${program.name}?`} onClose={onClose} isBusy={enroll.isBusy}>
      {enroll.error && <Problem error={enroll.error} />}
      <p>Your time begins today.</p>
      <DefinitionList items={[
        { label: 'Due by', value: date(dates?.grace_begins_on) || '…' },
        { label: 'Grace period until', value: dates && dates.expires_on !== dates.grace_begins_on ? date(dates.expires_on) : null },
      ]}
      />
      {program.eligibility?.carry_over_available && (
        <Checkbox name="carry_over" label="Take over what I completed before" hint="Completions of the same components in your earlier enrollment count again." value={carryOver} onChange={setCarryOver} />
      )}
      <FormActions>
        <Button variant="primary" isBusy={enroll.isBusy} onPress={() => enroll.send(carryOver)}>Enroll</Button>
        <Button onPress={onClose} isDisabled={enroll.isBusy}>Not now</Button>
      </FormActions>
    </Dialog>
  );
}
