import { useEffect, useState } from 'react';
import { plural } from '../../lib/format.js';
import { Alert } from '../../ui/alert/Alert.jsx';

/** Counts the seconds down that the server asked to wait after too many attempts; 0 where nobody has to.
 * @param {import('../../lib/api.js').ApiError|null} error */
export function useWait(error) {
  const [left, setLeft] = useState(0);
  useEffect(() => {
    const until = Date.now() + (error?.status === 429 ? error.retryAfter : 0) * 1000;
    const tick = () => setLeft(Math.max(0, Math.ceil((until - Date.now()) / 1000)));
    tick();
    const timer = setInterval(tick, 1000);
    return () => clearInterval(timer);
  }, [error]);
  return left;
}

/** @param {{seconds: number}} props */
export function Throttled({ seconds }) {
  if (seconds === 0) return null;
  return <Alert tone="warn" title="Too many attempts" isLive>For the safety of the account, wait {plural(seconds, 'second')} before you try again.</Alert>;
}
