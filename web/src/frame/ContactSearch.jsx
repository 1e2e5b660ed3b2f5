import { Search } from 'lucide-react';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import '../ui/field/field.css';

const fetchCombo = () => import('./ContactCombo.jsx');
const ContactCombo = lazy(fetchCombo);

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
  const [isUsed, setUsed] = useState(false);
  const input = useRef(/** @type {HTMLInputElement|null} */ (null));
  useShortcut(input);
  const plain = (
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
        onFocus={() => setUsed(true)}
      />
      <kbd className="top-key" aria-hidden>/</kbd>
    </div>
  );
  return isUsed ? <Suspense fallback={plain}><ContactCombo text={text} onText={setText} input={input} /></Suspense> : plain;
}
