import { send } from '../../lib/api.js';
import { formProps, useForm } from '../../lib/form.js';
import { required, useLimits } from '../../lib/limits.js';
import { Button } from '../../ui/button/Button.jsx';
import { Dialog } from '../../ui/dialog/Dialog.jsx';
import { Form, FormActions } from '../../ui/form/Form.jsx';
import { NumberField } from '../../ui/number-field/NumberField.jsx';
import { Select } from '../../ui/select/Select.jsx';
import { TextField } from '../../ui/text-field/TextField.jsx';
import { toast } from '../../ui/toast/Toast.jsx';

const DECIMALS = [{ id: '0', label: 'None: 3' }, { id: '1', label: 'One: 3.5' }, { id: '2', label: 'Two: 3.25' }];

/** Adds a credit type, or changes one. @param {{type: import('../../lib/types.js').CreditType|null, onClose: () => void}} props */
export default function CreditTypeDialog({ type, onClose }) {
  const limits = useLimits('credit_type');
  const form = useForm({
    initial: { code: type?.code ?? '', title: type?.title ?? '', increment: /** @type {number|null} */ (type?.increment ?? 1), decimals: String(type?.decimals ?? 0) },
    check: (values) => [
      ...required('title', values.title.trim(), 'Enter a title'),
      ...required('code', values.code.trim(), 'Enter a code'),
      ...required('increment', values.increment, 'Enter the smallest step'),
    ],
    run: (values, { key, changes }) => {
      if (!type) return send('POST', '/credit-types', { ...values, decimals: Number(values.decimals) }, { key });
      return send('PATCH', `/credit-types/${type.id}`, { ...changes, ...(changes.decimals && { decimals: Number(changes.decimals) }) }, { version: type.version });
    },
    onDone: () => {
      toast(type ? 'Credit type saved' : 'Credit type created');
      onClose();
    },
  });
  return (
    <Dialog title={type ? `Edit ${type.title}` : 'New credit type'} onClose={onClose} isBusy={form.isBusy}>
      <Form {...formProps(form)}>
        <TextField label="Title" hint="As people read it, such as “AMA PRA Category 1”." {...limits('title')} {...form.bind('title')} />
        <TextField label="Code" hint="As it stands in import files and exports." width="medium" {...limits('code')} {...form.bind('code')} />
        <NumberField label="Increment" hint="Amounts are multiples of it. Once amounts are in use, only a step that fits them all is accepted." min={0.01} digits={2} {...form.bind('increment')} />
        <Select label="Decimals shown" options={DECIMALS} {...form.bind('decimals')} />
        <FormActions>
          <Button variant="primary" type="submit" isBusy={form.isBusy}>{type ? 'Save credit type' : 'Create credit type'}</Button>
          <Button onPress={onClose} isDisabled={form.isBusy}>Cancel</Button>
        </FormActions>
      </Form>
    </Dialog>
  );
}
