import { formProps, useForm } from '../../lib/form.js';
import { required, useLimits } from '../../lib/limits.js';
import { Button, ButtonLink } from '../../ui/button/Button.jsx';
import { Form, FormActions } from '../../ui/form/Form.jsx';
import { ProfileFields, profileValues, withProfile } from '../../ui/profile-fields/ProfileFields.jsx';
import { TextField } from '../../ui/text-field/TextField.jsx';

/** @typedef {{contact_no: string, given_name: string, family_name: string, email: string}} Values */
/** @typedef {import('../../lib/types.js').ProfileField} ProfileField */

/** @type {Values} */
export const EMPTY_CONTACT = { contact_no: '', given_name: '', family_name: '', email: '' };

/** @param {Values} values */
const check = (values) => [
  ...required('given_name', values.given_name.trim(), 'Enter a given name'),
  ...required('family_name', values.family_name.trim(), 'Enter a family name'),
];

/**
 * @param {{initial: Values, stamp?: number, submitLabel: string, backTo: string, numberHint?: string, fields: ProfileField[],
 *   profile?: Record<string, string|number>, run: (changes: Record<string, any>, key: string) => Promise<any>, onDone: (contact: import('../../lib/types.js').Contact) => void}} props
 */
export function ContactForm({ initial, stamp, submitLabel, backTo, numberHint, fields, profile, run, onDone }) {
  const limit = useLimits('contact');
  const form = useForm({ initial: { ...initial, ...profileValues(fields, profile) }, stamp, check, run: (_values, { changes, key }) => run(withProfile(changes), key), onDone });
  return (
    <Form {...formProps(form)}>
      <TextField label="Given name" width="medium" autoComplete="off" {...limit('given_name')} {...form.bind('given_name')} />
      <TextField label="Family name" width="medium" autoComplete="off" {...limit('family_name')} {...form.bind('family_name')} />
      <TextField label="E-mail address" type="email" width="medium" isOptional autoComplete="off" {...limit('email')} {...form.bind('email')} />
      <TextField label="Contact number" width="short" isOptional hint={numberHint} autoComplete="off" {...limit('contact_no')} {...form.bind('contact_no')} />
      <ProfileFields fields={fields} bind={form.bind} />
      <FormActions>
        <Button variant="primary" type="submit" isBusy={form.isBusy}>{submitLabel}</Button>
        <ButtonLink href={backTo}>Cancel</ButtonLink>
      </FormActions>
    </Form>
  );
}
