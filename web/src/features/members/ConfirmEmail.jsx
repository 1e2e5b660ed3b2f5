import { send } from '../../lib/api.js';
import { useSend } from '../../lib/query.js';
import { Problem } from '../../ui/alert/Alert.jsx';
import { Button, ButtonLink } from '../../ui/button/Button.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { BrokenLink, IncompleteLink } from './BrokenLink.jsx';
import { Lonely } from './Lonely.jsx';
import { useToken } from './token.js';

/** Where the link leads that was mailed to a new address. Nothing happens before the button is pressed: mail programs open links by themselves. */
export default function ConfirmEmail() {
  const token = useToken();
  const confirm = useSend(() => send('POST', '/email-changes/confirm', { token }));
  if (!token) return <IncompleteLink title="Confirm your new address" />;
  if (confirm.error?.code === 'link_invalid') return <BrokenLink title="Confirm your new address" error={confirm.error} href="/account" action="Ask for a new link" />;
  if (confirm.result) {
    return (
      <Lonely>
        <PageHeader title="Your address is changed" lead={`From now on you sign in with ${confirm.result.email}.`} />
        <div><ButtonLink variant="primary" href="/">Go on</ButtonLink></div>
      </Lonely>
    );
  }
  return (
    <Lonely>
      <PageHeader title="Confirm your new address" lead="From then on you sign in with it, and our mails go there." />
      {confirm.error && <Problem error={confirm.error} />}
      <div><Button variant="primary" isBusy={confirm.isBusy} onPress={() => confirm.send(null)}>Confirm the address</Button></div>
    </Lonely>
  );
}
