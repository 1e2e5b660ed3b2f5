import { BookOpen, Plus } from 'lucide-react';
import { number } from '../../lib/format.js';
import { useList } from '../../lib/query.js';
import { useCan } from '../../lib/session.js';
import { useUrlState } from '../../lib/url.js';
import { options, PROGRAM, PROGRAM_KIND } from '../../lib/words.js';
import { Problem } from '../../ui/alert/Alert.jsx';
import { StatusBadge } from '../../ui/badge/Badge.jsx';
import { ButtonLink } from '../../ui/button/Button.jsx';
import { EmptyState } from '../../ui/empty-state/EmptyState.jsx';
import { Find } from '../../ui/find/Find.jsx';
import { Link } from '../../ui/link/Link.jsx';
import { LoadMore } from '../../ui/load-more/LoadMore.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { Select } from '../../ui/select/Select.jsx';
import { Table } from '../../ui/table/Table.jsx';

/** @typedef {import('../../lib/types.js').Program} Program */

/** @type {import('../../ui/table/Table.jsx').Column<Program>[]} */
const COLUMNS = [
  { id: 'name', label: 'Program', cell: (program) => <Link href={`/programs/${program.id}`}>{program.name}</Link> },
  { id: 'code', label: 'Code', cell: (program) => program.code },
  { id: 'kind', label: 'Kind', cell: (program) => PROGRAM_KIND[program.kind] },
  { id: 'status', label: 'Status', cell: (program) => <StatusBadge words={PROGRAM} status={program.status} /> },
  { id: 'version', label: 'Version', align: 'end', cell: (program) => (program.definition_version > 0 ? number(program.definition_version) : 'None') },
  { id: 'registrants', label: 'Registrants', align: 'end', cell: (program) => number(program.registrants) },
];

const STATUS_OPTIONS = [{ id: '', label: 'Any status' }, ...options(PROGRAM)];

/** @param {{list: ReturnType<typeof useList<Program>>, isFiltered: boolean}} props */
function Rows({ list, isFiltered }) {
  if (list.error) return <Problem error={list.error} onRetry={list.retry} />;
  if (list.isLoading) return <Loading />;
  if (list.items.length === 0) return <EmptyState icon={BookOpen} title={isFiltered ? 'No program fits' : 'There are no programs yet'}>{isFiltered ? 'Try fewer words, or any status.' : 'Create the first one with “New program”.'}</EmptyState>;
  return (
    <>
      <Table label="Certification programs" columns={COLUMNS} rows={list.items} getKey={(program) => program.id} isBusy={list.isBusy} />
      <LoadMore shown={list.items.length} total={list.total} hasMore={list.hasMore} isBusy={list.isLoadingMore} onMore={list.loadMore} />
    </>
  );
}

export default function Programs() {
  const can = useCan();
  const [state, set] = useUrlState({ q: '', status: '' });
  /** @type {ReturnType<typeof useList<Program>>} */
  const list = useList('/programs', state);
  return (
    <div className="stack">
      <PageHeader
        title="Certification programs"
        lead="What a program asks for, and the rules it runs under."
        actions={can('program_write') && <ButtonLink variant="primary" icon={Plus} href="/programs/new">New program</ButtonLink>}
      />
      <Find label="Find a program" placeholder="Name or code" value={state.q} onFind={(q) => set({ q })}>
        <Select name="status" label="Status" value={state.status} onChange={(status) => set({ status })} options={STATUS_OPTIONS} />
      </Find>
      <Rows list={list} isFiltered={Boolean(state.q || state.status)} />
    </div>
  );
}
