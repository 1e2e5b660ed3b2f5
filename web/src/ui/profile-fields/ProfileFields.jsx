import { DatePicker } from '../date-picker/DatePicker.jsx';
import { FieldSet } from '../form/Form.jsx';
import { Select } from '../select/Select.jsx';
import { TextField } from '../text-field/TextField.jsx';

/** @typedef {{key: string, label: string, type: 'text'|'choice'|'date'|'number', options: string[]}} Definition */
/** @typedef {Record<string, any>} Values */

/** A field's name in a form: its JSON pointer. @param {Definition} field */
const nameOf = (field) => `profile/${field.key}`;

/** What a form begins with. @param {Definition[]} fields @param {Record<string, string|number>} [profile] @returns {Record<string, string>} */
export const profileValues = (fields, profile = {}) => Object.fromEntries(fields.map((field) => [nameOf(field), String(profile[field.key] ?? '')]));

/** The profile out of the values or changes of a form, beside the rest. An empty field takes the value away.
 * @param {Values} values @returns {Values} */
export function withProfile(values) {
  const names = Object.keys(values);
  const own = names.filter((name) => name.startsWith('profile/'));
  const rest = Object.fromEntries(names.filter((name) => !own.includes(name)).map((name) => [name, values[name]]));
  if (own.length === 0) return rest;
  return { ...rest, profile: Object.fromEntries(own.map((name) => [name.slice('profile/'.length), values[name] || null])) };
}

/** @param {{field: Definition, bind: (name: any) => any}} props */
function ProfileField({ field, bind }) {
  const shared = { label: field.label, isOptional: true, ...bind(nameOf(field)) };
  if (field.type === 'choice') return <Select {...shared} options={[{ id: '', label: 'Not given' }, ...field.options.map((option) => ({ id: option, label: option }))]} />;
  if (field.type === 'date') return <DatePicker {...shared} value={shared.value || null} onChange={(day) => shared.onChange(day ?? '')} />;
  if (field.type === 'number') return <TextField {...shared} width="short" inputMode="decimal" autoComplete="off" />;
  return <TextField {...shared} width="medium" autoComplete="off" />;
}

/** The fields that an organisation added to its contacts. @param {{fields: Definition[], bind: (name: any) => any, legend?: string, hint?: string}} props */
export function ProfileFields({ fields, bind, legend = 'Profile', hint = 'Segments find people by these.' }) {
  if (fields.length === 0) return null;
  return (
    <FieldSet legend={legend} hint={hint}>
      {fields.map((field) => <ProfileField key={field.key} field={field} bind={bind} />)}
    </FieldSet>
  );
}
