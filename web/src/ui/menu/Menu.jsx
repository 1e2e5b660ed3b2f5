import { Menu as AriaMenu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import '../combo-box/combo-box.css';
import './menu.css';

/** @typedef {{id: string, label: string, icon?: React.ComponentType<any>, onAction: () => void}} Item */

/** A button that opens a list of actions. It is fetched when it is asked for, and so begins open.
 * @param {{label: string, trigger: React.ReactNode, items: Item[]}} props */
export function Menu({ label, trigger, items }) {
  return (
    <MenuTrigger defaultOpen>
      {trigger}
      <Popover className="popover" placement="bottom end" offset={6}>
        <AriaMenu className="options menu" aria-label={label}>
          {items.map(({ id, label: text, icon: Icon, onAction }) => (
            <MenuItem key={id} id={id} textValue={text} className="option menu-item" onAction={onAction}>
              {Icon && <Icon size={16} aria-hidden />}{text}
            </MenuItem>
          ))}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}
