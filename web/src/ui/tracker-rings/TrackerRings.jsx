import { number, percent, share } from '../../lib/format.js';
import './tracker-rings.css';

const RADIUS = 26;
const ROUND = 2 * Math.PI * RADIUS;

/** @typedef {{id: string, label: string, tone: 'good'|'info'|'warn'|'danger', count: number, total: number, note: string}} Tracker */

/** @param {{tone: string, value: number}} props */
function Ring({ tone, value }) {
  return (
    <svg className={`ring ring-${tone}`} viewBox="0 0 64 64" width="64" height="64" aria-hidden>
      <circle className="ring-track" cx="32" cy="32" r={RADIUS} />
      {value > 0 && <circle className="ring-value" cx="32" cy="32" r={RADIUS} strokeDasharray={`${(ROUND * value) / 100} ${ROUND}`} />}
      <text x="32" y="36" textAnchor="middle">{percent(value)}</text>
    </svg>
  );
}

/**
 * Counts as rings: number, share and words together, so that colour never stands alone. Choosing one filters; choosing it again shows all.
 * @param {{label: string, trackers: Tracker[], chosen: string, onChoose: (id: string) => void}} props
 */
export function TrackerRings({ label, trackers, chosen, onChoose }) {
  return (
    <ul className="trackers" aria-label={label}>
      {trackers.map(({ id, label: name, tone, count, total, note }) => (
        <li key={id}>
          <button type="button" className="tracker" aria-pressed={chosen === id} onClick={() => onChoose(chosen === id ? '' : id)}>
            <Ring tone={tone} value={share(count, total)} />
            <span className="tracker-text">
              <span className="tracker-label">{name}</span>
              <span className="tracker-count">{number(count)}</span>
              <span className="tracker-note">{note}</span>
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}

/** The room that the rings will take, so that nothing moves when they come. */
export function TrackerRingsLoading() {
  return <div className="trackers" aria-hidden>{['a', 'b', 'c', 'd'].map((key) => <div key={key} className="tracker tracker-empty" />)}</div>;
}
