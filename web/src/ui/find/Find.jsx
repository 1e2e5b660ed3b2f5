import { Search, X } from 'lucide-react';
import { useId, useState } from 'react';
import { Button } from '../button/Button.jsx';
import '../field/field.css';
import './find.css';

/** A search that runs when the person says so, by Find or by Enter. `children` are further filters beside it.
 * @param {{label: string, value: string, onFind: (value: string) => void, placeholder?: string, children?: React.ReactNode}} props */
export function Find({ label, value, onFind, placeholder, children }) {
  const [text, setText] = useState(value);
  const [seen, setSeen] = useState(value);
  const id = useId();
  if (seen !== value) {
    setSeen(value);
    setText(value);
  }
  const clear = () => {
    setText('');
    onFind('');
    document.getElementById(id)?.focus();
  };
  return (
    <form className="find" role="search" aria-label={label} onSubmit={(event) => { event.preventDefault(); onFind(text.trim()); }}>
      <div className="find-field">
        <label className="field-label" htmlFor={id}>{label}</label>
        <div className="input input-group">
          <Search size={16} aria-hidden />
          <input id={id} type="search" className="input-bare" value={text} placeholder={placeholder} autoComplete="off" onChange={(event) => setText(event.target.value)} />
          {text && <Button variant="quiet" isSmall icon={X} aria-label="Clear the search" onPress={clear} />}
        </div>
      </div>
      <Button type="submit">Find</Button>
      {children}
    </form>
  );
}
