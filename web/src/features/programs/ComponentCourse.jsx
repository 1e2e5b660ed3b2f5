import { useChoice } from '../../lib/choice.js';
import { ComboBox } from '../../ui/combo-box/ComboBox.jsx';

/** The course that meets what a component of the kind course asks for.
 * @param {{title: string|null, name: string, value: number|null, onChange: (id: number|null) => void, isDisabled?: boolean}} props */
export function ComponentCourse({ title, name, value, onChange, isDisabled = false }) {
  const choice = useChoice(isDisabled ? null : '/courses', title, onChange);
  return (
    <ComboBox
      name={name}
      label="Course"
      hint="Who completes it has met the requirements that ask for this component."
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
