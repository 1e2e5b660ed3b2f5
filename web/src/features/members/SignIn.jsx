import { required } from '../../lib/limits.js';
import { useForm, formProps } from '../../lib/form.js';
import { useSession } from '../../lib/session.js';
import { Alert } from '../../ui/alert/Alert.jsx';
import { Button } from '../../ui/button/Button.jsx';
import { Form } from '../../ui/form/Form.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { Link } from '../../ui/link/Link.jsx';
import { TextField } from '../../ui/text-field/TextField.jsx';
import { Lonely } from './Lonely.jsx';
import { Throttled, useWait } from './Throttled.jsx';

/** @param {{email: string, password: string}} values */
const check = ({ email, password }) => [...required('email', email, 'Enter your e-mail address'), ...required('password', password, 'Enter your password')];

export default function SignIn() {
  const { signIn, ended } = useSession();
  const form = useForm({ initial: { email: '', password: '' }, check, run: ({ email, password }) => signIn(email.trim(), password) });
  const wait = useWait(form.problem);
  return (
    <Lonely>
      <PageHeader title="Sign in" lead="Certification programs, enrollments and completions." />
      {ended && <Alert title="You were signed out">Your session ended. Sign in to go on where you were.</Alert>}
      <Form {...formProps(form)} problem={wait > 0 ? null : form.problem}>
        <Throttled seconds={wait} />
        <TextField label="E-mail address" type="email" autoComplete="username" {...form.bind('email')} />
        <TextField label="Password" type="password" autoComplete="current-password" {...form.bind('password')} />
        <div><Button variant="primary" type="submit" isBusy={form.isBusy} isDisabled={wait > 0}>Sign in</Button></div>
      </Form>
      <ul className="gate-links">
        <li><Link href="/forgot">Forgotten your password?</Link></li>
        <li>New here? <Link href="/register">Register</Link></li>
        <li><Link href="/catalogue">Look through the catalogue of programs</Link></li>
      </ul>
    </Lonely>
  );
}
