import { Link, useLocation } from 'wouter';
import { useCan, useSession } from '../lib/session.js';
import { isInMenu, SCREENS } from '../screens.js';
import { AccountMenu } from './AccountMenu.jsx';
import { Brand } from './Brand.jsx';
import { currentPlace } from './place.js';
import { Screens } from './Screens.jsx';
import './member-frame.css';

/** The members' menu: in the header, and on a phone at the bottom, where the thumb is. */
function MemberNav() {
  const can = useCan();
  const [path] = useLocation();
  const places = /** @type {import('./place.js').Place[]} */ (SCREENS.filter((screen) => isInMenu(screen, can, 'member')));
  const current = currentPlace(places, path);
  return (
    <nav aria-label="Main" className="member-nav">
      <ul>
        {places.map((place) => {
          const Icon = place.nav.icon;
          return (
            <li key={place.path}>
              <Link href={place.path} className="member-link" aria-current={place === current ? 'page' : undefined}>
                {Icon && <Icon size={20} aria-hidden />}<span>{place.nav.label}</span>
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

/** What surrounds the screens of what people do for themselves. */
export default function MemberFrame() {
  const can = useCan();
  const { session } = useSession();
  return (
    <div className="member">
      <a className="skip" href="#main">Skip to the content</a>
      <header className="member-top">
        <Brand />
        <span className="top-organisation">{session.organisation_name}</span>
        {can('roll_read') && <Link href="/" className="link member-switch">Staff site</Link>}
        <AccountMenu />
        <MemberNav />
      </header>
      <main id="main" tabIndex={-1}><Screens /></main>
    </div>
  );
}
