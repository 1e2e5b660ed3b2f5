import { BookOpen } from 'lucide-react';
import { period, plural } from '../../lib/format.js';
import { useList } from '../../lib/query.js';
import { useUrlState } from '../../lib/url.js';
import { Problem } from '../../ui/alert/Alert.jsx';
import { EmptyState } from '../../ui/empty-state/EmptyState.jsx';
import { Find } from '../../ui/find/Find.jsx';
import { Link } from '../../ui/link/Link.jsx';
import { LoadMore } from '../../ui/load-more/LoadMore.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { EligibleBadge } from './Eligible.jsx';
import './members.css';

/** @typedef {import('../../lib/types.js').CatalogueRow} CatalogueRow */

/** @param {{row: CatalogueRow}} props */
function Card({ row }) {
  const { eligibility } = row;
  return (
    <li className="card">
      <div className="card-head">
        <h2><Link href={`/catalogue/${row.id}`}>{row.name}</Link></h2>
        <EligibleBadge eligibility={eligibility} />
      </div>
      {row.description && <p className="card-text">{row.description}</p>}
      <div className="card-facts">
        <span>{plural(row.requirements, 'requirement')}</span>
        <span>{period(row.completion_period)} to complete</span>
        {row.designation && <span>Leads to {row.designation}</span>}
        {row.has_fees && <span>Fees apply</span>}
      </div>
      {eligibility && !eligibility.eligible && !eligibility.enrollment_id && <p className="secondary small">{eligibility.why_not?.detail} {eligibility.why_not?.remedy}</p>}
    </li>
  );
}

/** @param {{list: ReturnType<typeof useList<CatalogueRow>>, isFiltered: boolean}} props */
function Rows({ list, isFiltered }) {
  if (list.error) return <Problem error={list.error} onRetry={list.retry} />;
  if (list.isLoading) return <Loading rows={4} />;
  if (list.items.length === 0) return <EmptyState icon={BookOpen} title={isFiltered ? 'No program fits' : 'No program takes self-enrollments now'}>{isFiltered ? 'Try fewer or other words.' : 'Ask the organisation what it offers.'}</EmptyState>;
  return (
    <>
      <ul className="cards" aria-label="Programs" aria-busy={list.isBusy}>{list.items.map((row) => <Card key={row.id} row={row} />)}</ul>
      <LoadMore shown={list.items.length} total={list.total} hasMore={list.hasMore} isBusy={list.isLoadingMore} onMore={list.loadMore} />
    </>
  );
}

/** The programs that people can enroll in by themselves; for everybody, signed in or not. */
export default function Catalogue() {
  const [state, set] = useUrlState({ q: '' });
  /** @type {ReturnType<typeof useList<CatalogueRow>>} */
  const list = useList('/catalogue', state);
  return (
    <div className="stack">
      <PageHeader title="Catalogue" lead="Programs that you can enroll in by yourself." />
      <Find label="Find a program" placeholder="Name, code or subject" value={state.q} onFind={(q) => set({ q })} />
      <Rows list={list} isFiltered={state.q !== ''} />
    </div>
  );
}
