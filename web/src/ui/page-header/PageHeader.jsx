import { useEffect, useRef } from 'react';
import { Breadcrumbs } from '../breadcrumbs/Breadcrumbs.jsx';
import './page-header.css';

/** The first screen after loading keeps the browser's own focus; later ones take it, so that screen readers begin at the top. */
let isFirst = true;

/**
 * The heading of a screen. It names the window, and takes focus after a change of screen.
 * @param {{title: string, crumbs?: {label: string, href: string}[], badge?: React.ReactNode, lead?: React.ReactNode, actions?: React.ReactNode}} props
 */
export function PageHeader({ title, crumbs, badge, lead, actions }) {
  const heading = useRef(/** @type {HTMLHeadingElement|null} */ (null));
  useEffect(() => { document.title = `${title} – Laurel`; }, [title]);
  useEffect(() => {
    if (!isFirst) {
      heading.current?.focus({ preventScroll: true });
      window.scrollTo(0, 0);
    }
    isFirst = false;
  }, []);
  return (
    <header className="page-header">
      {crumbs && <Breadcrumbs items={crumbs} />}
      <div className="page-header-line">
        <div className="page-header-title">
          <h1 tabIndex={-1} ref={heading}>{title}</h1>
          {badge}
        </div>
        {actions && <div className="page-header-actions">{actions}</div>}
      </div>
      {lead && <div className="page-header-lead">{lead}</div>}
    </header>
  );
}
