import { useState } from 'react';
import { send } from '../../lib/api.js';
import { contactLine, useContactOptions } from '../../lib/contacts.js';
import { plural } from '../../lib/format.js';
import { useSend } from '../../lib/query.js';
import { Alert, Problem } from '../../ui/alert/Alert.jsx';
import { Button } from '../../ui/button/Button.jsx';
import { Chips, ComboBox } from '../../ui/combo-box/ComboBox.jsx';
import { Dialog } from '../../ui/dialog/Dialog.jsx';
import { FormActions } from '../../ui/form/Form.jsx';
import { toast } from '../../ui/toast/Toast.jsx';

/** @typedef {import('../../lib/types.js').ContactRow} ContactRow */
/** @typedef {import('../../lib/types.js').EnrollOutcome} Outcome */

/** Who was not enrolled, and why. @param {{result: {enrolled: number, items: Outcome[]}, names: Map<number, ContactRow>, onClose: () => void}} props */
function Result({ result, names, onClose }) {
  const refused = result.items.filter(({ outcome }) => outcome === 'refused');
  return (
    <>
      <Alert tone="warn" title={`${plural(result.enrolled, 'contact')} enrolled, ${plural(refused.length, 'contact')} not`} isLive />
      <ul className="stack-small">{refused.map((item) => <li key={item.contact_id}><strong>{names.get(item.contact_id)?.name}</strong> <span className="secondary">{item.detail} {item.remedy}</span></li>)}</ul>
      <FormActions><Button variant="primary" onPress={onClose}>Close</Button></FormActions>
    </>
  );
}

/** Assign a course to contacts. @param {{course: import('../../lib/types.js').Course, onClose: () => void}} props */
export default function AssignDialog({ course, onClose }) {
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState(/** @type {Map<number, ContactRow>} */ (new Map()));
  const { items } = useContactOptions(text);
  const found = items.filter((contact) => !chosen.has(contact.id));
  const enroll = useSend((/** @type {number[]} */ ids, key) => send('POST', `/courses/${course.id}/enrollments`, { contact_ids: ids }, { key }), {
    onDone: (result) => {
      if (result.refused > 0) return;
      toast(`${plural(result.enrolled, 'contact')} enrolled`);
      onClose();
    },
  });
  const add = (/** @type {number|string|null} */ id) => {
    const contact = found.find((one) => one.id === id);
    if (!contact) return;
    setChosen(new Map(chosen).set(contact.id, contact));
    setText('');
  };
  return (
    <Dialog title="Enroll contacts" onClose={onClose} isBusy={enroll.isBusy}>
      {enroll.result?.refused > 0 ? <Result result={enroll.result} names={chosen} onClose={onClose} /> : (
        <div className="stack-small">
          {enroll.error && <Problem error={enroll.error} />}
          <p>{course.required_steps > 0 ? 'The course is assigned to them. Who was in it before goes on where they left off.' : 'The course has no required steps: enrolling completes it.'}</p>
          <ComboBox
            name="contact" label="Contacts" width="medium" value={null} text={text} onText={setText} onChange={add}
            options={found.map((contact) => ({ id: contact.id, label: contact.name, detail: contactLine(contact) }))} emptyText={text.trim().length < 2 ? 'Type at least two letters' : 'No other contact fits'} placeholder="Name, contact number or e-mail"
          />
          <Chips label="Chosen contacts" items={[...chosen.values()].map((contact) => ({ id: contact.id, label: contact.name }))} onRemove={(id) => setChosen(new Map([...chosen].filter(([key]) => key !== id)))} />
          <FormActions>
            <Button variant="primary" isBusy={enroll.isBusy} isDisabled={chosen.size === 0} onPress={() => enroll.send([...chosen.keys()])}>Enroll</Button>
            <Button onPress={onClose} isDisabled={enroll.isBusy}>Cancel</Button>
          </FormActions>
        </div>
      )}
    </Dialog>
  );
}
