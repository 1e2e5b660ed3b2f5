import { Search } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import '../ui/field/field.css';

/** @typedef {typeof import('./ContactCombo.jsx').default} Combo */

const fetchCombo = () => import('./ContactCombo.jsx');

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

/**
 * Finds a contact from every screen. Until it is used it is a plain field; the combobox is fetched when the pointer or the focus comes
 * near, and takes over with what was typed meanwhile.
 */
export function ContactSearch() {
  const [text, setText] = useState('');
  // Not lazy(): while that waits it would draw another field, and what is being typed would be lost with the focus.
  const [combo, setCombo] = useState(/** @type {{Combo: Combo}|null} */ (null));
  const input = useRef(/** @type {HTMLInputElement|null} */ (null));
  useShortcut(input);
  if (combo) return <combo.Combo text={text} onText={setText} input={input} />;
  return (
    <div className="input input-group">
      <Search size={16} aria-hidden />
      <input
        ref={input}
        className="input-bare"
        type="text"
        role="combobox"
        aria-expanded="false"
        aria-controls="contact-options"
        aria-autocomplete="list"
        aria-label="Find a contact"
        aria-keyshortcuts="/"
        placeholder="Find a contact"
        autoComplete="off"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onPointerEnter={fetchCombo}
        onFocus={() => { fetchCombo().then((module) => setCombo({ Combo: module.default }), () => {}); }}
      />
      <kbd className="top-key" aria-hidden>/</kbd>
    </div>
  );
}
