import { Award } from 'lucide-react';
import { date } from '../../lib/format.js';
import { useList } from '../../lib/query.js';
import { useUrlState } from '../../lib/url.js';
import { CERTIFICATE, options } from '../../lib/words.js';
import { Problem } from '../../ui/alert/Alert.jsx';
import { StatusBadge } from '../../ui/badge/Badge.jsx';
import { EmptyState } from '../../ui/empty-state/EmptyState.jsx';
import { Find } from '../../ui/find/Find.jsx';
import { Link } from '../../ui/link/Link.jsx';
import { LoadMore } from '../../ui/load-more/LoadMore.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { Select } from '../../ui/select/Select.jsx';
import { Table } from '../../ui/table/Table.jsx';

/** @typedef {import('../../lib/types.js').CertificateRow} CertificateRow */

/** @type {import('../../ui/table/Table.jsx').Column<CertificateRow>[]} */
const COLUMNS = [
  { id: 'recipient', label: 'Name', cell: (row) => <Link href={`/certificates/${row.code}`}><bdi>{row.recipient}</bdi></Link> },
  { id: 'title', label: 'For', cell: (row) => <bdi>{row.title}</bdi> },
  { id: 'serial', label: 'Certificate', isWhole: true, cell: (row) => row.serial },
  { id: 'status', label: 'Status', cell: (row) => <StatusBadge words={CERTIFICATE} status={row.status} /> },
  { id: 'issued', label: 'Issued', isWhole: true, cell: (row) => date(row.issued_on) },
  { id: 'expires', label: 'Valid until', isWhole: true, cell: (row) => (row.expires_on ? date(row.expires_on) : 'No end') },
];

const STATUS_OPTIONS = [{ id: '', label: 'Any status' }, ...options(CERTIFICATE)];

/** @param {{list: ReturnType<typeof useList<CertificateRow>>, isFiltered: boolean}} props */
function Rows({ list, isFiltered }) {
  if (list.error) return <Problem error={list.error} onRetry={list.retry} />;
  if (list.isLoading) return <Loading />;
  if (list.items.length === 0) return <EmptyState icon={Award} title={isFiltered ? 'No certificate fits' : 'There are no certificates yet'}>{isFiltered ? 'Try fewer words, or any status.' : 'They are issued by themselves when somebody earns a program that has a certificate.'}</EmptyState>;
  return (
    <>
      <Table label="Certificates" columns={COLUMNS} rows={list.items} getKey={(row) => row.code} isBusy={list.isBusy} />
      <LoadMore shown={list.items.length} hasMore={list.hasMore} isBusy={list.isLoadingMore} onMore={list.loadMore} />
    </>
  );
}

export default function Certificates() {
  const [state, set] = useUrlState({ q: '', status: '' });
  /** @type {ReturnType<typeof useList<CertificateRow>>} */
  const list = useList('/certificates', state);
  return (
    <div className="stack">
      <PageHeader title="Certificates" lead="Everything that was issued, newest first. Open one to withdraw, reinstate or reissue it." />
      <Find label="Find a certificate" placeholder="Name, e-mail, certificate number or code" value={state.q} onFind={(q) => set({ q })}>
        <Select name="status" label="Status" value={state.status} onChange={(status) => set({ status })} options={STATUS_OPTIONS} />
      </Find>
      <Rows list={list} isFiltered={Boolean(state.q || state.status)} />
    </div>
  );
}
