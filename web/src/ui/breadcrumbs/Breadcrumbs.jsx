import { Link } from 'wouter';
import './breadcrumbs.css';

/** The way back up. @param {{items: {label: string, href: string}[]}} props */
export function Breadcrumbs({ items }) {
  return (
    <nav aria-label="Breadcrumbs">
      <ol className="breadcrumbs">
        {items.map(({ label, href }) => <li key={href}><Link href={href}>{label}</Link></li>)}
      </ol>
    </nav>
  );
}
