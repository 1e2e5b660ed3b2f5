import { findCourses } from '../../lib/find.js';
import { Picker } from '../../ui/picker/Picker.jsx';

/** The course that meets what a component of the kind course asks for.
 * @param {{title: string|null, name: string, value: number|null, onChange: (id: number|null) => void, isDisabled?: boolean}} props */
export const ComponentCourse = (props) => (
  <Picker label="Course" hint="Who completes it has met the requirements that ask for this component." isOptional width="medium" search={findCourses} emptyText="No course fits" {...props} />
);
