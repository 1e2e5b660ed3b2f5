import { number } from '../../lib/format.js';
import './progress-bar.css';

/** How far something is, as a bar and in words.
 * @param {{label: string, done: number, of: number, isLabelHidden?: boolean}} props */
export function ProgressBar({ label, done, of, isLabelHidden = false }) {
  return (
    <div className="progress">
      {!isLabelHidden && <span className="progress-label">{label}</span>}
      <progress className="progress-bar" aria-label={label} value={done} max={Math.max(of, 1)} />
      <span className="progress-words">{number(done)} of {number(of)}</span>
    </div>
  );
}
