import { useState } from 'react';
import { send } from '../../lib/api.js';
import { useGet, useSend } from '../../lib/query.js';
import { MAIL_KIND } from '../../lib/words.js';
import { Problem } from '../../ui/alert/Alert.jsx';
import { Button } from '../../ui/button/Button.jsx';
import { Link } from '../../ui/link/Link.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { BrokenLink } from './BrokenLink.jsx';
import { Lonely } from './Lonely.jsx';

/** @param {{kind: string}} props */
function Refused({ kind }) {
  return (
    <Lonely>
      <PageHeader title="You will get no more of these mails" lead={`We no longer mail you ${MAIL_KIND[kind]?.about ?? 'about this'}.`} />
      <p>If you change your mind, choose again <Link href="/account">under My account</Link>.</p>
    </Lonely>
  );
}

/** Where the link at the end of an optional mail leads. Nothing happens before the button is pressed: mail programs open links by themselves.
 * @param {{params: {token: string}}} props */
export default function Unsubscribe({ params: { token } }) {
  const path = `/mail/refusals/${token}`;
  const { data, error, refetch } = useGet(path, undefined, { once: true });
  const [isDone, setDone] = useState(false);
  const refuse = useSend(() => send('POST', path), { onDone: () => setDone(true) });
  if (error && /** @type {any} */ (error).status >= 500) return <Lonely><PageHeader title="Mails from us" /><Problem error={error} onRetry={refetch} /></Lonely>;
  if (error) return <BrokenLink title="Mails from us" error={error} />;
  if (!data) return <Lonely><Loading rows={3} /></Lonely>;
  if (data.refused || isDone) return <Refused kind={data.kind} />;
  return (
    <Lonely>
      <PageHeader title="Stop these mails?" lead={`We will no longer mail you ${MAIL_KIND[data.kind]?.about ?? 'about this'}. Mails about your account and your orders still come.`} />
      {refuse.error && <Problem error={refuse.error} />}
      <div><Button variant="primary" isBusy={refuse.isBusy} onPress={() => refuse.send(null)}>Stop these mails</Button></div>
    </Lonely>
  );
}
