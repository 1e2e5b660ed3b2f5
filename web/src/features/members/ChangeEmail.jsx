import { useState } from 'react';
import { send } from '../../lib/api.js';
import { formProps, useForm } from '../../lib/form.js';
import { required, useLimits } from '../../lib/limits.js';
import { Alert } from '../../ui/alert/Alert.jsx';
import { Button } from '../../ui/button/Button.jsx';
import { Form, FormActions } from '../../ui/form/Form.jsx';
import { Section } from '../../ui/section/Section.jsx';
import { TextField } from '../../ui/text-field/TextField.jsx';
import { toast } from '../../ui/toast/Toast.jsx';

const EMPTY = { email: '', password: '' };

/** The server calls the field `current_password`, which another form on the page has as well.
 * @param {any} error */
function renamed(error) {
  for (const fault of error.errors ?? []) fault.pointer = fault.pointer.replace('#/current_password', '#/password');
  throw error;
}

/** @param {{onClose: () => void}} props */
function EmailForm({ onClose }) {
  const limit = useLimits('email_change');
  const form = useForm({
    initial: EMPTY,
    check: ({ email, password }) => [
      ...required('email', email.trim(), 'Enter the new e-mail address'), ...required('password', password, 'Enter your password'),
    ],
    run: ({ email, password }) => send('POST', '/me/email', { email, current_password: password }).catch(renamed),
    onDone: () => {
      toast('A mail with a link is on its way to the new address');
      onClose();
    },
  });
  return (
    <Form {...formProps(form)} label="Change e-mail address">
      <TextField label="New e-mail address" type="email" autoComplete="email" width="medium" {...limit('email')} {...form.bind('email')} />
      <TextField label="Your password" type="password" autoComplete="current-password" width="medium" {...form.bind('password')} />
      <FormActions>
        <Button variant="primary" type="submit" isBusy={form.isBusy}>Mail me a link</Button>
        <Button onPress={onClose} isDisabled={form.isBusy}>Cancel</Button>
      </FormActions>
    </Form>
  );
}

/** The address that the person signs in with. A new one counts once the link that was mailed to it is followed.
 * @param {{me: import('../../lib/types.js').Me}} props */
export function ChangeEmail({ me }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Section title="E-mail address" hint="You sign in with it, and our mails go there." isCard>
      <p><strong>{me.email ?? 'None'}</strong></p>
      {me.pending_email && <Alert title={`Waiting for ${me.pending_email}`}>Follow the link that we mailed to the new address. Until then the old one stays.</Alert>}
      {isOpen ? <EmailForm onClose={() => setOpen(false)} /> : <div><Button onPress={() => setOpen(true)}>Change e-mail address</Button></div>}
    </Section>
  );
}
