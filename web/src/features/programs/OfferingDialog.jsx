import { send } from '../../lib/api.js';
import { fromMinor, toMinor } from '../../lib/format.js';
import { formProps, useForm } from '../../lib/form.js';
import { required, useLimits } from '../../lib/limits.js';
import { useSession } from '../../lib/session.js';
import { OFFERING, options } from '../../lib/words.js';
import { Button } from '../../ui/button/Button.jsx';
import { DateTimePicker } from '../../ui/date-picker/DateTimePicker.jsx';
import { Dialog } from '../../ui/dialog/Dialog.jsx';
import { Form, FormActions } from '../../ui/form/Form.jsx';
import { NumberField } from '../../ui/number-field/NumberField.jsx';
import { Select } from '../../ui/select/Select.jsx';
import { TextField } from '../../ui/text-field/TextField.jsx';
import { toast } from '../../ui/toast/Toast.jsx';
import './programs.css';

/** @typedef {import('../../lib/types.js').Offering} Offering */
/** @typedef {{title: string, starts_at: string|null, ends_at: string|null, location: string, capacity: number|null, amount: number|null, currency: string, status: string, refund_days: number|null}} Values */

/** @param {Offering|null} offering @returns {Values} */
const valuesOf = (offering) => ({
  title: offering?.title ?? '',
  starts_at: offering?.starts_at ?? null,
  ends_at: offering?.ends_at ?? null,
  location: offering?.location ?? '',
  capacity: offering?.capacity ?? null,
  amount: offering?.price ? fromMinor(offering.price) : null,
  currency: offering?.price?.currency ?? 'EUR',
  status: offering?.status ?? 'open',
  refund_days: offering?.refund_days ?? null,
});

/** @param {Values} values */
function bodyOf({ amount, currency, location, ...values }) {
  const code = currency.trim().toUpperCase();
  return { ...values, title: values.title.trim(), location: location.trim() || null, price: amount === null ? null : { amount_minor: toMinor(amount, code), currency: code } };
}

/** @param {Values} values */
function check(values) {
  const order = values.starts_at && values.ends_at && values.ends_at < values.starts_at ? [{ name: 'ends_at', detail: 'The end must be after the start' }] : [];
  const currency = values.amount !== null && !/^[A-Za-z]{3}$/.test(values.currency.trim()) ? [{ name: 'currency', detail: 'Enter a currency of three letters, such as EUR' }] : [];
  return [...required('title', values.title.trim(), 'Enter a title'), ...order, ...currency];
}

/** Creates or edits an offering. @param {{componentId: number, offering: Offering|null, onClose: () => void}} props */
export default function OfferingDialog({ componentId, offering, onClose }) {
  const { session } = useSession();
  const limit = useLimits('offering');
  const form = useForm({
    initial: valuesOf(offering),
    check,
    run: (values, { key }) => (offering
      ? send('PATCH', `/offerings/${offering.id}`, bodyOf(values), { version: offering.version })
      : send('POST', `/components/${componentId}/offerings`, bodyOf(values), { key })),
    onDone: () => {
      toast('Offering saved');
      onClose();
    },
  });
  return (
    <Dialog title={offering ? 'Edit offering' : 'New offering'} onClose={onClose} isBusy={form.isBusy}>
      <Form {...formProps(form)}>
        <TextField label="Title" {...limit('title')} {...form.bind('title')} />
        <div className="columns">
          <DateTimePicker label="Starts" isOptional zone={session.time_zone} {...form.bind('starts_at')} />
          <DateTimePicker label="Ends" isOptional zone={session.time_zone} {...form.bind('ends_at')} />
        </div>
        <TextField label="Place" isOptional {...limit('location')} {...form.bind('location')} />
        <NumberField label="Places" hint="Empty means no limit." isOptional min={1} {...form.bind('capacity')} />
        <div className="period">
          <NumberField label="Price" isOptional min={0} digits={2} {...form.bind('amount')} />
          <TextField label="Currency" {...form.bind('currency')} />
        </div>
        <NumberField label="Full refund until so many days before" hint="Empty means as the organisation has it." isOptional min={1} {...form.bind('refund_days')} />
        <Select label="Status" width="short" options={options(OFFERING)} {...form.bind('status')} />
        <FormActions>
          <Button variant="primary" type="submit" isBusy={form.isBusy}>Save offering</Button>
          <Button onPress={onClose} isDisabled={form.isBusy}>Cancel</Button>
        </FormActions>
      </Form>
    </Dialog>
  );
}
