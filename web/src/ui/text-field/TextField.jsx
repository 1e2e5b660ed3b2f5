import { Input, TextArea as AriaTextArea, TextField as AriaTextField } from 'react-aria-components';
import { FieldParts } from '../field/Field.jsx';
import { FieldBox } from '../field/FieldBox.jsx';
import { useFieldError } from '../form/Form.jsx';

/** @typedef {import('../field/Field.jsx').FieldProps} FieldProps */
/** @typedef {FieldProps & {value: string, onChange: (value: string) => void, isDisabled?: boolean, type?: 'text'|'email'|'password'|'search'|'url',
 *   autoComplete?: string, maxLength?: number, autoFocus?: boolean, inputMode?: 'decimal'|'numeric'}} TextProps */

/** @param {TextProps & {children: React.ReactNode}} props */
function Shell({ name, label, hint, isOptional, width, value, onChange, children, maxLength, ...rest }) {
  const error = useFieldError(name) ?? tooLong(label, value, maxLength);
  return (
    <FieldBox name={name} width={width}>
      <AriaTextField {...rest} name={name} value={value} onChange={onChange} isInvalid={Boolean(error)} validationBehavior="aria">
        <FieldParts label={label} hint={hint} isOptional={isOptional} error={error}>{children}</FieldParts>
      </AriaTextField>
    </FieldBox>
  );
}

/** Text that is too long stays as typed or pasted, and the field says so; nothing is cut off in silence.
 * @param {string} label @param {string} value @param {number|undefined} max */
function tooLong(label, value, max) {
  return max && value.length > max ? `${label} must be ${max} characters or fewer; it has ${value.length}` : undefined;
}

/** @param {TextProps} props */
export function TextField(props) {
  return <Shell {...props}><Input className="input" /></Shell>;
}

/** @param {TextProps & {rows?: number}} props */
export function TextArea({ rows = 3, ...props }) {
  return <Shell {...props}><AriaTextArea className="input" rows={rows} /></Shell>;
}
