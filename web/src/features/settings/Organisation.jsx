import { useState } from 'react';
import { send } from '../../lib/api.js';
import { formProps, useForm } from '../../lib/form.js';
import { required, useLimits } from '../../lib/limits.js';
import { useGet } from '../../lib/query.js';
import { useSession } from '../../lib/session.js';
import { LANGUAGE, options } from '../../lib/words.js';
import { Problem } from '../../ui/alert/Alert.jsx';
import { Button } from '../../ui/button/Button.jsx';
import { ComboBox } from '../../ui/combo-box/ComboBox.jsx';
import { FieldSet, Form, FormActions } from '../../ui/form/Form.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { NumberField } from '../../ui/number-field/NumberField.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { Select } from '../../ui/select/Select.jsx';
import { TextField } from '../../ui/text-field/TextField.jsx';
import { toast } from '../../ui/toast/Toast.jsx';

const ZONES = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];

/** How many time zones the list shows at once; typing narrows it. */
const SHOWN = 50;

/** @param {{name: string, value: string, onChange: (zone: string) => void}} props */
function ZoneField({ name, value, onChange }) {
  const [text, setText] = useState(value);
  const wanted = text === value ? '' : text.toLowerCase().replaceAll(' ', '_');
  const found = ZONES.filter((zone) => zone.toLowerCase().includes(wanted)).slice(0, SHOWN);
  return (
    <ComboBox
      name={name}
      label="Time zone"
      hint="Its days are the days that deadlines are counted in."
      width="medium"
      value={value}
      text={text}
      onText={setText}
      onChange={(zone) => { if (zone) { setText(String(zone)); onChange(String(zone)); } }}
      options={found.map((zone) => ({ id: zone, label: zone }))}
      emptyText="No time zone with that name"
    />
  );
}

/** @typedef {{organisation_name: string, time_zone: string, language: string, segment_brake_people: number|null, segment_brake_percent: number|null,
 *   refund_days: number|null, hold_minutes: number|null, promotion_hours: number|null}} Values */

/** @param {{settings: Values & {version: number}}} props */
function SettingsForm({ settings }) {
  const { retry } = useSession();
  const limit = useLimits('organisation');
  const { organisation_name, time_zone, language, segment_brake_people, segment_brake_percent, refund_days, hold_minutes, promotion_hours, version } = settings;
  const form = useForm({
    initial: { organisation_name, time_zone, language, segment_brake_people, segment_brake_percent, refund_days, hold_minutes, promotion_hours },
    stamp: version,
    check: (values) => [
      ...required('organisation_name', values.organisation_name.trim(), 'Enter the name of the organisation'),
      ...required('segment_brake_people', values.segment_brake_people, 'Enter how many people may move'),
      ...required('segment_brake_percent', values.segment_brake_percent, 'Enter a share, or 0 for none'),
      ...required('refund_days', values.refund_days, 'Enter a number of days'),
      ...required('hold_minutes', values.hold_minutes, 'Enter a number of minutes'),
      ...required('promotion_hours', values.promotion_hours, 'Enter a number of hours'),
    ],
    run: (_values, { changes }) => send('PATCH', '/settings', changes, { version }),
    onDone: () => {
      toast('Settings saved');
      retry();
    },
  });
  return (
    <Form {...formProps(form)}>
      <TextField label="Name" width="medium" hint="It stands at the top of every page." {...limit('organisation_name')} {...form.bind('organisation_name')} />
      <ZoneField {...form.bind('time_zone')} />
      <Select label="Language" width="medium" hint="Of mails to people who have not chosen one." options={options(LANGUAGE)} {...form.bind('language')} />
      <FieldSet legend="Changes of segments" hint="A new rule for a segment that moves more people than this asks for the segment’s name to be typed.">
        <NumberField label="People who may enter and leave" min={0} max={1_000_000} {...form.bind('segment_brake_people')} />
        <NumberField label="Per cent of its members" hint="0: no share is too large." min={0} max={100} {...form.bind('segment_brake_percent')} />
      </FieldSet>
      <FieldSet legend="Registrations for classes and exams" hint="How long places are held, and until when a cancellation gives all money back.">
        <NumberField label="Full refund until so many days before the start" hint="An offering may have a rule of its own." min={0} max={365} {...form.bind('refund_days')} />
        <NumberField label="Minutes that a place in a cart is held" min={5} max={1440} {...form.bind('hold_minutes')} />
        <NumberField label="Hours to pay for a place from the waiting list" min={1} max={336} {...form.bind('promotion_hours')} />
      </FieldSet>
      <FormActions><Button variant="primary" type="submit" isBusy={form.isBusy} isDisabled={!form.isDirty}>Save settings</Button></FormActions>
    </Form>
  );
}

export default function Organisation() {
  const { data, error, refetch } = useGet('/settings');
  if (error && !data) return <Problem error={error} onRetry={refetch} />;
  if (!data) return <Loading />;
  return (
    <div className="stack">
      <PageHeader title="Organisation" />
      <SettingsForm settings={data} />
    </div>
  );
}
