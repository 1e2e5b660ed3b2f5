import { useDeferredValue, useState } from 'react';
import { useGet } from '../../lib/query.js';
import { COMPONENT_KIND } from '../../lib/words.js';
import { Button } from '../../ui/button/Button.jsx';
import { Checkbox } from '../../ui/choice/Choice.jsx';
import { ComboBox } from '../../ui/combo-box/ComboBox.jsx';
import { Dialog } from '../../ui/dialog/Dialog.jsx';
import { Form, FormActions, useErrorsWithin } from '../../ui/form/Form.jsx';
import { NumberField } from '../../ui/number-field/NumberField.jsx';
import { Select } from '../../ui/select/Select.jsx';
import { TextField } from '../../ui/text-field/TextField.jsx';

/** @typedef {import('./draft.js').DraftRequirement} DraftRequirement */
/** @typedef {import('../../lib/types.js').Component} Component */
/** @typedef {import('../../lib/types.js').CreditType} CreditType */

/** What a requirement can be met by: '' for any kind. @type {Record<string, string>} */
const COMPONENT_HINT = {
  course: 'An award follows from courses alone: only active components of the kind Course are offered.',
  experience: 'Credits are asked for by a component of the kind Experience: only active ones are offered.',
  '': 'What meets the requirement. Only active components are offered.',
};

/** @param {{requirement: DraftRequirement, name: string, kind: string, onChange: (patch: Partial<DraftRequirement>) => void}} props */
function ComponentField({ requirement, name, kind, onChange }) {
  const [text, setText] = useState(requirement.component_title ?? '');
  const q = useDeferredValue(text === requirement.component_title ? '' : text.trim());
  const { data } = useGet('/components', { q, status: 'active', kind, limit: 10 }, { keep: true });
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
      hint={COMPONENT_HINT[kind]}
      value={requirement.component_id || null}
      text={text}
      onText={setText}
      onChange={choose}
      options={found.map((component) => ({ id: component.id, label: component.title, detail: `${component.code} · ${COMPONENT_KIND[component.kind]}` }))}
      emptyText={kind === 'experience' ? 'No active component of the kind Experience fits' : 'No active component fits'}
    />
  );
}

/** What credits do by themselves leaves nothing else to ask for. */
const BY_HAND = { min_credits: null, credit_type: null, credit_title: null, since_enrollment: false };
const BY_CREDITS = { needs_grade: false, pass_grade: null, grade_scale: null, needs_approval: false, needs_file: false };

/** From now on it is met by credits: a component of another kind has to go. @param {DraftRequirement} value @param {CreditType} type */
const byCredits = ({ component_kind: kind }, type) => ({
  ...BY_CREDITS, credit_type: type.code, credit_title: type.title, credit_decimals: type.decimals,
  ...(kind === 'experience' ? {} : { component_id: 0, component_title: '', component_kind: undefined }),
});

/** How many credits of which type. @param {{value: DraftRequirement, path: string, types: CreditType[], onChange: (patch: Partial<DraftRequirement>) => void}} props */
function CreditFields({ value, path, types, onChange }) {
  const choose = (/** @type {string} */ code) => {
    const type = types.find((one) => one.code === code);
    onChange({ credit_type: code, credit_title: type?.title, credit_decimals: type?.decimals });
  };
  return (
    <>
      <div className="period">
        <NumberField name={`${path}/min_credits`} label="Credits" digits={2} min={0} value={value.min_credits} onChange={(min_credits) => onChange({ min_credits })} />
        <Select name={`${path}/credit_type`} label="Credit type" value={value.credit_type ?? ''} onChange={choose} options={types.map(({ code, title }) => ({ id: code, label: title }))} />
      </div>
      <Checkbox name={`${path}/since_enrollment`} label="Only credits awarded since the enrollment" hint="Otherwise earlier credits count as well. What earned the program once never earns it again." value={value.since_enrollment} onChange={(since_enrollment) => onChange({ since_enrollment })} />
    </>
  );
}

/** What staff or the enrollee show for it. @param {{value: DraftRequirement, path: string, onChange: (patch: Partial<DraftRequirement>) => void}} props */
function ByHandFields({ value, path, onChange }) {
  return (
    <>
      <Checkbox name={`${path}/needs_grade`} label="Needs a grade" value={value.needs_grade} onChange={(needs_grade) => onChange({ needs_grade })} />
      {value.needs_grade && (
        <div className="period">
          <NumberField name={`${path}/pass_grade`} label="Pass mark" isOptional digits={2} min={0} value={value.pass_grade} onChange={(pass_grade) => onChange({ pass_grade })} />
          <NumberField name={`${path}/grade_scale`} label="Out of" isOptional digits={2} min={0} value={value.grade_scale === null ? null : Number(value.grade_scale)} onChange={(grade_scale) => onChange({ grade_scale })} />
        </div>
      )}
      <Checkbox name={`${path}/needs_approval`} label="Needs approval" hint="Staff approve the completion before it counts." value={value.needs_approval} onChange={(needs_approval) => onChange({ needs_approval })} />
      <Checkbox name={`${path}/needs_file`} label="Needs a file" value={value.needs_file} onChange={(needs_file) => onChange({ needs_file })} />
    </>
  );
}

/** @param {DraftRequirement} requirement @param {string} path */
const check = ({ title, component_id: component, credit_type: type, min_credits: credits }, path) => [
  ...(component ? [] : [{ name: `${path}/component_id`, detail: type ? 'Choose a component of the kind Experience' : 'Choose a component' }]),
  ...(title.trim() ? [] : [{ name: `${path}/title`, detail: 'Enter a title' }]),
  ...(type && credits === null ? [{ name: `${path}/min_credits`, detail: 'Enter how many credits' }] : []),
];

/** Edits one requirement of the draft. What the server said about it shows here, too.
 * @param {{requirement: DraftRequirement, path: string, isNew: boolean, isAward: boolean, onDone: (requirement: DraftRequirement) => void, onClose: () => void}} props */
export default function RequirementDialog({ requirement, path, isNew, isAward, onDone, onClose }) {
  const [value, setValue] = useState(requirement);
  const { data } = useGet('/credit-types');
  /** @type {CreditType[]} */
  const types = data?.items ?? [];
  const isByCredits = value.credit_type !== null;
  const kind = isByCredits ? 'experience' : isAward ? 'course' : '';
  // What an award must not have shows only where it is there, to be taken out.
  const isByItself = isAward && !isByCredits && !value.needs_grade && !value.needs_approval && !value.needs_file;
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
        <ComponentField key={kind} requirement={value} name={`${path}/component_id`} kind={kind} onChange={set} />
        <TextField name={`${path}/title`} label="Title" hint="As enrollees see it." value={value.title} onChange={(title) => set({ title })} />
        {(isByCredits || (!isAward && types.length > 0)) && <Checkbox name={`${path}/by_credits`} label="Met by credits" hint="It is met by itself once enough credits are awarded, and asks a component of the kind Experience." value={isByCredits} onChange={(on) => set(on ? byCredits(value, types[0]) : BY_HAND)} />}
        {!isByItself && (isByCredits ? <CreditFields value={value} path={path} types={types} onChange={set} /> : <ByHandFields value={value} path={path} onChange={set} />)}
        <FormActions>
          <Button variant="primary" type="submit">{isNew ? 'Add requirement' : 'Done'}</Button>
          <Button onPress={onClose}>Cancel</Button>
        </FormActions>
      </Form>
    </Dialog>
  );
}
