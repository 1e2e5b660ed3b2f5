import { useChoice } from '../../lib/choice.js';
import { useLimits } from '../../lib/limits.js';
import { useSession } from '../../lib/session.js';
import { ComboBox } from '../../ui/combo-box/ComboBox.jsx';
import { DateTimePicker } from '../../ui/date-picker/DateTimePicker.jsx';
import { NumberField } from '../../ui/number-field/NumberField.jsx';
import { TextField } from '../../ui/text-field/TextField.jsx';

/** The course that an event belongs to. @param {{title: string|null, name: string, value: number|null, onChange: (id: number|null) => void, isDisabled: boolean}} props */
function CourseField({ title, name, value, onChange, isDisabled }) {
  const choice = useChoice(isDisabled ? null : '/courses', title, onChange);
  return (
    <ComboBox
      name={name}
      label="Course"
      hint="Its step for this event shows the attendance."
      isOptional
      width="medium"
      value={value}
      text={choice.text}
      onText={choice.onText}
      onChange={choice.onChange}
      options={choice.found.map((course) => ({ id: course.id, label: course.title, detail: course.code }))}
      emptyText="No course fits"
      isDisabled={isDisabled}
    />
  );
}

/** What an event is made of. @param {{form: any, courseTitle?: string|null, isReadOnly?: boolean}} props */
export function EventFields({ form, courseTitle = null, isReadOnly = false }) {
  const { session } = useSession();
  const limit = useLimits('event');
  return (
    <>
      <TextField label="Title" width="medium" isDisabled={isReadOnly} {...limit('title')} {...form.bind('title')} />
      <DateTimePicker label="Starts" zone={session.time_zone} {...form.bind('starts_at')} />
      <NumberField label="Minutes it lasts" min={1} isDisabled={isReadOnly} {...form.bind('duration_minutes')} />
      <NumberField label="Minutes required" hint="Who attended these has attended 100 %." min={1} isDisabled={isReadOnly} {...form.bind('required_minutes')} />
      <CourseField title={courseTitle} isDisabled={isReadOnly} {...form.bind('course_id')} />
    </>
  );
}
