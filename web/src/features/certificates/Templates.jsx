import { Plus } from 'lucide-react';
import { dateTime, number } from '../../lib/format.js';
import { useList } from '../../lib/query.js';
import { LANGUAGE } from '../../lib/words.js';
import { Problem } from '../../ui/alert/Alert.jsx';
import { ButtonLink } from '../../ui/button/Button.jsx';
import { Link } from '../../ui/link/Link.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { Table } from '../../ui/table/Table.jsx';

/** @typedef {{id: number, name: string, version: number, title: string, language: string, created_at: string, created_by_name: string|null, programs: number}} TemplateRow */

/** @type {import('../../ui/table/Table.jsx').Column<TemplateRow>[]} */
const COLUMNS = [
  { id: 'name', label: 'Template', cell: (row) => <Link href={`/certificate-templates/${row.id}`}>{row.name}</Link> },
  { id: 'title', label: 'Title on it', cell: (row) => row.title },
  { id: 'language', label: 'Language', cell: (row) => LANGUAGE[row.language] },
  { id: 'programs', label: 'Programs', align: 'end', cell: (row) => number(row.programs) },
  { id: 'version', label: 'Version', align: 'end', cell: (row) => number(row.version) },
  { id: 'saved', label: 'Saved', isWhole: true, cell: (row) => <>{dateTime(row.created_at)}{row.created_by_name && <span className="cell-sub">by {row.created_by_name}</span>}</> },
];

export default function Templates() {
  /** @type {ReturnType<typeof useList<TemplateRow>>} */
  const list = useList('/certificate-templates');
  return (
    <div className="stack">
      <PageHeader
        title="Certificate templates" lead="How certificates look. Saving makes a new version; certificates that were issued keep the version they were issued with."
        actions={<ButtonLink variant="primary" icon={Plus} href="/certificate-templates/new">New template</ButtonLink>}
      />
      {list.error && <Problem error={list.error} onRetry={list.retry} />}
      {list.isLoading && <Loading />}
      {list.items.length > 0 && <Table label="Certificate templates" columns={COLUMNS} rows={list.items} getKey={(row) => row.id} isBusy={list.isBusy} />}
    </div>
  );
}
