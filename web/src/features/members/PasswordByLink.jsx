import { useState } from 'react';
import { send } from '../../lib/api.js';
import { formProps, useForm } from '../../lib/form.js';
import { Button, ButtonLink } from '../../ui/button/Button.jsx';
import { Form } from '../../ui/form/Form.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { TextField } from '../../ui/text-field/TextField.jsx';
import { BrokenLink, IncompleteLink } from './BrokenLink.jsx';
import { Lonely } from './Lonely.jsx';
import { checkNewPassword, PASSWORD_HINT } from './password.js';
import { useToken } from './token.js';

/** The server calls the field `password`; on screen it is the new password.
 * @param {any} error */
function renamed(error) {
  for (const fault of error.errors ?? []) fault.pointer = fault.pointer.replace('#/password', '#/new_password');
  throw error;
}

/** Sets a password with the right that a link stands for: an invitation, or a forgotten one.
 * @param {{path: string, title: string, lead: string, again?: {href: string, action: string}}} props  again: where a new link comes from */
export function PasswordByLink({ path, title, lead, again }) {
  const token = useToken();
  const [isDone, setDone] = useState(false);
  const form = useForm({
    initial: { new_password: '', again: '' },
    check: checkNewPassword,
    run: (values, { key }) => send('POST', path, { token, password: values.new_password }, { key }).catch(renamed),
    onDone: () => setDone(true),
  });
  if (!token) return <IncompleteLink title={title} />;
  if (isDone) {
    return <Lonely><PageHeader title="Your password is set" lead="You can sign in with it now." /><div><ButtonLink variant="primary" href="/">Sign in</ButtonLink></div></Lonely>;
  }
  if (form.problem?.code === 'link_invalid') return <BrokenLink title={title} error={form.problem} {...again} />;
  return (
    <Lonely>
      <PageHeader title={title} lead={lead} />
      <Form {...formProps(form)}>
        <TextField label="New password" type="password" autoComplete="new-password" hint={PASSWORD_HINT} {...form.bind('new_password')} />
        <TextField label="New password again" type="password" autoComplete="new-password" {...form.bind('again')} />
        <div><Button variant="primary" type="submit" isBusy={form.isBusy}>Set password</Button></div>
      </Form>
    </Lonely>
  );
}
