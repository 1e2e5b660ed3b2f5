import { Boxes, Plus } from 'lucide-react';
import { number } from '../../lib/format.js';
import { useList } from '../../lib/query.js';
import { useCan } from '../../lib/session.js';
import { useUrlState } from '../../lib/url.js';
import { COMPONENT, COMPONENT_KIND, options } from '../../lib/words.js';
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

/** @typedef {import('../../lib/types.js').Component} Component */

/** @type {import('../../ui/table/Table.jsx').Column<Component>[]} */
const COLUMNS = [
  { id: 'title', label: 'Component', cell: (component) => <Link href={`/components/${component.id}`}>{component.title}</Link> },
  { id: 'code', label: 'Code', cell: (component) => component.code },
  { id: 'kind', label: 'Kind', cell: (component) => COMPONENT_KIND[component.kind] },
  { id: 'status', label: 'Status', cell: (component) => <StatusBadge words={COMPONENT} status={component.status} /> },
  { id: 'offerings', label: 'Open offerings', align: 'end', cell: (component) => number(component.open_offerings) },
  { id: 'programs', label: 'Programs', align: 'end', cell: (component) => number(component.programs) },
];

const KIND_OPTIONS = [{ id: '', label: 'Any kind' }, ...options(COMPONENT_KIND)];
const STATUS_OPTIONS = [{ id: '', label: 'Any status' }, ...options(COMPONENT)];

/** @param {{list: ReturnType<typeof useList<Component>>, isFiltered: boolean}} props */
function Rows({ list, isFiltered }) {
  if (list.error) return <Problem error={list.error} onRetry={list.retry} />;
  if (list.isLoading) return <Loading />;
  if (list.items.length === 0) return <EmptyState icon={Boxes} title={isFiltered ? 'No component fits' : 'There are no components yet'}>{isFiltered ? 'Try fewer words, or any kind.' : 'Components are what meets the requirements of programs.'}</EmptyState>;
  return (
    <>
      <Table label="Components" columns={COLUMNS} rows={list.items} getKey={(component) => component.id} isBusy={list.isBusy} />
      <LoadMore shown={list.items.length} total={list.total} hasMore={list.hasMore} isBusy={list.isLoadingMore} onMore={list.loadMore} />
    </>
  );
}

export default function Components() {
  const can = useCan();
  const [state, set] = useUrlState({ q: '', kind: '', status: '' });
  /** @type {ReturnType<typeof useList<Component>>} */
  const list = useList('/components', state);
  return (
    <div className="stack">
      <PageHeader
        title="Components"
        lead="Classes, exams, experience, documents and courses that meet requirements. One component can serve many programs."
        actions={can('component_write') && <ButtonLink variant="primary" icon={Plus} href="/components/new">New component</ButtonLink>}
      />
      <Find label="Find a component" placeholder="Title or code" value={state.q} onFind={(q) => set({ q })}>
        <Select name="kind" label="Kind" value={state.kind} onChange={(kind) => set({ kind })} options={KIND_OPTIONS} />
        <Select name="status" label="Status" value={state.status} onChange={(status) => set({ status })} options={STATUS_OPTIONS} />
      </Find>
      <Rows list={list} isFiltered={Boolean(state.q || state.kind || state.status)} />
    </div>
  );
}
