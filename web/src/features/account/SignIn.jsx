import { useEffect, useState } from 'react';
import { plural } from '../../lib/format.js';
import { required } from '../../lib/limits.js';
import { useForm, formProps } from '../../lib/form.js';
import { useSession } from '../../lib/session.js';
import { Alert } from '../../ui/alert/Alert.jsx';
import { Button } from '../../ui/button/Button.jsx';
import { Form } from '../../ui/form/Form.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { TextField } from '../../ui/text-field/TextField.jsx';
import { Lonely } from './Lonely.jsx';

/** Counts the seconds down that the server asked to wait.
 * @param {import('../../lib/api.js').ApiError|null} error */
function useWait(error) {
  const [left, setLeft] = useState(0);
  useEffect(() => {
    const until = Date.now() + (error?.retryAfter ?? 0) * 1000;
    const tick = () => setLeft(Math.max(0, Math.ceil((until - Date.now()) / 1000)));
    tick();
    const timer = setInterval(tick, 1000);
    return () => clearInterval(timer);
  }, [error]);
  return left;
}

/** @param {{email: string, password: string}} values */
const check = ({ email, password }) => [...required('email', email, 'Enter your e-mail address'), ...required('password', password, 'Enter your password')];

export default function SignIn() {
  const { signIn, ended } = useSession();
  const form = useForm({ initial: { email: '', password: '' }, check, run: ({ email, password }) => signIn(email.trim(), password) });
  const wait = useWait(form.problem);
  const isThrottled = form.problem?.status === 429 && wait > 0;
  return (
    <Lonely>
      <PageHeader title="Sign in" lead="Certification programs, enrollments and completions." />
      {ended && <Alert title="You were signed out">Your session ended. Sign in to go on where you were.</Alert>}
      <Form {...formProps(form)} problem={isThrottled ? null : form.problem}>
        {isThrottled && (
          <Alert tone="warn" title="Too many attempts">For the safety of the account, wait {plural(wait, 'second')} before you try again.</Alert>
        )}
        <TextField label="E-mail address" type="email" autoComplete="username" {...form.bind('email')} />
        <TextField label="Password" type="password" autoComplete="current-password" {...form.bind('password')} />
        <div><Button variant="primary" type="submit" isBusy={form.isBusy} isDisabled={isThrottled}>Sign in</Button></div>
      </Form>
      <p className="secondary small">No password yet, or forgotten? Ask your SysAdmin for an invitation link.</p>
    </Lonely>
  );
}
