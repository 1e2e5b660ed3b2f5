import { Search } from 'lucide-react';
import { useEffect } from 'react';
import { ComboBox, Group, Input } from 'react-aria-components';
import { useLocation } from 'wouter';
import { contactLine, useContactOptions } from '../lib/contacts.js';
import { Options } from '../ui/combo-box/ComboBox.jsx';

/** The search for a contact once it is in use; choosing one opens that person's programs.
 * @param {{text: string, onText: (text: string) => void, input: React.RefObject<HTMLInputElement|null>}} props */
export default function ContactCombo({ text, onText, input }) {
  const [, navigate] = useLocation();
  const { items, isBusy } = useContactOptions(text);
  useEffect(() => input.current?.focus(), [input]);
  const open = (/** @type {any} */ id) => {
    if (id === null) return;
    onText('');
    input.current?.blur();
    navigate(`/enrollments/people/${id}`);
  };
  return (
    <ComboBox
      aria-label="Find a contact"
      items={items.map((contact) => ({ id: contact.id, label: contact.name, detail: contactLine(contact) }))}
      inputValue={text}
      onInputChange={onText}
      value={null}
      onChange={open}
      allowsEmptyCollection={text.trim().length > 1 && !isBusy}
    >
      <Group className="input input-group">
        <Search size={16} aria-hidden />
        <Input ref={input} className="input-bare" placeholder="Find a contact" aria-keyshortcuts="/" />
        <kbd className="top-key" aria-hidden>/</kbd>
      </Group>
      <Options emptyText="No contact with that name, number or e-mail" />
    </ComboBox>
  );
}
