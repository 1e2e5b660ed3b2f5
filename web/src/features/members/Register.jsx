import { useState } from 'react';
import { send } from '../../lib/api.js';
import { formProps, useForm } from '../../lib/form.js';
import { required, useLimits } from '../../lib/limits.js';
import { LANGUAGE } from '../../lib/words.js';
import { Button } from '../../ui/button/Button.jsx';
import { Form } from '../../ui/form/Form.jsx';
import { Link } from '../../ui/link/Link.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { TextField } from '../../ui/text-field/TextField.jsx';
import { Lonely } from './Lonely.jsx';
import { MailSent } from './MailSent.jsx';
import { checkPassword, PASSWORD_HINT } from './password.js';
import { Throttled, useWait } from './Throttled.jsx';

const EMPTY = { given_name: '', family_name: '', email: '', password: '' };

/** @param {typeof EMPTY} values */
const check = ({ given_name: given, family_name: family, email, password }) => [
  ...required('given_name', given.trim(), 'Enter your given name'),
  ...required('family_name', family.trim(), 'Enter your family name'),
  ...required('email', email.trim(), 'Enter your e-mail address'),
  ...checkPassword('password', password, 'Choose a password'),
];

/** The first language of the browser that mails are written in, if there is one. */
const mailLanguage = () => navigator.languages.map((tag) => tag.slice(0, 2)).find((language) => language in LANGUAGE) ?? null;

/** Where people make an account for themselves. Whether one is there already is told by mail only, to the owner of the address. */
export default function Register() {
  const limit = useLimits('registration');
  const [sentTo, setSentTo] = useState('');
  const form = useForm({
    initial: EMPTY,
    check,
    run: (values, { key }) => send('POST', '/registrations', { ...values, language: mailLanguage() }, { key }).then(() => values.email.trim()),
    onDone: setSentTo,
  });
  const wait = useWait(form.problem);
  if (sentTo) {
    return (
      <MailSent email={sentTo} title="Confirm your address" onAgain={() => setSentTo('')}>
        Open the link in it and enter the password you have just chosen. The link works for two days.
      </MailSent>
    );
  }
  return (
    <Lonely>
      <PageHeader title="Register" lead="For people who want to take part in a program. We mail you a link to confirm your address." />
      <Form {...formProps(form)} problem={wait > 0 ? null : form.problem}>
        <Throttled seconds={wait} />
        <TextField label="Given name" autoComplete="given-name" {...limit('given_name')} {...form.bind('given_name')} />
        <TextField label="Family name" autoComplete="family-name" {...limit('family_name')} {...form.bind('family_name')} />
        <TextField label="E-mail address" type="email" autoComplete="email" {...limit('email')} {...form.bind('email')} />
        <TextField label="Password" type="password" autoComplete="new-password" hint={PASSWORD_HINT} {...form.bind('password')} />
        <div><Button variant="primary" type="submit" isBusy={form.isBusy} isDisabled={wait > 0}>Register</Button></div>
      </Form>
      <ul className="gate-links"><li>Registered already? <Link href="/sign-in">Sign in</Link></li></ul>
    </Lonely>
  );
}
