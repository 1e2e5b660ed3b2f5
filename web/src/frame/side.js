import { matchRoute, useLocation, useRouter } from 'wouter';
import { useCan } from '../lib/session.js';
import { SCREENS } from '../screens.js';

/** Which side of the site is in front: the members' for people who are nothing else, and for staff where they do something for themselves.
 * @returns {import('../screens.js').Side} */
export function useSide() {
  const can = useCan();
  const { parser } = useRouter();
  const [path] = useLocation();
  if (!can('roll_read')) return 'member';
  const screen = SCREENS.find((one) => matchRoute(parser, one.path, path)[0]);
  return screen?.side === 'member' ? 'member' : 'staff';
}
