import { Link } from 'wouter';
import { ButtonLink } from '../ui/button/Button.jsx';
import { Brand } from './Brand.jsx';
import './frame.css';
import './member-frame.css';

/** What surrounds the screens that can be read before signing in. @param {{children: React.ReactNode}} props */
export default function PublicFrame({ children }) {
  return (
    <div className="member member-public">
      <a className="skip" href="#main">Skip to the content</a>
      <header className="member-top">
        <Brand />
        <nav aria-label="Main" className="member-visitor">
          <Link href="/catalogue" className="member-link">Catalogue</Link>
          <Link href="/sign-in" className="member-link">Sign in</Link>
          <ButtonLink href="/register" variant="primary">Register</ButtonLink>
        </nav>
      </header>
      <main id="main" tabIndex={-1}>{children}</main>
    </div>
  );
}
