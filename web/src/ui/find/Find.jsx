import { Search, X } from 'lucide-react';
import { useState } from 'react';
import { Input, Label, SearchField, Button as AriaButton } from 'react-aria-components';
import { Button } from '../button/Button.jsx';
import '../field/field.css';
import '../combo-box/combo-box.css';
import './find.css';

/** A search that runs when the person says so, by Find or by Enter. `children` are further filters beside it.
 * @param {{label: string, value: string, onFind: (value: string) => void, placeholder?: string, children?: React.ReactNode, autoFocus?: boolean}} props */
export function Find({ label, value, onFind, placeholder, children, autoFocus }) {
  const [text, setText] = useState(value);
  const [seen, setSeen] = useState(value);
  if (seen !== value) {
    setSeen(value);
    setText(value);
  }
  return (
    <form className="find" role="search" aria-label={label} onSubmit={(event) => { event.preventDefault(); onFind(text.trim()); }}>
      <SearchField className="find-field" value={text} onChange={setText} onClear={() => onFind('')} autoFocus={autoFocus}>
        <Label className="field-label">{label}</Label>
        <div className="input input-group">
          <Search size={16} aria-hidden />
          <Input className="input-bare" placeholder={placeholder} />
          <AriaButton className="input-button find-clear" aria-label="Clear the search"><X size={14} aria-hidden /></AriaButton>
        </div>
      </SearchField>
      <Button type="submit">Find</Button>
      {children}
    </form>
  );
}
