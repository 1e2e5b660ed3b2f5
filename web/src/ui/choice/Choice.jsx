import { Check, Minus } from 'lucide-react';
import { Checkbox as AriaCheckbox, Switch as AriaSwitch } from 'react-aria-components';
import { FieldBox } from '../field/FieldBox.jsx';
import { useFieldError } from '../form/Form.jsx';
import './choice.css';

/** The box itself, also used by tables that select rows.
 * @param {Pick<import('react-aria-components').CheckboxProps, 'slot'|'aria-label'|'isSelected'|'onChange'|'isDisabled'> & {children?: React.ReactNode}} props */
export function CheckBoxOnly({ children, ...rest }) {
  return (
    <AriaCheckbox {...rest} className="choice">
      {({ isSelected, isIndeterminate }) => (
        <>
          <span className="choice-box" aria-hidden>
            {isIndeterminate ? <Minus size={14} strokeWidth={3} /> : isSelected && <Check size={14} strokeWidth={3} />}
          </span>
          {children}
        </>
      )}
    </AriaCheckbox>
  );
}

/** @typedef {{name: string, label: string, hint?: React.ReactNode, value: boolean, onChange: (value: boolean) => void, isDisabled?: boolean}} ChoiceProps */

/** @param {{label: string, hint?: React.ReactNode, error?: string}} props */
function ChoiceText({ label, hint, error }) {
  return (
    <span className="choice-text">
      <span>{label}</span>
      {hint && <span className="field-hint">{hint}</span>}
      {error && <span className="field-error">{error}</span>}
    </span>
  );
}

/** @param {ChoiceProps} props */
export function Checkbox({ name, label, hint, value, onChange, isDisabled }) {
  const error = useFieldError(name);
  return (
    <FieldBox name={name}>
      <CheckBoxOnly isSelected={value} onChange={onChange} isDisabled={isDisabled}><ChoiceText label={label} hint={hint} error={error} /></CheckBoxOnly>
    </FieldBox>
  );
}

/** A setting that is on or off. @param {ChoiceProps} props */
export function Switch({ name, label, hint, value, onChange, isDisabled }) {
  const error = useFieldError(name);
  return (
    <FieldBox name={name}>
      <AriaSwitch className="choice" isSelected={value} onChange={onChange} isDisabled={isDisabled}>
        <span className="switch-track" aria-hidden><span className="switch-thumb" /></span>
        <ChoiceText label={label} hint={hint} error={error} />
      </AriaSwitch>
    </FieldBox>
  );
}
