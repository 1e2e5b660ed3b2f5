import { Search } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { ComboBox, Group, Input } from 'react-aria-components';
import { useLocation } from 'wouter';
import { contactLine, useContactOptions } from '../lib/contacts.js';
import { Options } from '../ui/combo-box/ComboBox.jsx';
import '../ui/field/field.css';

/** @param {KeyboardEvent} event */
const isTyping = (event) => event.target instanceof HTMLElement && event.target.matches('input, textarea, select, [contenteditable], [role=spinbutton]');

/** Puts the cursor into the search from anywhere with "/", as long as nobody is typing something else.
 * @param {React.RefObject<HTMLInputElement|null>} input */
function useShortcut(input) {
  useEffect(() => {
    /** @param {KeyboardEvent} event */
    const listen = (event) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTyping(event) || document.querySelector('[aria-modal], .modal')) return;
      event.preventDefault();
      input.current?.focus();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [input]);
}

/** Finds a contact from every screen; choosing one opens that person's programs. */
export default function ContactSearch() {
  const [text, setText] = useState('');
  const [, navigate] = useLocation();
  const { items, isBusy } = useContactOptions(text);
  const input = useRef(/** @type {HTMLInputElement|null} */ (null));
  useShortcut(input);
  const open = (/** @type {any} */ id) => {
    if (id === null) return;
    setText('');
    input.current?.blur();
    navigate(`/enrollments/people/${id}`);
  };
  return (
    <ComboBox
      aria-label="Find a contact"
      items={items.map((contact) => ({ id: contact.id, label: contact.name, detail: contactLine(contact) }))}
      inputValue={text}
      onInputChange={setText}
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
