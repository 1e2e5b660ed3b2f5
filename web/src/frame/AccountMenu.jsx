import { ChevronDown, UserRound } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useSession } from '../lib/session.js';
import { Button } from '../ui/button/Button.jsx';

const fetchActions = () => import('./AccountActions.jsx');
const AccountActions = lazy(fetchActions);

/** The button of the account menu. The menu behind it is fetched when the pointer or the focus comes near, and not on every first load. */
export function AccountMenu() {
  const { session } = useSession();
  const [isWanted, setWanted] = useState(false);
  const button = (
    <Button variant="quiet" aria-label={`Account of ${session.name}`} aria-haspopup="menu" onPointerEnter={fetchActions} onFocus={fetchActions} onPress={() => setWanted(true)}>
      <UserRound size={16} aria-hidden /><span className="top-name">{session.name}</span><ChevronDown size={14} aria-hidden />
    </Button>
  );
  return <div className="top-account">{isWanted ? <Suspense fallback={button}><AccountActions /></Suspense> : button}</div>;
}
