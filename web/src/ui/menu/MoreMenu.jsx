import { Ellipsis } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { Button } from '../button/Button.jsx';

const fetchMenu = () => import('./Menu.jsx');
const Menu = lazy(() => fetchMenu().then((module) => ({ default: module.Menu })));

/** The {...} button of a row or a card, with what can be done to it.
 * @param {{label: string, items: import('./Menu.jsx').Item[]}} props */
export function MoreMenu({ label, items }) {
  const [isWanted, setWanted] = useState(false);
  const button = <Button variant="quiet" isSmall icon={Ellipsis} aria-label={label} aria-haspopup="menu" onPointerEnter={fetchMenu} onFocus={fetchMenu} onPress={() => setWanted(true)} />;
  if (!isWanted) return button;
  return (
    <Suspense fallback={button}>
      <Menu label={label} items={items} trigger={<AriaButton className="button button-quiet button-small button-icon" aria-label={label}><Ellipsis size={16} aria-hidden /></AriaButton>} />
    </Suspense>
  );
}
