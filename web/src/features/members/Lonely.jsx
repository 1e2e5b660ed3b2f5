import './lonely.css';

/** A page without the frame: one card, for people who are not signed in.
 * @param {{children: React.ReactNode}} props */
export function Lonely({ children }) {
  return (
    <main className="gate">
      <div className="gate-card">
        <svg className="gate-mark" viewBox="0 0 32 32" width="36" height="36" aria-hidden><rect width="32" height="32" rx="8" /><path d="M10 6v17a2 2 0 0 0 2 2h11M15 19c0-6 3-10 9-11 0 6-3 10-9 11Z" /></svg>
        {children}
      </div>
    </main>
  );
}
