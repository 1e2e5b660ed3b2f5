import { MailCheck } from 'lucide-react';
import { Button } from '../../ui/button/Button.jsx';
import { Link } from '../../ui/link/Link.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { Lonely } from './Lonely.jsx';

/** What to do now that a mail is on its way. The same words whoever asked: they tell nothing of which accounts there are.
 * @param {{title: string, email: string, onAgain: () => void, children: React.ReactNode}} props */
export function MailSent({ title, email, onAgain, children }) {
  return (
    <Lonely>
      <PageHeader title={title} />
      <p className="gate-sent"><MailCheck size={22} aria-hidden /><span>We are mailing <strong>{email}</strong>.</span></p>
      <p>{children}</p>
      <p className="secondary">Nothing there after some minutes? Look among the unwanted mails, and whether the address is written as it should be.</p>
      <div><Button onPress={onAgain}>Use another address, or try again</Button></div>
      <ul className="gate-links"><li><Link href="/sign-in">Sign in</Link></li></ul>
    </Lonely>
  );
}
