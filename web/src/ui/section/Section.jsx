import { useId } from 'react';
import './section.css';

/** A titled part of a screen.
 * @param {{title: string, hint?: React.ReactNode, actions?: React.ReactNode, children: React.ReactNode, isCard?: boolean}} props */
export function Section({ title, hint, actions, children, isCard = false }) {
  const id = useId();
  return (
    <section className={isCard ? 'section section-card' : 'section'} aria-labelledby={id}>
      <div className="section-head">
        <div className="stack-tiny">
          <h2 id={id}>{title}</h2>
          {hint && <p className="secondary">{hint}</p>}
        </div>
        {actions && <div className="row">{actions}</div>}
      </div>
      {children}
    </section>
  );
}
