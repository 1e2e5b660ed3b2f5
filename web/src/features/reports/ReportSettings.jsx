import { send } from '../../lib/api.js';
import { formProps, useForm } from '../../lib/form.js';
import { useGet } from '../../lib/query.js';
import { Problem } from '../../ui/alert/Alert.jsx';
import { Button } from '../../ui/button/Button.jsx';
import { Checkbox } from '../../ui/choice/Choice.jsx';
import { FieldSet, Form, FormActions } from '../../ui/form/Form.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { Select } from '../../ui/select/Select.jsx';
import { toast } from '../../ui/toast/Toast.jsx';

/** @typedef {{key: string, label: string, type: string}} Field */
/** @typedef {{code: string, title: string}} CreditType */
/** @typedef {{birth_field: string|null, license_state_field: string|null, license_field: string|null, eprofile_field: string|null,
 *   pars_types: string[], cpe_types: string[], version: number}} Settings */

/** @param {{name: string, value: string[], onChange: (value: string[]) => void, legend: string, types: CreditType[]}} props */
function Types({ name, value, onChange, legend, types }) {
  return (
    <FieldSet legend={legend} hint="With none ticked it takes all credit types.">
      {types.map(({ code, title }) => (
        <Checkbox
          key={code} name={`${name}-${code}`} label={title} hint={code} value={value.includes(code)}
          onChange={(isOn) => onChange(types.map((type) => type.code).filter((one) => (one === code ? isOn : value.includes(one))))}
        />
      ))}
      {types.length === 0 && <p className="secondary">There are no credit types yet.</p>}
    </FieldSet>
  );
}

/** @param {{settings: Settings, fields: Field[], types: CreditType[]}} props */
function SettingsForm({ settings, fields, types }) {
  const { birth_field, license_state_field, license_field, eprofile_field, pars_types, cpe_types, version } = settings;
  const form = useForm({
    initial: { birth_field: birth_field ?? '', license_state_field: license_state_field ?? '', license_field: license_field ?? '', eprofile_field: eprofile_field ?? '', pars_types, cpe_types },
    stamp: version,
    run: (values) => send('PATCH', '/reports/settings', Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value === '' ? null : value])), { version }),
    onDone: () => toast('Settings saved'),
  });
  const choices = (/** @type {(field: Field) => boolean} */ fits) => [{ id: '', label: 'None yet' }, ...fields.filter(fits).map(({ key, label }) => ({ id: key, label }))];
  const days = choices(({ type }) => type === 'date' || type === 'text');
  const numbers = choices(({ type }) => type !== 'date');
  return (
    <Form {...formProps(form)}>
      <FieldSet legend="What people are known by" hint="The profile field that carries it. Without one, nobody can be reported to the agency that asks for it.">
        <Select label="Day of birth" hint="A date, or a text such as 0314. Only day and month leave Laurel." options={days} {...form.bind('birth_field')} />
        <Select label="State of the licence" hint="For PARS." options={numbers} {...form.bind('license_state_field')} />
        <Select label="Licence number or NPI" hint="For PARS." options={numbers} {...form.bind('license_field')} />
        <Select label="NABP e-Profile ID" hint="For CPE Monitor." options={numbers} {...form.bind('eprofile_field')} />
      </FieldSet>
      <Types legend="Credits for PARS" types={types} {...form.bind('pars_types')} />
      <Types legend="Credits for CPE Monitor" types={types} {...form.bind('cpe_types')} />
      <FormActions><Button variant="primary" type="submit" isBusy={form.isBusy} isDisabled={!form.isDirty}>Save settings</Button></FormActions>
    </Form>
  );
}

/** Which profile field carries what the agencies ask for, and which credits they take. */
export default function ReportSettings() {
  const settings = useGet('/reports/settings');
  const fields = useGet('/profile-fields');
  const types = useGet('/credit-types');
  const error = settings.error ?? fields.error ?? types.error;
  return (
    <div className="stack">
      <PageHeader title="Report settings" crumbs={[{ label: 'Reports', href: '/reports' }]} />
      {error && <Problem error={error} />}
      {settings.data && fields.data && types.data ? <SettingsForm settings={settings.data} fields={fields.data.items} types={types.data.items} /> : !error && <Loading />}
    </div>
  );
}
