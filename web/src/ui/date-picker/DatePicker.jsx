import { parseDate } from '@internationalized/date';
import { CalendarDays, ChevronLeft, ChevronRight } from 'lucide-react';
import {
  Button, Calendar, CalendarCell, CalendarGrid, CalendarGridBody, CalendarGridHeader, CalendarHeaderCell, DateInput, DatePicker as AriaDatePicker, DateSegment,
  Dialog, Group, Heading, Popover,
} from 'react-aria-components';
import { FieldParts } from '../field/Field.jsx';
import { FieldBox } from '../field/FieldBox.jsx';
import { useFieldError } from '../form/Form.jsx';
import '../field/field.css';
import '../combo-box/combo-box.css';
import './date-picker.css';

/** @param {string|null|undefined} day */
const parse = (day) => (day ? parseDate(day) : null);

function Month() {
  return (
    <Calendar className="calendar">
      <header className="calendar-head">
        <Button slot="previous" className="input-button"><ChevronLeft size={18} aria-hidden /></Button>
        <Heading className="calendar-title" level={3} />
        <Button slot="next" className="input-button"><ChevronRight size={18} aria-hidden /></Button>
      </header>
      <CalendarGrid>
        <CalendarGridHeader>{(day) => <CalendarHeaderCell className="calendar-weekday">{day}</CalendarHeaderCell>}</CalendarGridHeader>
        <CalendarGridBody>{(day) => <CalendarCell date={day} className="calendar-day" />}</CalendarGridBody>
      </CalendarGrid>
    </Calendar>
  );
}

/** The segments to type in and the calendar to choose from; what every date field shows. */
export function DateParts() {
  return (
    <Group className="input input-group">
      <DateInput className="date-input">{(segment) => <DateSegment segment={segment} className="date-segment" />}</DateInput>
      <Button className="input-button"><CalendarDays size={16} aria-hidden /></Button>
    </Group>
  );
}

export const DatePopover = () => <Popover className="popover" offset={4}><Dialog className="calendar-dialog"><Month /></Dialog></Popover>;

/** A calendar date, written `YYYY-MM-DD` outside and in the viewer's own order on screen.
 * @param {import('../field/Field.jsx').FieldProps & {value: string|null, onChange: (value: string|null) => void, isDisabled?: boolean, max?: string, min?: string}} props */
export function DatePicker({ name, label, hint, isOptional, width = 'short', value, onChange, isDisabled, min, max }) {
  const error = useFieldError(name);
  return (
    <FieldBox name={name} width={width}>
      <AriaDatePicker
        value={parse(value)}
        onChange={(day) => onChange(day ? day.toString() : null)}
        minValue={parse(min)}
        maxValue={parse(max)}
        isDisabled={isDisabled}
        isInvalid={Boolean(error)}
        validationBehavior="aria"
        shouldForceLeadingZeros
      >
        <FieldParts label={label} hint={hint} isOptional={isOptional} error={error}>
          <DateParts />
        </FieldParts>
        <DatePopover />
      </AriaDatePicker>
    </FieldBox>
  );
}
