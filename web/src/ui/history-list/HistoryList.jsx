import './history-list.css';

/** @typedef {{id: number, at: string, when: string, who: string, what: string, about: string, via: string, reason: string|null,
 *   changes: {label: string, before: string|null, after: string}[]}} Entry  before: null where there was nothing */

/** @param {{changes: Entry['changes']}} props */
function Changes({ changes }) {
  return (
    <ul className="history-changes">
      {changes.map(({ label, before, after }) => (
        <li key={label}>
          <span className="history-field">{label}</span>
          <span>{before !== null && <><del>{before}</del> <span aria-hidden>→</span><span className="visually-hidden"> became </span> </>}<ins>{after}</ins></span>
        </li>
      ))}
    </ul>
  );
}

/** Who did what, when, how and why; newest first.
 * @param {{entries: Entry[]}} props */
export function HistoryList({ entries }) {
  return (
    <ol className="history">
      {entries.map((entry) => (
        <li key={entry.id} className="history-entry">
          <p className="history-what"><strong>{entry.what}</strong>{entry.about && <bdi>{entry.about}</bdi>}</p>
          <p className="secondary small"><time dateTime={entry.at}>{entry.when}</time> · <bdi>{entry.who}</bdi> · {entry.via}</p>
          {entry.reason && <p className="history-reason">“{entry.reason}”</p>}
          {entry.changes.length > 0 && <Changes changes={entry.changes} />}
        </li>
      ))}
    </ol>
  );
}
