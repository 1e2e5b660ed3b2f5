import { Search } from 'lucide-react';
import { useLayoutEffect, useState } from 'react';
import { ComboBox, Group, Input } from 'react-aria-components';
import { useLocation } from 'wouter';
import { contactLine, useContactOptions } from '../lib/contacts.js';
import { Options } from '../ui/combo-box/ComboBox.jsx';

/** @param {string} text @param {boolean} isBusy */
function emptyText(text, isBusy) {
  if (text.trim().length < 2) return 'Type at least two letters';
  return isBusy ? 'Searching…' : 'No contact with that name, number or e-mail';
}

/** The search for a contact once it is in use; choosing one opens that person's programs.
 * @param {{text: string, onText: (text: string) => void, input: React.RefObject<HTMLInputElement|null>}} props */
export default function ContactCombo({ text, onText, input }) {
  const [, navigate] = useLocation();
  // React Aria opens its list when the text changes under the focus, so what was typed before it came is handed over as a change.
  const [typed, setTyped] = useState('');
  const { items, isBusy } = useContactOptions(typed);
  useLayoutEffect(() => {
    input.current?.focus();
    setTyped(text);
    // Only what was there at the start is handed over.
    // eslint-disable-next-line react/exhaustive-deps
  }, []);
  const change = (/** @type {string} */ next) => {
    setTyped(next);
    onText(next);
  };
  const open = (/** @type {any} */ id) => {
    if (id === null) return;
    change('');
    input.current?.blur();
    navigate(`/enrollments/people/${id}`);
  };
  return (
    <ComboBox
      aria-label="Find a contact"
      items={items.map((contact) => ({ id: contact.id, label: contact.name, detail: contactLine(contact) }))}
      inputValue={typed}
      onInputChange={change}
      value={null}
      onChange={open}
      allowsEmptyCollection
    >
      <Group className="input input-group">
        <Search size={16} aria-hidden />
        <Input ref={input} className="input-bare" placeholder="Find a contact" aria-keyshortcuts="/" />
        <kbd className="top-key" aria-hidden>/</kbd>
      </Group>
      <Options emptyText={emptyText(typed, isBusy)} />
    </ComboBox>
  );
}
