import { useGet } from '../../lib/query.js';
import { Switch } from '../../ui/choice/Choice.jsx';
import { FieldSet } from '../../ui/form/Form.jsx';
import { NumberField } from '../../ui/number-field/NumberField.jsx';
import { Section } from '../../ui/section/Section.jsx';
import { Select } from '../../ui/select/Select.jsx';
import { TextField } from '../../ui/text-field/TextField.jsx';

/** @typedef {import('../../lib/types.js').Period} Period */
/** @typedef {import('./draft.js').Draft} Draft */

const UNITS = [{ id: 'days', label: 'Days' }, { id: 'weeks', label: 'Weeks' }, { id: 'months', label: 'Months' }, { id: 'years', label: 'Years' }];

/** A length of time. @param {{name: string, legend: string, hint: string, value: Period, onChange: (value: Period) => void}} props */
function PeriodField({ name, legend, hint, value, onChange }) {
  return (
    <FieldSet legend={legend} hint={hint}>
      <div className="period">
        <NumberField name={`${name}/n`} label="Length" min={1} value={value.n || null} onChange={(n) => onChange({ ...value, n: n ?? 0 })} />
        <Select name={`${name}/unit`} label="Unit" options={UNITS} value={value.unit} onChange={(unit) => onChange({ ...value, unit: /** @type {Period['unit']} */ (unit) })} />
      </div>
    </FieldSet>
  );
}

/** Whether and how certificates are issued. @param {{draft: Draft, set: (patch: Partial<Draft>) => void}} props */
function CertificateRules({ draft, set }) {
  const { data } = useGet('/certificate-templates');
  const templates = data?.items.map((/** @type {{id: number, name: string}} */ one) => ({ id: String(one.id), label: one.name })) ?? [];
  const { certificate_template_id: id, certificate_validity: validity } = draft;
  return (
    <div className="columns">
      <Select
        name="certificate_template_id" label="Certificate" hint="Issued once when the program is earned." value={id ? String(id) : ''}
        options={[{ id: '', label: 'No certificate' }, ...templates]}
        onChange={(value) => set({ certificate_template_id: value ? Number(value) : null, ...(!value && { certificate_validity: null }) })}
      />
      {id && (
        <div className="stack-small">
          {validity && <PeriodField name="certificate_validity" legend="Certificate validity" hint="From the day the program was earned." value={validity} onChange={(value) => set({ certificate_validity: value })} />}
          <Switch name="has_validity" label="The certificate expires" value={validity !== null} onChange={(isOn) => set({ certificate_validity: isOn ? { n: 3, unit: 'years' } : null })} />
        </div>
      )}
    </div>
  );
}

/** The rules that belong to a version; an award waits for nobody. @param {{draft: Draft, isAward: boolean, onChange: (draft: Draft) => void}} props */
export function Rules({ draft, isAward, onChange }) {
  /** @param {Partial<Draft>} patch */
  const set = (patch) => onChange({ ...draft, ...patch });
  return (
    <Section title="Rules" hint="They hold for people who are enrolled from the next version on." isCard>
      <div className="columns">
        <PeriodField name="completion_period" legend="Completion period" hint="From the enrollment date to the deadline." value={draft.completion_period} onChange={(value) => set({ completion_period: value })} />
        <div className="stack-small">
          {draft.grace_period && (
            <PeriodField name="grace_period" legend="Grace period" hint="Extra time after the deadline." value={draft.grace_period} onChange={(value) => set({ grace_period: value })} />
          )}
          <Switch name="has_grace" label="Grant a grace period" value={draft.grace_period !== null} onChange={(isOn) => set({ grace_period: isOn ? { n: 3, unit: 'months' } : null })} />
        </div>
      </div>
      <Switch name="in_order" label="Requirements are done in order" hint="A later requirement opens when the ones before it are complete and, where they need it, approved." value={draft.in_order} onChange={(in_order) => set({ in_order })} />
      {(!isAward || draft.requires_approval) && <Switch name="requires_approval" label="Program completion requires approval" hint="When the last requirement is met, staff approve before the program counts as earned." value={draft.requires_approval} onChange={(requires_approval) => set({ requires_approval })} />}
      <TextField name="designation" label="Designation" isOptional width="short" hint="The letters people may carry after their name." value={draft.designation} onChange={(designation) => set({ designation })} />
      <CertificateRules draft={draft} set={set} />
    </Section>
  );
}
