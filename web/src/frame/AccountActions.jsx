import { ChevronDown, GraduationCap, LogOut, Moon, ShieldOff, Sun, UserRound } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { useLocation } from 'wouter';
import { useSession } from '../lib/session.js';
import { chooseTheme, isDark } from '../lib/theme.js';
import { Menu } from '../ui/menu/Menu.jsx';

const ConfirmDialog = lazy(() => import('../ui/dialog/Dialog.jsx').then((module) => ({ default: module.ConfirmDialog })));

/** @param {{onClose: () => void}} props */
function SignOutEverywhere({ onClose }) {
  const { signOut } = useSession();
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState(/** @type {Error|null} */ (null));
  const confirm = () => {
    setBusy(true);
    signOut(true).catch((fault) => { setError(fault); setBusy(false); });
  };
  return (
    <ConfirmDialog title="Sign out everywhere?" confirm="Sign out everywhere" cancel="Stay signed in" isBusy={isBusy} error={error} onConfirm={confirm} onClose={onClose}>
      <p>This ends your sessions on every computer and phone, this one too. Work that is not saved there is lost.</p>
    </ConfirmDialog>
  );
}

/** The account menu, open from the start: it is fetched when it is first asked for. */
export default function AccountActions() {
  const { session, signOut } = useSession();
  const [, navigate] = useLocation();
  const [isAsking, setAsking] = useState(false);
  const [dark, setDark] = useState(isDark);
  const toggleTheme = () => {
    chooseTheme(dark ? 'light' : 'dark');
    setDark(!dark);
  };
  return (
    <>
      <Menu
        label="Account"
        trigger={(
          <AriaButton className="button button-quiet" aria-label={`Account of ${session.name}`}>
            <UserRound size={16} aria-hidden /><span className="top-name">{session.name}</span><ChevronDown size={14} aria-hidden />
          </AriaButton>
        )}
        items={[
          { id: 'programs', label: 'My programs', icon: GraduationCap, onAction: () => navigate('/my-programs') },
          { id: 'account', label: 'My account', icon: UserRound, onAction: () => navigate('/account') },
          { id: 'theme', label: dark ? 'Use light mode' : 'Use dark mode', icon: dark ? Sun : Moon, onAction: toggleTheme },
          { id: 'everywhere', label: 'Sign out everywhere', icon: ShieldOff, onAction: () => setAsking(true) },
          { id: 'out', label: 'Sign out', icon: LogOut, onAction: () => { signOut().then(() => navigate('/')); } },
        ]}
      />
      {isAsking && <Suspense><SignOutEverywhere onClose={() => setAsking(false)} /></Suspense>}
    </>
  );
}
