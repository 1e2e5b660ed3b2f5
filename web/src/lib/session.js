import { createContext, useContext, useEffect, useMemo, useState } from 'react';
import { get, onSignedOut, send } from './api.js';
import { setTimeZone } from './format.js';
import { client } from './query.js';

/** @typedef {import('./types.js').Session} Session */
/** @typedef {{state: 'loading'|'out'|'in'|'failed', session: Session|null, error: Error|null, ended: boolean,
 *   signIn: (email: string, password: string) => Promise<void>, signOut: (everywhere?: boolean) => Promise<void>, retry: () => void}} SessionValue */

export const SessionContext = createContext(/** @type {SessionValue|null} */ (null));

/** The cookie that only says a session may exist; without it asking would be a certain 401. */
const mayHaveSession = () => document.cookie.includes('laurel_hint=1');

/** Holds who is signed in, for the whole site. */
export function useSessionState() {
  const [value, setValue] = useState(() => ({
    state: /** @type {SessionValue['state']} */ (mayHaveSession() ? 'loading' : 'out'),
    session: /** @type {Session|null} */ (null),
    error: /** @type {Error|null} */ (null),
    ended: false,
  }));

  const actions = useMemo(() => {
    /** @param {Session} session */
    const enter = (session) => {
      setTimeZone(session.time_zone);
      setValue({ state: 'in', session, error: null, ended: false });
    };
    const leave = (ended = false) => {
      client.clear();
      setValue({ state: 'out', session: null, error: null, ended });
    };
    const load = () => get('/session').then(enter, (error) => {
      if (error.status !== 401) setValue({ state: 'failed', session: null, error, ended: false });
      else leave();
    });
    return {
      leave,
      load,
      /** @param {string} email @param {string} password */
      signIn: (email, password) => send('POST', '/session', { email, password }).then((session) => {
        // What was read before was for everybody.
        client.clear();
        enter(session);
      }),
      signOut: (everywhere = false) => send('DELETE', everywhere ? '/sessions' : '/session').then(() => leave()),
      retry: () => { load(); },
    };
  }, []);

  useEffect(() => {
    onSignedOut(() => setValue((now) => {
      if (now.state === 'in') client.clear();
      return { state: 'out', session: null, error: null, ended: now.state === 'in' };
    }));
    if (mayHaveSession()) actions.load();
  }, [actions]);

  return useMemo(() => ({ ...value, signIn: actions.signIn, signOut: actions.signOut, retry: actions.retry }), [value, actions]);
}

/** Who is signed in. Only for what stands inside the signed-in frame. */
export function useSession() {
  const value = /** @type {SessionValue} */ (useContext(SessionContext));
  return { ...value, session: /** @type {Session} */ (value.session) };
}

/** Whether the person holds a right. The page only hides; the server decides. */
export function useCan() {
  const rights = useContext(SessionContext)?.session?.rights ?? [];
  return (/** @type {string|null|undefined} */ right) => !right || rights.includes(right);
}
