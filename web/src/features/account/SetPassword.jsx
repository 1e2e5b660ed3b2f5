import { useState } from 'react';
import { send } from '../../lib/api.js';
import { formProps, useForm } from '../../lib/form.js';
import { Button, ButtonLink } from '../../ui/button/Button.jsx';
import { EmptyState } from '../../ui/empty-state/EmptyState.jsx';
import { Form } from '../../ui/form/Form.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { TextField } from '../../ui/text-field/TextField.jsx';
import { Lonely } from './Lonely.jsx';
import { checkNewPassword, PASSWORD_HINT } from './password.js';

/** The server calls the field `password`; on screen it is the new password.
 * @param {any} error */
function renamed(error) {
  for (const fault of error.errors ?? []) fault.pointer = fault.pointer.replace('#/password', '#/new_password');
  throw error;
}

/** @param {{token: string, onDone: () => void}} props */
function PasswordForm({ token, onDone }) {
  const form = useForm({
    initial: { new_password: '', again: '' },
    check: checkNewPassword,
    run: (values, { key }) => send('POST', '/invitations/accept', { token, password: values.new_password }, { key }).catch(renamed),
    onDone,
  });
  return (
    <Form {...formProps(form)}>
      <TextField label="New password" type="password" autoComplete="new-password" hint={PASSWORD_HINT} {...form.bind('new_password')} />
      <TextField label="New password again" type="password" autoComplete="new-password" {...form.bind('again')} />
      <div><Button variant="primary" type="submit" isBusy={form.isBusy}>Set password</Button></div>
    </Form>
  );
}

/** Where an invitation link leads. The token stands after the #, which browsers never send to a server. */
export default function SetPassword() {
  const [token] = useState(() => window.location.hash.slice(1));
  const [isDone, setDone] = useState(false);
  if (!token) {
    return <Lonely><PageHeader title="Set your password" /><EmptyState title="This link is not complete">Open the whole link that your SysAdmin gave you, or ask for a new one.</EmptyState></Lonely>;
  }
  if (isDone) {
    return <Lonely><PageHeader title="Your password is set" lead="You can sign in with it now." /><div><ButtonLink variant="primary" href="/">Sign in</ButtonLink></div></Lonely>;
  }
  return <Lonely><PageHeader title="Set your password" lead="You sign in with your e-mail address and this password." /><PasswordForm token={token} onDone={() => setDone(true)} /></Lonely>;
}
