import { now, parseAbsolute } from '@internationalized/date';
import { DatePicker as AriaDatePicker } from 'react-aria-components';
import { FieldParts } from '../field/Field.jsx';
import { FieldBox } from '../field/FieldBox.jsx';
import { useFieldError } from '../form/Form.jsx';
import { DateParts, DatePopover } from './DatePicker.jsx';

/** A moment, written as an RFC 3339 instant outside and as local time of `zone` on screen.
 * @param {import('../field/Field.jsx').FieldProps & {value: string|null, onChange: (value: string|null) => void, zone: string}} props */
export function DateTimePicker({ name, label, hint, isOptional, width, value, onChange, zone }) {
  const error = useFieldError(name);
  return (
    <FieldBox name={name} width={width}>
      <AriaDatePicker
        granularity="minute"
        hideTimeZone
        placeholderValue={now(zone).set({ hour: 9, minute: 0, second: 0, millisecond: 0 })}
        value={value ? parseAbsolute(value, zone) : null}
        onChange={(moment) => onChange(moment ? `${moment.toDate().toISOString().slice(0, 19)}Z` : null)}
        isInvalid={Boolean(error)}
        validationBehavior="aria"
      >
        <FieldParts label={label} hint={hint} isOptional={isOptional} error={error}><DateParts /></FieldParts>
        <DatePopover />
      </AriaDatePicker>
    </FieldBox>
  );
}
