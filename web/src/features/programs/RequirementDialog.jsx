import { useDeferredValue, useState } from 'react';
import { useGet } from '../../lib/query.js';
import { COMPONENT_KIND } from '../../lib/words.js';
import { Button } from '../../ui/button/Button.jsx';
import { Checkbox } from '../../ui/choice/Choice.jsx';
import { ComboBox } from '../../ui/combo-box/ComboBox.jsx';
import { Dialog } from '../../ui/dialog/Dialog.jsx';
import { Form, FormActions, useErrorsWithin } from '../../ui/form/Form.jsx';
import { NumberField } from '../../ui/number-field/NumberField.jsx';
import { TextField } from '../../ui/text-field/TextField.jsx';

/** @typedef {import('./draft.js').DraftRequirement} DraftRequirement */
/** @typedef {import('../../lib/types.js').Component} Component */

/** @param {{requirement: DraftRequirement, name: string, onChange: (patch: Partial<DraftRequirement>) => void}} props */
function ComponentField({ requirement, name, onChange }) {
  const [text, setText] = useState(requirement.component_title ?? '');
  const q = useDeferredValue(text === requirement.component_title ? '' : text.trim());
  const { data } = useGet('/components', { q, status: 'active', limit: 10 }, { keep: true });
  /** @type {Component[]} */
  const found = data?.items ?? [];
  const choose = (/** @type {number|string|null} */ id) => {
    const component = found.find((one) => one.id === id);
    if (!component) return;
    setText(component.title);
    onChange({ component_id: component.id, component_title: component.title, component_kind: component.kind, title: requirement.title || component.title });
  };
  return (
    <ComboBox
      name={name}
      label="Component"
      hint="What meets the requirement. Only active components are offered."
      value={requirement.component_id || null}
      text={text}
      onText={setText}
      onChange={choose}
      options={found.map((component) => ({ id: component.id, label: component.title, detail: `${component.code} · ${COMPONENT_KIND[component.kind]}` }))}
      emptyText="No active component fits"
    />
  );
}

/** @param {DraftRequirement} requirement @param {string} path */
const check = ({ title, component_id: component }, path) => [
  ...(component ? [] : [{ name: `${path}/component_id`, detail: 'Choose a component' }]),
  ...(title.trim() ? [] : [{ name: `${path}/title`, detail: 'Enter a title' }]),
];

/** Edits one requirement of the draft. What the server said about it shows here, too.
 * @param {{requirement: DraftRequirement, path: string, isNew: boolean, onDone: (requirement: DraftRequirement) => void, onClose: () => void}} props */
export default function RequirementDialog({ requirement, path, isNew, onDone, onClose }) {
  const [value, setValue] = useState(requirement);
  const fromServer = useErrorsWithin(path);
  const [errors, setErrors] = useState(isNew ? [] : fromServer);
  /** @param {Partial<DraftRequirement>} patch */
  const set = (patch) => setValue((now) => ({ ...now, ...patch }));
  const finish = () => {
    const wrong = check(value, path);
    setErrors(wrong);
    if (wrong.length === 0) onDone({ ...value, title: value.title.trim() });
  };
  return (
    <Dialog title={isNew ? 'Add requirement' : 'Edit requirement'} onClose={onClose}>
      <Form errors={errors} onSubmit={finish}>
        <ComponentField requirement={value} name={`${path}/component_id`} onChange={set} />
        <TextField name={`${path}/title`} label="Title" hint="As enrollees see it." value={value.title} onChange={(title) => set({ title })} />
        <Checkbox name={`${path}/needs_grade`} label="Needs a grade" value={value.needs_grade} onChange={(needs_grade) => set({ needs_grade })} />
        {value.needs_grade && (
          <div className="period">
            <NumberField name={`${path}/pass_grade`} label="Pass mark" isOptional digits={2} min={0} value={value.pass_grade} onChange={(pass_grade) => set({ pass_grade })} />
            <NumberField name={`${path}/grade_scale`} label="Out of" isOptional digits={2} min={0} value={value.grade_scale === null ? null : Number(value.grade_scale)} onChange={(grade_scale) => set({ grade_scale })} />
          </div>
        )}
        <Checkbox name={`${path}/needs_approval`} label="Needs approval" hint="Staff approve the completion before it counts." value={value.needs_approval} onChange={(needs_approval) => set({ needs_approval })} />
        <Checkbox name={`${path}/needs_file`} label="Needs a file" value={value.needs_file} onChange={(needs_file) => set({ needs_file })} />
        <FormActions>
          <Button variant="primary" type="submit">{isNew ? 'Add requirement' : 'Done'}</Button>
          <Button onPress={onClose}>Cancel</Button>
        </FormActions>
      </Form>
    </Dialog>
  );
}
