import { Ellipsis } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useCan, useSession } from '../lib/session.js';
import { isInMenu, SCREENS } from '../screens.js';
import { AccountMenu } from './AccountMenu.jsx';
import { Brand } from './Brand.jsx';
import { currentPlace } from './place.js';
import { Screens } from './Screens.jsx';
import './member-frame.css';

const fetchDrawer = () => import('../ui/drawer/Drawer.jsx');
const Drawer = lazy(fetchDrawer);

/** How many entries a phone's bar holds before the others go under More. */
const BAR = 5;

/** @typedef {import('./place.js').Place} Place */

/** @param {{place: Place, isCurrent: boolean, onGo?: () => void}} props */
function Entry({ place, isCurrent, onGo }) {
  const Icon = place.nav.icon;
  return (
    <Link href={place.path} className="member-link" onClick={onGo} aria-current={isCurrent ? 'page' : undefined}>
      {Icon && <Icon size={20} aria-hidden />}<span>{place.nav.label}</span>
    </Link>
  );
}

/** What does not fit the bar of a phone. @param {{places: Place[], current: Place|undefined}} props */
function More({ places, current }) {
  const [isOpen, setOpen] = useState(false);
  const close = () => setOpen(false);
  return (
    <li className="member-more">
      <button type="button" className="member-link" aria-haspopup="dialog" data-current={places.some((place) => place === current) || undefined} onPointerEnter={fetchDrawer} onFocus={fetchDrawer} onClick={() => setOpen(true)}>
        <Ellipsis size={20} aria-hidden /><span>More</span>
      </button>
      {isOpen && (
        <Suspense>
          <Drawer label="More" isSheet onClose={close}>
            <nav aria-label="More"><ul className="member-sheet">{places.map((place) => <li key={place.path}><Entry place={place} isCurrent={place === current} onGo={close} /></li>)}</ul></nav>
          </Drawer>
        </Suspense>
      )}
    </li>
  );
}

/** The members' menu: in the header, and on a phone at the bottom, where the thumb is. */
function MemberNav() {
  const can = useCan();
  const [path] = useLocation();
  const places = /** @type {Place[]} */ (SCREENS.filter((screen) => isInMenu(screen, can, 'member')));
  const current = currentPlace(places, path);
  const rest = places.length > BAR ? places.filter((place) => !place.nav.isInBar) : [];
  return (
    <nav aria-label="Main" className="member-nav">
      <ul>
        {places.map((place) => <li key={place.path} data-rest={rest.includes(place) || undefined}><Entry place={place} isCurrent={place === current} /></li>)}
        {rest.length > 0 && <More places={rest} current={current} />}
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
