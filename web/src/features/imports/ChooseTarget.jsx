import { useState } from 'react';
import { dateTime } from '../../lib/format.js';
import { useGet } from '../../lib/query.js';
import { ComboBox } from '../../ui/combo-box/ComboBox.jsx';

/** @typedef {{id: number, title: string, code?: string, starts_at?: string}} Target */

/** Which course or event the file is for. @param {{needs: 'course'|'event', value: number|null, onChange: (id: number|null) => void}} props */
export function ChooseTarget({ needs, value, onChange }) {
  const [text, setText] = useState('');
  const { data } = useGet(needs === 'course' ? '/courses' : '/events', { q: text.trim() || undefined, limit: 20 }, { keep: true });
  /** @type {Target[]} */
  const items = data?.items ?? [];
  const choose = (/** @type {number|string|null} */ id) => {
    onChange(id === null ? null : Number(id));
    const chosen = items.find((item) => item.id === Number(id));
    if (chosen) setText(chosen.title);
  };
  return (
    <ComboBox
      name={`${needs}_id`}
      label={needs === 'course' ? 'Course' : 'Event'}
      hint={needs === 'course' ? 'Type the beginning of its title.' : 'Type the beginning of its title. The file then needs no column event_id.'}
      value={value}
      text={text}
      onText={setText}
      onChange={choose}
      options={items.map((item) => ({ id: item.id, label: item.title, detail: item.code ?? dateTime(item.starts_at) }))}
      emptyText="Nothing fits"
    />
  );
}
