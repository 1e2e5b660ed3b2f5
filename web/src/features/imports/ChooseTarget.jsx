import { eventFinder, findCourses } from '../../lib/find.js';
import { Picker } from '../../ui/picker/Picker.jsx';

const SEARCH = { course: findCourses, event: eventFinder() };

/** Which course or event the file is for. @param {{needs: 'course'|'event', title?: string|null, value: number|null, onChange: (id: number|null) => void}} props */
export function ChooseTarget({ needs, title = null, value, onChange }) {
  return (
    <Picker
      name={`${needs}_id`}
      label={needs === 'course' ? 'Course' : 'Event'}
      hint={needs === 'course' ? 'Type a part of its title or code.' : 'Type a part of its title. The file then needs no column event_id.'}
      value={value}
      title={title}
      search={SEARCH[needs]}
      onChange={onChange}
    />
  );
}
