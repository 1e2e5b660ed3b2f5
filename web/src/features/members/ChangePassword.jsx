import { send } from '../../lib/api.js';
import { formProps, useForm } from '../../lib/form.js';
import { required } from '../../lib/limits.js';
import { Button } from '../../ui/button/Button.jsx';
import { Form } from '../../ui/form/Form.jsx';
import { Section } from '../../ui/section/Section.jsx';
import { TextField } from '../../ui/text-field/TextField.jsx';
import { toast } from '../../ui/toast/Toast.jsx';
import { checkNewPassword, PASSWORD_HINT } from './password.js';

const EMPTY = { current_password: '', new_password: '', again: '' };

/** @param {typeof EMPTY} values */
const check = (values) => [...required('current_password', values.current_password, 'Enter your current password'), ...checkNewPassword(values)];

export function ChangePassword() {
  const form = useForm({
    initial: EMPTY,
    check,
    run: ({ current_password, new_password }) => send('PUT', '/account/password', { current_password, new_password }),
    onDone: () => {
      form.set(EMPTY);
      toast('Password changed. Your other sessions have ended.');
    },
  });
  return (
    <Section title="Change password" hint="Sessions on your other computers and phones end." isCard>
      <Form {...formProps(form)}>
        <TextField label="Current password" type="password" autoComplete="current-password" width="medium" {...form.bind('current_password')} />
        <TextField label="New password" type="password" autoComplete="new-password" width="medium" hint={PASSWORD_HINT} {...form.bind('new_password')} />
        <TextField label="New password again" type="password" autoComplete="new-password" width="medium" {...form.bind('again')} />
        <div><Button variant="primary" type="submit" isBusy={form.isBusy}>Change password</Button></div>
      </Form>
    </Section>
  );
}
