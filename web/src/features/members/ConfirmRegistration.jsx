import { useLocation } from 'wouter';
import { send } from '../../lib/api.js';
import { formProps, useForm } from '../../lib/form.js';
import { required } from '../../lib/limits.js';
import { useSession } from '../../lib/session.js';
import { Button } from '../../ui/button/Button.jsx';
import { Form } from '../../ui/form/Form.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { TextField } from '../../ui/text-field/TextField.jsx';
import { toast } from '../../ui/toast/Toast.jsx';
import { BrokenLink, IncompleteLink } from './BrokenLink.jsx';
import { Lonely } from './Lonely.jsx';
import { Throttled, useWait } from './Throttled.jsx';
import { useToken } from './token.js';

/** Where the link in the mail leads. The password shows that it is the person who registered, and signs them in. */
export default function ConfirmRegistration() {
  const token = useToken();
  const { signIn } = useSession();
  const [, navigate] = useLocation();
  const form = useForm({
    initial: { password: '' },
    check: ({ password }) => required('password', password, 'Enter the password that you chose'),
    run: ({ password }) => send('POST', '/registrations/confirm', { token, password }).then(({ email }) => signIn(email, password)),
    onDone: () => {
      toast('Your address is confirmed. Welcome.');
      navigate('/');
    },
  });
  const wait = useWait(form.problem);
  if (!token) return <IncompleteLink title="Confirm your address" />;
  if (form.problem?.code === 'link_invalid') return <BrokenLink title="Confirm your address" error={form.problem} href="/register" action="Register again" />;
  return (
    <Lonely>
      <PageHeader title="Confirm your address" lead="Enter the password that you chose when you registered. If it was not you who registered, close this page: nothing happens then." />
      <Form {...formProps(form)} problem={wait > 0 ? null : form.problem}>
        <Throttled seconds={wait} />
        <TextField label="Password" type="password" autoComplete="current-password" {...form.bind('password')} />
        <div><Button variant="primary" type="submit" isBusy={form.isBusy} isDisabled={wait > 0}>Confirm and sign in</Button></div>
      </Form>
    </Lonely>
  );
}
