import { useState } from 'react';
import { dateTime, number, plural } from '../../lib/format.js';
import { valueWords } from '../../lib/history.js';
import { useGet, useList } from '../../lib/query.js';
import { useCan } from '../../lib/session.js';
import { humanize } from '../../lib/words.js';
import { Problem } from '../../ui/alert/Alert.jsx';
import { Badge } from '../../ui/badge/Badge.jsx';
import { Button } from '../../ui/button/Button.jsx';
import { EmptyState } from '../../ui/empty-state/EmptyState.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { MoveEnrollees } from './MoveEnrollees.jsx';
import './programs.css';

/** @typedef {import('../../lib/types.js').VersionRow} VersionRow */
/** @typedef {import('../../lib/types.js').VersionChange} VersionChange */

const KINDS = /** @type {const} */ ({
  added: { label: 'Added', tone: 'good' },
  removed: { label: 'Removed', tone: 'danger' },
  changed: { label: 'Changed', tone: 'info' },
  moved: { label: 'Moved', tone: 'violet' },
});

/** One difference between two versions as a sentence. @param {{change: VersionChange}} props */
function Change({ change }) {
  const { kind, where, title, field, before, after } = change;
  const isRule = where === 'rule';
  const hasValues = kind === 'changed' || kind === 'moved';
  return (
    <li className="change">
      <Badge tone={KINDS[kind].tone}>{KINDS[kind].label}</Badge>
      <span>
        {humanize(where)} <strong>{isRule && field ? humanize(field) : title}</strong>
        {hasValues && <>: {field && !isRule ? `${humanize(field).toLowerCase()} ` : ''}from {valueWords(before)} to <strong>{valueWords(after)}</strong></>}
      </span>
    </li>
  );
}

/** @param {{programId: number, version: number}} props */
function Changes({ programId, version }) {
  const { data, error, refetch } = useGet(`/programs/${programId}/versions/${version}/changes`);
  if (error) return <Problem error={error} onRetry={refetch} />;
  if (!data) return <p className="secondary" role="status">Comparing…</p>;
  if (data.changes.length === 0) return <p className="secondary">No difference from version {number(version - 1)}.</p>;
  return (
    <ul className="stack-small">
      {data.changes.map((/** @type {VersionChange} */ change) => <Change key={`${change.kind} ${change.where} ${change.title} ${change.field}`} change={change} />)}
    </ul>
  );
}

/** @param {{programId: number, row: VersionRow}} props */
function Version({ programId, row }) {
  const [isOpen, setOpen] = useState(false);
  const { version } = row;
  return (
    <li className="version">
      <div className="row-between">
        <div className="stack-tiny">
          <h2>Version {number(version)}</h2>
          <p className="secondary">{[row.created_by_name, dateTime(row.created_at)].filter(Boolean).join(', ')}</p>
          {row.note && <p>“{row.note}”</p>}
          <p className="secondary small">{plural(row.requirements, 'requirement')} · {plural(row.open_enrollees, 'current enrollee')} under it</p>
        </div>
        {version > 1 && <Button isSmall aria-expanded={isOpen} aria-label={`What version ${version} changed`} onPress={() => setOpen(!isOpen)}>{isOpen ? 'Hide changes' : 'What changed'}</Button>}
      </div>
      {isOpen && <Changes programId={programId} version={version} />}
    </li>
  );
}

/** The versions of a definition, newest first, each with what it changed. @param {{programId: number}} props */
export function Versions({ programId }) {
  const can = useCan();
  /** @type {ReturnType<typeof useList<VersionRow>>} */
  const list = useList(`/programs/${programId}/versions`);
  if (list.error) return <Problem error={list.error} onRetry={list.retry} />;
  if (list.isLoading) return <Loading rows={4} />;
  if (list.items.length === 0) return <EmptyState title="There is no version yet">Saving the definition makes the first one.</EmptyState>;
  return (
    <>
      <ol className="versions">{list.items.map((row) => <Version key={row.version} programId={programId} row={row} />)}</ol>
      {list.hasMore && <div><Button onPress={list.loadMore} isBusy={list.isLoadingMore}>Load more</Button></div>}
      {list.items[0].version > 1 && can('completion_decide') && <MoveEnrollees programId={programId} />}
    </>
  );
}
