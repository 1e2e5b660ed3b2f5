import { formProps, useForm } from '../../lib/form.js';
import { required, useLimits } from '../../lib/limits.js';
import { options, PROFILE_TYPE } from '../../lib/words.js';
import { Button, ButtonLink } from '../../ui/button/Button.jsx';
import { Switch } from '../../ui/choice/Choice.jsx';
import { Form, FormActions } from '../../ui/form/Form.jsx';
import { Select } from '../../ui/select/Select.jsx';
import { TextArea, TextField } from '../../ui/text-field/TextField.jsx';

/** @typedef {{label: string, key: string, type: string, options: string, member_edits: boolean}} Values */

/** @param {string} label */
const keyOf = (label) => label.trim().toLowerCase().normalize('NFD').replaceAll(/[^a-z0-9]+/g, '_').replaceAll(/^_|_$/g, '').slice(0, 64);

/** @param {Values} values */
const check = (values) => [
  ...required('label', values.label.trim(), 'Enter a label'),
  ...(values.type === 'choice' ? required('options', values.options.trim(), 'Enter at least one option') : []),
];

/** @param {Partial<Values>} values */
const bodyOf = ({ options: lines, ...values }) => ({ ...values, ...(lines !== undefined && { options: lines.split('\n').map((line) => line.trim()).filter(Boolean) }) });

/**
 * What a profile field is called, and what it takes. Its key and type stay as they were made.
 * @param {{field?: import('../../lib/types.js').ProfileField, submitLabel: string, run: (body: any, key: string) => Promise<any>, onDone: (field: any) => void}} props
 */
export function ProfileFieldForm({ field, submitLabel, run, onDone }) {
  const limit = useLimits('profile_field');
  const form = useForm({
    initial: { label: field?.label ?? '', key: field?.key ?? '', type: field?.type ?? 'text', options: field?.options.join('\n') ?? '', member_edits: field?.member_edits ?? false },
    stamp: field?.version,
    check,
    run: (/** @type {Values} */ values, { changes, key }) => run(field ? bodyOf(changes) : bodyOf({ ...values, key: values.key.trim() || keyOf(values.label) }), key),
    onDone,
  });
  return (
    <Form {...formProps(form)}>
      <TextField label="Label" width="medium" {...limit('label')} {...form.bind('label')} />
      {!field && (
        <>
          <TextField label="Key" width="medium" isOptional hint={`The name in imports and for programs; it never changes. ${keyOf(form.values.label) ? `Left empty: ${keyOf(form.values.label)}.` : 'Left empty, it follows the label.'}`} autoComplete="off" {...limit('key')} {...form.bind('key')} />
          <Select label="Type" hint="It never changes." options={options(PROFILE_TYPE)} {...form.bind('type')} />
        </>
      )}
      {form.values.type === 'choice' && <TextArea label="Options" hint="One a line." rows={6} width="medium" {...form.bind('options')} />}
      <Switch label="Members fill it in themselves" hint="It stands on their own page, too." {...form.bind('member_edits')} />
      <FormActions>
        <Button variant="primary" type="submit" isBusy={form.isBusy} isDisabled={Boolean(field) && !form.isDirty}>{submitLabel}</Button>
        <ButtonLink href="/settings/profile-fields">{field ? 'Back to the list' : 'Cancel'}</ButtonLink>
      </FormActions>
    </Form>
  );
}
