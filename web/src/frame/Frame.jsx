import { Menu as MenuIcon } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { Link } from 'wouter';
import { Button } from '../ui/button/Button.jsx';
import { AccountMenu } from './AccountMenu.jsx';
import { ContactSearch } from './ContactSearch.jsx';
import { Nav } from './Nav.jsx';
import { Screens } from './Screens.jsx';
import { useCan, useSession } from '../lib/session.js';
import './frame.css';

const Drawer = lazy(() => import('../ui/drawer/Drawer.jsx'));

/** The mark and the name; they lead home. */
function Brand() {
  return (
    <Link href="/" className="brand">
      <svg viewBox="0 0 32 32" width="24" height="24" aria-hidden><rect width="32" height="32" rx="8" /><path d="M10 6v17a2 2 0 0 0 2 2h11M15 19c0-6 3-10 9-11 0 6-3 10-9 11Z" /></svg>
      <span>Laurel</span>
    </Link>
  );
}

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

/** What surrounds every screen for somebody who is signed in. */
export default function Frame() {
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
