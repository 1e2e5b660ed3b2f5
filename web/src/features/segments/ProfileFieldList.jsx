import { ListChecks, Plus } from 'lucide-react';
import { number, percent, share } from '../../lib/format.js';
import { useList } from '../../lib/query.js';
import { PROFILE_TYPE } from '../../lib/words.js';
import { Problem } from '../../ui/alert/Alert.jsx';
import { ButtonLink } from '../../ui/button/Button.jsx';
import { EmptyState } from '../../ui/empty-state/EmptyState.jsx';
import { Link } from '../../ui/link/Link.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { Table } from '../../ui/table/Table.jsx';

/** @typedef {import('../../lib/types.js').ProfileField} ProfileField */

/** @type {import('../../ui/table/Table.jsx').Column<ProfileField>[]} */
const COLUMNS = [
  { id: 'label', label: 'Field', cell: (field) => <Link href={`/settings/profile-fields/${field.id}`}>{field.label}</Link> },
  { id: 'key', label: 'Key', cell: (field) => <code>{field.key}</code> },
  { id: 'type', label: 'Type', cell: (field) => PROFILE_TYPE[field.type] },
  { id: 'member_edits', label: 'Filled in by', cell: (field) => (field.member_edits ? 'Members and staff' : 'Staff') },
  { id: 'filled', label: 'Filled', align: 'end', cell: (field) => `${number(field.filled)} (${percent(share(field.filled, field.filled + field.empty))})` },
  {
    id: 'empty',
    label: 'Empty',
    align: 'end',
    cell: (field) => (field.empty > 0 ? <Link href={`/settings/profile-fields/${field.id}`} aria-label={`${number(field.empty)} contacts without ${field.label}`}>{number(field.empty)}</Link> : '0'),
  },
];

/** What the organisation wants to know of its people, and how far that is known. */
export default function ProfileFieldList() {
  /** @type {ReturnType<typeof useList<ProfileField>>} */
  const list = useList('/profile-fields');
  return (
    <div className="stack">
      <PageHeader
        title="Profile fields"
        lead="What you want to know of your people. Segments find people by these fields, and never find somebody whose field is empty."
        actions={<ButtonLink variant="primary" icon={Plus} href="/settings/profile-fields/new">New profile field</ButtonLink>}
      />
      {list.error && <Problem error={list.error} onRetry={list.retry} />}
      {list.isLoading && <Loading />}
      {!list.isLoading && !list.error && list.items.length === 0 && <EmptyState icon={ListChecks} title="There are no profile fields yet">Create the first one with “New profile field”, such as a region or a job.</EmptyState>}
      {list.items.length > 0 && <Table label="Profile fields" columns={COLUMNS} rows={list.items} getKey={(field) => field.id} isBusy={list.isBusy} />}
    </div>
  );
}
