import { FileInput } from 'lucide-react';
import { dateTime, number } from '../../lib/format.js';
import { useList } from '../../lib/query.js';
import { Problem } from '../../ui/alert/Alert.jsx';
import { Badge, StatusBadge } from '../../ui/badge/Badge.jsx';
import { EmptyState } from '../../ui/empty-state/EmptyState.jsx';
import { Link } from '../../ui/link/Link.jsx';
import { LoadMore } from '../../ui/load-more/LoadMore.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { Section } from '../../ui/section/Section.jsx';
import { Table } from '../../ui/table/Table.jsx';
import { KINDS, STATE } from './kinds.js';
import './imports.css';

/** @typedef {import('./kinds.js').Import} Import */

/** @type {import('../../ui/table/Table.jsx').Column<Import>[]} */
const COLUMNS = [
  { id: 'file', label: 'File', cell: (row) => <Link href={`/import/${row.kind}/${row.id}`}>{row.file_name || `Import ${row.id}`}</Link> },
  { id: 'kind', label: 'Kind', cell: (row) => [KINDS[row.kind].label, row.target_title].filter(Boolean).join(': ') },
  {
    id: 'state', label: 'State',
    cell: (row) => <span className="row"><StatusBadge words={STATE} status={row.state} />{row.locked && <Badge tone="warn">Locked</Badge>}</span>,
  },
  { id: 'rows', label: 'Rows', align: 'end', cell: (row) => number(row.rows) },
  { id: 'rejected', label: 'Rejected', align: 'end', cell: (row) => number(row.counts.reject) },
  { id: 'when', label: 'Uploaded', isWhole: true, cell: (row) => dateTime(row.created_at) },
  { id: 'who', label: 'By', cell: (row) => row.created_by_name ?? 'Command line' },
];

function Past() {
  const list = useList('/imports');
  /** @type {Import[]} */
  const rows = /** @type {any} */ (list.items);
  if (list.error) return <Problem error={list.error} onRetry={list.retry} />;
  if (list.isLoading) return <Loading />;
  if (rows.length === 0) return <EmptyState icon={FileInput} title="Nothing was imported yet">Choose above what to import. Nothing changes before you have seen what every row would do.</EmptyState>;
  return (
    <>
      <Table label="Past imports" columns={COLUMNS} rows={rows} getKey={(row) => row.id} isBusy={list.isBusy} />
      <LoadMore shown={rows.length} hasMore={list.hasMore} isBusy={list.isLoadingMore} onMore={list.loadMore} />
    </>
  );
}

/** What can be imported, and what was. */
export default function Imports() {
  return (
    <div className="stack">
      <PageHeader title="Import" lead="Every file is rehearsed first: you see what each row would do, before anything changes. What was applied can be undone." />
      <ul className="import-kinds" aria-label="What to import">
        {Object.entries(KINDS).map(([kind, { label, lead }]) => (
          <li key={kind} className="import-kind">
            <Link href={`/import/${kind}`}>{label}</Link>
            <p className="secondary small">{lead}</p>
          </li>
        ))}
      </ul>
      <Section title="Past imports"><Past /></Section>
    </div>
  );
}
