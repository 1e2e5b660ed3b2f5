import { Input, NumberField as AriaNumberField } from 'react-aria-components';
import { FieldParts } from '../field/Field.jsx';
import { FieldBox } from '../field/FieldBox.jsx';
import { useFieldError } from '../form/Form.jsx';

/** A number, or null while it is empty.
 * @param {import('../field/Field.jsx').FieldProps & {value: number|null, onChange: (value: number|null) => void, min?: number, max?: number, step?: number,
 *   isDisabled?: boolean, digits?: number, isLabelHidden?: boolean}} props */
export function NumberField({ name, label, hint, isOptional, width = 'short', value, onChange, min, max, step, isDisabled, digits = 0, isLabelHidden }) {
  const error = useFieldError(name);
  return (
    <FieldBox name={name} width={width}>
      <AriaNumberField
        value={value ?? NaN}
        onChange={(next) => onChange(Number.isNaN(next) ? null : next)}
        minValue={min}
        maxValue={max}
        step={step}
        isDisabled={isDisabled}
        isInvalid={Boolean(error)}
        validationBehavior="aria"
        isWheelDisabled
        formatOptions={{ maximumFractionDigits: digits, useGrouping: false }}
      >
        <FieldParts label={label} hint={hint} isOptional={isOptional} error={error} isLabelHidden={isLabelHidden}>
          <Input className="input" />
        </FieldParts>
      </AriaNumberField>
    </FieldBox>
  );
}
