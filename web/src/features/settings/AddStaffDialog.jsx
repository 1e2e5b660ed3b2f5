import { useState } from 'react';
import { get } from '../../lib/api.js';
import { contactLine, useContactOptions } from '../../lib/contacts.js';
import { Problem } from '../../ui/alert/Alert.jsx';
import { ComboBox } from '../../ui/combo-box/ComboBox.jsx';
import { Dialog } from '../../ui/dialog/Dialog.jsx';
import { Link } from '../../ui/link/Link.jsx';

/** Finds the contact that becomes staff. @param {{onClose: () => void, onChoose: (person: import('./Staff.jsx').Person) => void}} props */
export default function AddStaffDialog({ onClose, onChoose }) {
  const [text, setText] = useState('');
  const [error, setError] = useState(/** @type {Error|null} */ (null));
  const { items } = useContactOptions(text);
  const choose = (/** @type {number|string|null} */ id) => {
    if (id === null) return;
    get(`/contacts/${id}`).then((contact) => onChoose({ contact_id: contact.id, name: contact.name, roles: contact.roles }), setError);
  };
  return (
    <Dialog title="Add staff" onClose={onClose}>
      {error && <Problem error={error} />}
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
      <p className="secondary">Not here yet? <Link href="/contacts/new">Create the contact</Link> first.</p>
    </Dialog>
  );
}
