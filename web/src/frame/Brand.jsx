import { Link } from 'wouter';

/** The mark and the name; they lead home. */
export function Brand() {
  return (
    <Link href="/" className="brand">
      <svg viewBox="0 0 32 32" width="24" height="24" aria-hidden><rect width="32" height="32" rx="8" /><path d="M10 6v17a2 2 0 0 0 2 2h11M15 19c0-6 3-10 9-11 0 6-3 10-9 11Z" /></svg>
      <span>Laurel</span>
    </Link>
  );
}
