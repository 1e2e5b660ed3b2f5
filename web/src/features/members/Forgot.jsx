import { useState } from 'react';
import { send } from '../../lib/api.js';
import { formProps, useForm } from '../../lib/form.js';
import { required, useLimits } from '../../lib/limits.js';
import { Button } from '../../ui/button/Button.jsx';
import { Form } from '../../ui/form/Form.jsx';
import { Link } from '../../ui/link/Link.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { TextField } from '../../ui/text-field/TextField.jsx';
import { Lonely } from './Lonely.jsx';
import { MailSent } from './MailSent.jsx';
import { Throttled, useWait } from './Throttled.jsx';

/** Where people ask for a link to set a new password. */
export default function Forgot() {
  const limit = useLimits('reset_request');
  const [sentTo, setSentTo] = useState('');
  const form = useForm({
    initial: { email: '' },
    check: ({ email }) => required('email', email.trim(), 'Enter your e-mail address'),
    run: ({ email }) => send('POST', '/password-resets', { email }).then(() => email.trim()),
    onDone: setSentTo,
  });
  const wait = useWait(form.problem);
  if (sentTo) {
    return (
      <MailSent email={sentTo} title="Look into your mailbox" onAgain={() => setSentTo('')}>
        If we know the address, a link to set a new password comes in a moment. It works for two hours.
      </MailSent>
    );
  }
  return (
    <Lonely>
      <PageHeader title="Forgotten password" lead="We mail you a link with which you set a new one." />
      <Form {...formProps(form)} problem={wait > 0 ? null : form.problem}>
        <Throttled seconds={wait} />
        <TextField label="E-mail address" type="email" autoComplete="username" {...limit('email')} {...form.bind('email')} />
        <div><Button variant="primary" type="submit" isBusy={form.isBusy} isDisabled={wait > 0}>Mail me a link</Button></div>
      </Form>
      <ul className="gate-links"><li><Link href="/sign-in">Sign in</Link></li></ul>
    </Lonely>
  );
}
