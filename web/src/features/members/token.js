import { useState } from 'react';

/** The secret of a mailed link. It stands after the #, which browsers never send to a server. */
export function useToken() {
  const [token] = useState(() => window.location.hash.slice(1));
  return token;
}
