import { useEffect, useState } from 'react';
import { plural } from '../../lib/format.js';
import { Alert } from '../../ui/alert/Alert.jsx';

/** Counts the seconds down that the server asked to wait after too many attempts; 0 where nobody has to.
 * @param {import('../../lib/api.js').ApiError|null} error */
export function useWait(error) {
  const [waited, setWaited] = useState({ error, seconds: 0 });
  useEffect(() => {
    const from = Date.now();
    const timer = setInterval(() => setWaited({ error, seconds: Math.floor((Date.now() - from) / 1000) }), 1000);
    return () => clearInterval(timer);
  }, [error]);
  const asked = error?.status === 429 ? error.retryAfter : 0;
  // What was counted for another answer says nothing of this one, which is shown from its first moment.
  return Math.max(0, asked - (waited.error === error ? waited.seconds : 0));
}

/** @param {{seconds: number}} props */
export function Throttled({ seconds }) {
  if (seconds === 0) return null;
  return <Alert tone="warn" title="Too many attempts" isLive>For the safety of the account, wait {plural(seconds, 'second')} before you try again.</Alert>;
}
