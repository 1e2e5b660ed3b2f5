import { Link } from 'wouter';
import { number } from '../../lib/format.js';
import './tabs.css';

/** Views of one thing, each with its own address; so these are links, and the current one says so.
 * @param {{label: string, current: string, items: {id: string, label: string, href: string, count?: number}[]}} props */
export function Tabs({ label, current, items }) {
  return (
    <nav className="tabs" aria-label={label}>
      {items.map((item) => (
        <Link key={item.id} href={item.href} className="tab" aria-current={item.id === current ? 'page' : undefined}>
          {item.label}
          {item.count !== undefined && <span className="tab-count">{number(item.count)}</span>}
        </Link>
      ))}
    </nav>
  );
}
