import { Menu as MenuIcon } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { Button } from '../ui/button/Button.jsx';
import { AccountMenu } from './AccountMenu.jsx';
import { Brand } from './Brand.jsx';
import { ContactSearch } from './ContactSearch.jsx';
import { Nav } from './Nav.jsx';
import { Screens } from './Screens.jsx';
import { useSide } from './side.js';
import { useCan, useSession } from '../lib/session.js';
import './frame.css';

const MemberFrame = lazy(() => import('./MemberFrame.jsx'));
const Drawer = lazy(() => import('../ui/drawer/Drawer.jsx'));

/** @param {{onOpenMenu: () => void}} props */
function Top({ onOpenMenu }) {
  const can = useCan();
  const { session } = useSession();
  return (
    <header className="top">
      <div className="top-menu"><Button variant="quiet" icon={MenuIcon} aria-label="Open the menu" onPress={onOpenMenu} /></div>
      <Brand />
      <span className="top-organisation">{session.organisation_name}</span>
      <div className="top-search">
        {can('contact_read') && <ContactSearch />}
      </div>
      <AccountMenu />
    </header>
  );
}

/** What surrounds the screens of the staff. */
function StaffFrame() {
  const [isMenuOpen, setMenuOpen] = useState(false);
  return (
    <div className="frame">
      <a className="skip" href="#main">Skip to the content</a>
      <Top onOpenMenu={() => setMenuOpen(true)} />
      <aside className="side"><Nav /></aside>
      {isMenuOpen && <Suspense><Drawer label="Menu" onClose={() => setMenuOpen(false)}><Nav onGo={() => setMenuOpen(false)} /></Drawer></Suspense>}
      <main id="main" tabIndex={-1}><Screens /></main>
    </div>
  );
}

/** What surrounds every screen for somebody who is signed in. */
export default function Frame() {
  const side = useSide();
  return side === 'member' ? <MemberFrame /> : <StaffFrame />;
}
