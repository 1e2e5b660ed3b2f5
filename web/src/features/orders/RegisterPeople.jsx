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
import { Select } from '../../ui/select/Select.jsx';
import { toast } from '../../ui/toast/Toast.jsx';

/** @typedef {{contact_id: number, outcome: string, detail: string|null, remedy: string|null}} Outcome */

/** Registers contacts for an offering; who finds no seat stands in line. Names who was refused, and why.
 * @param {{offering: import('../../lib/types.js').Offering, onClose: () => void}} props */
export default function RegisterPeople({ offering, onClose }) {
  const [text, setText] = useState('');
  const [people, setPeople] = useState(/** @type {{id: number, label: string}[]} */ ([]));
  const [billing, setBilling] = useState('invoice');
  const { items } = useContactOptions(text);
  const hasPrice = offering.price !== null && offering.price.amount_minor > 0;
  const register = useSend((/** @type {number[]} */ contactIds, key) => send('POST', `/offerings/${offering.id}/registrations`, { contact_ids: contactIds, billing }, { key }), {
    onDone: (result) => {
      if (result.registered + result.waiting > 0) toast(`${plural(result.registered, 'person', 'people')} registered${result.waiting > 0 ? `, ${result.waiting} waiting` : ''}`);
      if (result.refused === 0) onClose();
      else setPeople(people.filter(({ id }) => result.items.some((/** @type {Outcome} */ one) => one.contact_id === id && one.outcome === 'refused')));
    },
  });
  /** @type {Outcome[]} */
  const refused = (register.result?.items ?? []).filter((/** @type {Outcome} */ one) => one.outcome === 'refused');
  const nameOf = (/** @type {number} */ id) => people.find((one) => one.id === id)?.label ?? '';
  const choose = (/** @type {number|string|null} */ id) => {
    const contact = items.find((one) => one.id === id);
    if (!contact) return;
    setPeople([...people.filter((one) => one.id !== contact.id), { id: contact.id, label: contact.name }]);
    setText('');
  };
  return (
    <Dialog title="Register people" onClose={onClose} isBusy={register.isBusy}>
      <div className="stack-small">
        {register.error && <Problem error={register.error} />}
        {refused.length > 0 && <Alert tone="warn" title="Not registered" isLive><ul>{refused.map((one) => <li key={one.contact_id}>{nameOf(one.contact_id)}: {one.detail}</li>)}</ul></Alert>}
        <ComboBox
          name="contact"
          label="Contact"
          hint="Type at least two letters of a name, a contact number or an e-mail address."
          value={null}
          text={text}
          onText={setText}
          onChange={choose}
          options={items.map((contact) => ({ id: contact.id, label: contact.name, detail: contactLine(contact) }))}
          emptyText={text.trim().length > 1 ? 'No contact fits' : 'Type to search'}
        />
        <Chips label="People to register" items={people} onRemove={(id) => setPeople(people.filter((one) => one.id !== id))} />
        {hasPrice && <Select name="billing" label="Price" value={billing} onChange={setBilling} options={[{ id: 'invoice', label: 'Send an invoice' }, { id: 'none', label: 'Nothing to pay' }]} />}
      </div>
      <FormActions>
        <Button variant="primary" isBusy={register.isBusy} isDisabled={people.length === 0} onPress={() => register.send(people.map(({ id }) => id))}>Register</Button>
        <Button onPress={onClose} isDisabled={register.isBusy}>Cancel</Button>
      </FormActions>
    </Dialog>
  );
}
