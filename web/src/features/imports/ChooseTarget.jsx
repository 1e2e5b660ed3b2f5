import { useChoice } from '../../lib/choice.js';
import { dateTime } from '../../lib/format.js';
import { ComboBox } from '../../ui/combo-box/ComboBox.jsx';

/** Which course or event the file is for. @param {{needs: 'course'|'event', title?: string|null, value: number|null, onChange: (id: number|null) => void}} props */
export function ChooseTarget({ needs, title = null, value, onChange }) {
  const choice = useChoice(needs === 'course' ? '/courses' : '/events', title, onChange);
  return (
    <ComboBox
      name={`${needs}_id`}
      label={needs === 'course' ? 'Course' : 'Event'}
      hint={needs === 'course' ? 'Type the beginning of its title.' : 'Type the beginning of its title. The file then needs no column event_id.'}
      value={value}
      text={choice.text}
      onText={choice.onText}
      onChange={choice.onChange}
      options={choice.found.map((item) => ({ id: item.id, label: item.title, detail: item.code ?? dateTime(item.starts_at) }))}
      emptyText="Nothing fits"
    />
  );
}
