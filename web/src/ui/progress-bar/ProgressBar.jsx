import { number } from '../../lib/format.js';
import './progress-bar.css';

/** How far something is, as a bar and in words. With `of` null the end is not known yet.
 * @param {{label: string, done: number, of: number|null, isLabelHidden?: boolean, isWide?: boolean, unit?: string, note?: string}} props  unit: of what, in the words */
export function ProgressBar({ label, done, of, isLabelHidden = false, isWide = false, unit = '', note }) {
  const words = of === null ? null : `${number(done)} of ${number(of)} ${unit}`.trim();
  return (
    <div className={isWide ? 'progress progress-wide' : 'progress'}>
      {!isLabelHidden && <span className="progress-label">{label}</span>}
      <progress className="progress-bar" aria-label={label} value={of === null ? undefined : done} max={Math.max(of ?? 1, 1)} />
      <span className="progress-words">{[words, note].filter(Boolean).join(', ')}</span>
    </div>
  );
}
