import { FileOutput, Plus, Settings } from 'lucide-react';
import { date, dateTime, number } from '../../lib/format.js';
import { useList } from '../../lib/query.js';
import { useCan } from '../../lib/session.js';
import { Problem } from '../../ui/alert/Alert.jsx';
import { StatusBadge } from '../../ui/badge/Badge.jsx';
import { ButtonLink } from '../../ui/button/Button.jsx';
import { EmptyState } from '../../ui/empty-state/EmptyState.jsx';
import { Link } from '../../ui/link/Link.jsx';
import { LoadMore } from '../../ui/load-more/LoadMore.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { Table } from '../../ui/table/Table.jsx';
import { AGENCY, REPORT_STATE } from './words.js';

/** @typedef {import('./words.js').Report} Report */

/** The days that a file covers. @param {Report} report */
const days = ({ from, to }) => [from ? `from ${date(from)}` : '', to ? `until ${date(to)}` : ''].filter(Boolean).join(' ') || 'All days';

/** @type {import('../../ui/table/Table.jsx').Column<Report>[]} */
const COLUMNS = [
  { id: 'report', label: 'Report', cell: (row) => <><Link href={`/reports/${row.id}`}>{`${AGENCY[row.agency]} ${row.id}`}</Link><span className="cell-sub">{days(row)}</span></> },
  { id: 'state', label: 'State', cell: (row) => <StatusBadge words={REPORT_STATE} status={row.state} /> },
  { id: 'adds', label: 'Added', align: 'end', cell: (row) => number(row.adds) },
  { id: 'deletes', label: 'Taken back', align: 'end', cell: (row) => number(row.deletes) },
  { id: 'rejected', label: 'Rows rejected', align: 'end', cell: (row) => number(row.rejected) },
  { id: 'made', label: 'Made', isWhole: true, cell: (row) => <>{dateTime(row.created_at)}{row.created_by_name && <span className="cell-sub">by {row.created_by_name}</span>}</> },
];

function Made() {
  /** @type {ReturnType<typeof useList<Report>>} */
  const list = useList('/reports/exports');
  if (list.error) return <Problem error={list.error} onRetry={list.retry} />;
  if (list.isLoading) return <Loading />;
  if (list.items.length === 0) {
    return <EmptyState icon={FileOutput} title="No report was made yet">A report is a file for an agency: you see what would stand in it, and what is missing, before it is made.</EmptyState>;
  }
  return (
    <>
      <Table label="Reports" columns={COLUMNS} rows={list.items} getKey={(row) => row.id} isBusy={list.isBusy} />
      <LoadMore shown={list.items.length} hasMore={list.hasMore} isBusy={list.isLoadingMore} onMore={list.loadMore} />
    </>
  );
}

/** The files that were made for agencies, and what became of them. */
export default function Reports() {
  const can = useCan();
  return (
    <div className="stack">
      <PageHeader
        title="Reports"
        lead="Credits that agencies are told of. Each report takes what the agency has not got yet, and corrects what it was told before."
        actions={(
          <>
            {can('settings_write') && <ButtonLink icon={Settings} href="/settings/reports">Settings</ButtonLink>}
            {can('report_write') && <ButtonLink variant="primary" icon={Plus} href="/reports/new">New report</ButtonLink>}
          </>
        )}
      />
      <Made />
    </div>
  );
}
