import { ChevronDown } from 'lucide-react';
import { useId } from 'react';
import { FieldBox } from '../field/FieldBox.jsx';
import { useFieldError } from '../form/Form.jsx';

/**
 * One of a few. The browser's own list: it is the one that every phone and screen reader knows best.
 * @param {import('../field/Field.jsx').FieldProps & {value: string, onChange: (value: string) => void, options: {id: string, label: string}[], isDisabled?: boolean,
 *   isLabelHidden?: boolean}} props
 */
export function Select({ name, label, hint, isOptional, width = 'medium', value, onChange, options, isDisabled, isLabelHidden }) {
  const error = useFieldError(name);
  const id = useId();
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || undefined;
  return (
    <FieldBox name={name} width={width}>
      <label className={isLabelHidden ? 'visually-hidden' : 'field-label'} htmlFor={id}>
        <span>{label}{isOptional && <span className="field-optional"> (optional)</span>}</span>
      </label>
      {hint && <span className="field-hint" id={`${id}-hint`}>{hint}</span>}
      {error && <span className="field-error" id={`${id}-error`}>{error}</span>}
      <div className="select-box">
        <select
          id={id}
          className="input"
          value={value}
          disabled={isDisabled}
          aria-invalid={error ? true : undefined}
          aria-describedby={described}
          onChange={(event) => onChange(event.target.value)}
        >
          {options.map((option) => <option key={option.id} value={option.id}>{option.label}</option>)}
        </select>
        <ChevronDown size={16} aria-hidden />
      </div>
    </FieldBox>
  );
}
