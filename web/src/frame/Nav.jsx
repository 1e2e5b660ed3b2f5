import { Link, useLocation } from 'wouter';
import { useCan } from '../lib/session.js';
import { isInMenu, SCREENS } from '../screens.js';
import { currentPlace } from './place.js';

/** @template T @param {T[]} items @param {(item: T) => string} keyOf */
const groupBy = (items, keyOf) => [...Map.groupBy(items, keyOf)];

/** The menu, read from the screens that the person may open. @param {{onGo?: () => void}} props */
export function Nav({ onGo }) {
  const can = useCan();
  const [path] = useLocation();
  const places = /** @type {import('./place.js').Place[]} */ (SCREENS.filter((screen) => isInMenu(screen, can, 'staff')));
  const current = currentPlace(places, path);
  return (
    <nav aria-label="Main" className="nav">
      {groupBy(places, (place) => place.nav.section).map(([section, inSection]) => (
        <div key={section} className="nav-section">
          {section && <h2>{section}</h2>}
          {groupBy(inSection, (place) => place.nav.group).map(([group, inGroup]) => (
            <div key={group} className="nav-group">
              {group && <h3>{group}</h3>}
              <ul>
                {inGroup.map((place) => (
                  <li key={place.path}>
                    <Link href={place.path} className="nav-link" onClick={onGo} aria-current={place === current ? 'page' : undefined}>{place.nav.label}</Link>
                  </li>
                ))}
              </ul>
            </div>
          ))}
        </div>
      ))}
    </nav>
  );
}
