import { Download } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { number, plural } from '../../lib/format.js';
import { client, useGet, useList } from '../../lib/query.js';
import { useUrlState } from '../../lib/url.js';
import { Problem } from '../../ui/alert/Alert.jsx';
import { Badge } from '../../ui/badge/Badge.jsx';
import { EmptyState } from '../../ui/empty-state/EmptyState.jsx';
import { LoadMore } from '../../ui/load-more/LoadMore.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { Section } from '../../ui/section/Section.jsx';
import { Select } from '../../ui/select/Select.jsx';
import { Table } from '../../ui/table/Table.jsx';
import { Tabs } from '../../ui/tabs/Tabs.jsx';
import { VERDICT } from './kinds.js';

/** @typedef {import('./kinds.js').Line} Line */
/** @typedef {{code: string, title: string, remedy: string, n: number, fatal: boolean}} Count */

/** @type {import('../../ui/table/Table.jsx').Column<Line>[]} */
const PROBLEMS = [
  { id: 'line', label: 'Line', cell: (row) => <span className="import-line">{number(row.line)}</span> },
  { id: 'who', label: 'Person', cell: (row) => row.who ?? '' },
  { id: 'column', label: 'Column', cell: (row) => row.column ?? '' },
  { id: 'value', label: 'Value', cell: (row) => (row.value ? <code className="import-value">{row.value}</code> : '') },
  { id: 'reason', label: 'What is wrong', cell: (row) => <span className="stack-tiny"><span>{row.reason}</span><span className="secondary small">{row.remedy}</span></span> },
];

/** @type {import('../../ui/table/Table.jsx').Column<Line>[]} */
const ROWS = [
  { id: 'line', label: 'Line', cell: (row) => <span className="import-line">{number(row.line)}</span> },
  { id: 'who', label: 'Person', cell: (row) => row.who ?? '' },
  { id: 'what', label: 'Course', cell: (row) => row.what ?? '' },
  { id: 'reported', label: 'Credit', cell: (row) => (row.reported ? <Badge tone="info">Awards itself, reported</Badge> : '') },
];

/** @param {{id: number, params: Record<string, string>, hasProblems: boolean}} props */
function Lines({ id, params, hasProblems }) {
  const list = useList(`/imports/${id}/rows`, params);
  /** @type {Line[]} */
  const rows = /** @type {any} */ (list.items);
  if (list.error) return <Problem error={list.error} onRetry={list.retry} />;
  if (list.isLoading) return <Loading />;
  if (rows.length === 0) return <EmptyState title="No such rows" />;
  return (
    <div className="stack-small">
      <Table label="Rows" columns={hasProblems ? PROBLEMS : ROWS} rows={rows} getKey={(row) => `${row.line} ${row.code ?? ''} ${row.column ?? ''}`} isBusy={list.isBusy} />
      <LoadMore shown={rows.length} hasMore={list.hasMore} isBusy={list.isLoadingMore} onMore={list.loadMore} />
    </div>
  );
}

/** What is said of the rows is asked for again once a dry run, an apply or an undo has ended. @param {number} id @param {string} state */
function useNews(id, state) {
  const known = useRef(state);
  useEffect(() => {
    if (known.current === state) return;
    known.current = state;
    client.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[0]).startsWith(`/imports/${id}/`) });
  }, [id, state]);
}

/** What became of each row, by verdict and by problem. @param {{item: import('./kinds.js').Import}} props */
export function Rows({ item }) {
  const { id, kind, counts } = item;
  const [{ verdict, code }, set] = useUrlState({ verdict: '', code: '' });
  const problems = useGet(`/imports/${id}/problems`);
  useNews(id, item.state);
  /** @type {Count[]} */
  const all = problems.data?.items ?? [];
  const shown = /** @type {keyof typeof counts} */ (verdict || (counts.reject > 0 ? 'reject' : 'create'));
  const here = `/import/${kind}/${id}`;
  const tabs = Object.entries(VERDICT).map(([name, { label }]) => ({ id: name, label, href: `${here}?verdict=${name}`, count: counts[/** @type {keyof typeof counts} */ (name)] }));
  const codes = all.filter(({ fatal }) => (shown === 'reject') === fatal);
  return (
    <Section
      title="Rows"
      actions={(
        <>
          {counts.reject > 0 && <a className="button button-secondary button-small" href={`/api/imports/${id}/rejected.csv?reasons=true`} download><Download size={16} aria-hidden />Rejected rows</a>}
          {all.length > 0 && <a className="button button-secondary button-small" href={`/api/imports/${id}/problems.csv`} download><Download size={16} aria-hidden />All findings</a>}
        </>
      )}
    >
      <div className="stack-small">
        <Tabs label="What becomes of the rows" current={shown} items={tabs} />
        <p className="secondary">{VERDICT[shown]?.lead}</p>
        {codes.length > 0 && (
          <Select
            name="code"
            label={shown === 'reject' ? 'Problem' : 'Findings'}
            width="full"
            value={code}
            onChange={(next) => set({ verdict: shown, code: next })}
            options={[{ id: '', label: shown === 'reject' ? 'All problems' : 'All rows' }, ...codes.map((one) => ({ id: one.code, label: `${one.title} (${plural(one.n, 'row')})` }))]}
          />
        )}
        {code || counts[shown] > 0
          ? <Lines key={`${shown} ${code}`} id={id} params={{ verdict: code && shown !== 'reject' ? '' : shown, code }} hasProblems={Boolean(code) || shown === 'reject'} />
          : <EmptyState title="No such rows" />}
      </div>
    </Section>
  );
}
