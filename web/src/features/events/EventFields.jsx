import { findCourses } from '../../lib/find.js';
import { useLimits } from '../../lib/limits.js';
import { useSession } from '../../lib/session.js';
import { DateTimePicker } from '../../ui/date-picker/DateTimePicker.jsx';
import { NumberField } from '../../ui/number-field/NumberField.jsx';
import { Picker } from '../../ui/picker/Picker.jsx';
import { TextField } from '../../ui/text-field/TextField.jsx';

/** What an event is made of. @param {{form: any, courseTitle?: string|null, isReadOnly?: boolean}} props */
export function EventFields({ form, courseTitle = null, isReadOnly = false }) {
  const { session } = useSession();
  const limit = useLimits('event');
  return (
    <>
      <TextField label="Title" width="medium" isDisabled={isReadOnly} {...limit('title')} {...form.bind('title')} />
      <DateTimePicker label="Starts" width="medium" zone={session.time_zone} {...form.bind('starts_at')} />
      <NumberField label="Minutes it lasts" min={1} isDisabled={isReadOnly} {...form.bind('duration_minutes')} />
      <NumberField label="Minutes required" hint="Who attended these has attended 100 %." min={1} isDisabled={isReadOnly} {...form.bind('required_minutes')} />
      <Picker label="Course" hint="Its step for this event shows the attendance." isOptional width="medium" title={courseTitle} search={findCourses} emptyText="No course fits" isDisabled={isReadOnly} {...form.bind('course_id')} />
    </>
  );
}
