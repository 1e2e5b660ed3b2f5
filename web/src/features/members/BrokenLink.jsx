import { Problem } from '../../ui/alert/Alert.jsx';
import { ButtonLink } from '../../ui/button/Button.jsx';
import { EmptyState } from '../../ui/empty-state/EmptyState.jsx';
import { Link } from '../../ui/link/Link.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { Lonely } from './Lonely.jsx';

/** A link that no longer works, and the way to a new one.
 * @param {{title: string, error: any, href?: string, action?: string}} props */
export function BrokenLink({ title, error, href, action }) {
  return (
    <Lonely>
      <PageHeader title={title} />
      <Problem error={error} />
      {href && action && <div><ButtonLink variant="primary" href={href}>{action}</ButtonLink></div>}
      <ul className="gate-links"><li><Link href="/sign-in">Sign in</Link></li></ul>
    </Lonely>
  );
}

/** A link that lost its end on the way. @param {{title: string}} props */
export function IncompleteLink({ title }) {
  return <Lonely><PageHeader title={title} /><EmptyState title="This link is not complete">Open the whole link that you were sent, or ask for a new one.</EmptyState></Lonely>;
}
