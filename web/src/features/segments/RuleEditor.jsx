import { Plus, Trash2 } from 'lucide-react';
import { Button } from '../../ui/button/Button.jsx';
import { DatePicker } from '../../ui/date-picker/DatePicker.jsx';
import { FieldBox } from '../../ui/field/FieldBox.jsx';
import { useFieldError } from '../../ui/form/Form.jsx';
import { Select } from '../../ui/select/Select.jsx';
import { TextField } from '../../ui/text-field/TextField.jsx';
import { emptyCondition, emptyGroup, isGroup, opsOf, putPart } from './rule.js';
import './segments.css';

/** @typedef {import('../../lib/types.js').ProfileField} ProfileField */
/** @typedef {import('./rule.js').DraftCondition} DraftCondition */
/** @typedef {import('./rule.js').DraftGroup} DraftGroup */
/** @typedef {import('./rule.js').DraftPart} DraftPart */

const MATCHES = [{ id: 'all', label: 'All of these' }, { id: 'any', label: 'Any of these' }];

/** @param {{field: ProfileField|undefined, condition: DraftCondition, path: string, onChange: (value: string) => void}} props */
function ValueField({ field, condition, path, onChange }) {
  const shared = { name: `${path}/value`, label: 'Value', value: condition.value, onChange };
  if (condition.op === 'is_empty') return <span />;
  if (field?.type === 'choice') return <Select {...shared} options={[{ id: '', label: 'Choose' }, ...field.options.map((option) => ({ id: option, label: option }))]} />;
  if (field?.type === 'date') return <DatePicker {...shared} width="medium" value={condition.value || null} onChange={(day) => onChange(day ?? '')} />;
  return <TextField {...shared} width="medium" autoComplete="off" inputMode={field?.type === 'number' ? 'decimal' : undefined} />;
}

/** One condition: a field, what is asked of it, and the value.
 * @param {{condition: DraftCondition, path: string, number: number, fields: ProfileField[], onChange: (condition: DraftCondition) => void, onRemove: () => void}} props */
function Condition({ condition, path, number, fields, onChange, onRemove }) {
  const field = fields.find((one) => one.key === condition.field);
  const ops = opsOf(field);
  /** @param {string} key */
  const choose = (key) => {
    const next = fields.find((one) => one.key === key);
    onChange({ ...condition, field: key, op: condition.op in opsOf(next) ? condition.op : 'is', value: next?.type === field?.type && next?.type !== 'choice' ? condition.value : '' });
  };
  return (
    <fieldset className="condition">
      <legend className="visually-hidden">Condition {number}</legend>
      <Select name={`${path}/field`} label="Field" value={condition.field} onChange={choose} options={[{ id: '', label: 'Choose a field' }, ...fields.map((one) => ({ id: one.key, label: one.label }))]} />
      <Select name={`${path}/op`} label="Test" value={condition.op} onChange={(op) => onChange({ ...condition, op })} options={Object.entries(ops).map(([id, label]) => ({ id, label }))} />
      <ValueField field={field} condition={condition} path={path} onChange={(value) => onChange({ ...condition, value })} />
      <div className="condition-remove"><Button variant="quiet" isSmall icon={Trash2} aria-label={`Remove condition ${number}`} onPress={onRemove} /></div>
    </fieldset>
  );
}

/** Conditions in a frame of their own, with their own all or any.
 * @param {{group: DraftGroup, path: string, number: number, fields: ProfileField[], onChange: (group: DraftGroup|null) => void}} props */
function Group({ group, path, number, fields, onChange }) {
  /** @param {DraftCondition[]} conditions */
  const set = (conditions) => onChange(conditions.length > 0 ? { ...group, conditions } : null);
  return (
    <section className="rule-group" aria-label={`Group ${number}`}>
      <Select name={`${path}/match`} label="People who meet" value={group.match} onChange={(match) => onChange({ ...group, match: match === 'all' ? 'all' : 'any' })} options={MATCHES} />
      {group.conditions.map((condition, index) => (
        <Condition
          key={condition.key}
          condition={condition}
          path={`${path}/conditions/${index}`}
          number={index + 1}
          fields={fields}
          onChange={(next) => set(putPart(group.conditions, condition.key, next))}
          onRemove={() => set(putPart(group.conditions, condition.key, null))}
        />
      ))}
      <div className="row"><Button isSmall icon={Plus} onPress={() => set([...group.conditions, emptyCondition()])}>Add condition to the group</Button></div>
    </section>
  );
}

/** Who belongs to a segment.
 * @param {{match: 'all'|'any', parts: DraftPart[], fields: ProfileField[], onMatch: (match: 'all'|'any') => void, onParts: (parts: DraftPart[]) => void}} props */
export function RuleEditor({ match, parts, fields, onMatch, onParts }) {
  const error = useFieldError('conditions');
  return (
    <div className="rule">
      <Select name="match" label="People who meet" value={match} onChange={(next) => onMatch(next === 'all' ? 'all' : 'any')} options={MATCHES} />
      {parts.map((part, index) => {
        const path = `conditions/${index}`;
        /** @param {DraftPart|null} next */
        const put = (next) => onParts(putPart(parts, part.key, next));
        return isGroup(part)
          ? <Group key={part.key} group={part} path={path} number={index + 1} fields={fields} onChange={put} />
          : <Condition key={part.key} condition={part} path={path} number={index + 1} fields={fields} onChange={put} onRemove={() => put(null)} />;
      })}
      <FieldBox name="conditions">
        {error && <span className="field-error">{error}</span>}
        <div className="row">
          <Button isSmall icon={Plus} onPress={() => onParts([...parts, emptyCondition()])}>Add condition</Button>
          <Button isSmall icon={Plus} onPress={() => onParts([...parts, emptyGroup()])}>Add group</Button>
        </div>
      </FieldBox>
    </div>
  );
}
