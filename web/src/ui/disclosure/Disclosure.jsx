import { ChevronRight } from 'lucide-react';
import './disclosure.css';

/** Something that is there for those who ask for it: the browser's own, closed at first.
 * @param {{label: string, children: React.ReactNode}} props */
export function Disclosure({ label, children }) {
  return (
    <details className="disclosure">
      <summary><ChevronRight size={16} aria-hidden />{label}</summary>
      <div className="disclosure-body">{children}</div>
    </details>
  );
}
