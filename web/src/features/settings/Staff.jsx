import { UserPlus } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { dateTime, list as listWords } from '../../lib/format.js';
import { useList } from '../../lib/query.js';
import { ROLE } from '../../lib/words.js';
import { Problem } from '../../ui/alert/Alert.jsx';
import { Button } from '../../ui/button/Button.jsx';
import { EmptyState } from '../../ui/empty-state/EmptyState.jsx';
import { LoadMore } from '../../ui/load-more/LoadMore.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { Table } from '../../ui/table/Table.jsx';

const RolesDialog = lazy(() => import('./RolesDialog.jsx'));
const InvitationDialog = lazy(() => import('./InvitationDialog.jsx'));
const AddStaffDialog = lazy(() => import('./AddStaffDialog.jsx'));

/** @typedef {import('../../lib/types.js').StaffRow} StaffRow */
/** @typedef {{contact_id: number, name: string, roles: string[]}} Person */
/** @typedef {import('../../ui/table/Table.jsx').Sort} Sort */

/** @param {{onRoles: (person: Person) => void, onInvite: (person: Person) => void}} actions @returns {import('../../ui/table/Table.jsx').Column<StaffRow>[]} */
const columns = ({ onRoles, onInvite }) => [
  { id: 'name', label: 'Name', isSortable: true, cell: (row) => row.name },
  { id: 'email', label: 'E-mail', cell: (row) => row.email },
  { id: 'roles', label: 'Roles', cell: (row) => (row.roles.length > 0 ? listWords(row.roles.map((role) => ROLE[role] ?? role)) : 'None') },
  { id: 'last_sign_in_at', label: 'Last sign-in', isSortable: true, isWhole: true, cell: (row) => dateTime(row.last_sign_in_at) || 'Never' },
  {
    id: 'actions',
    label: 'Actions',
    isLabelHidden: true,
    align: 'end',
    cell: (row) => (
      <span className="row">
        <Button isSmall aria-label={`Set the roles of ${row.name}`} onPress={() => onRoles(row)}>Roles</Button>
        <Button isSmall aria-label={`Make an invitation link for ${row.name}`} onPress={() => onInvite(row)}>Invitation link</Button>
      </span>
    ),
  },
];

/** @param {StaffRow[]} rows @param {Sort} sort */
function sorted(rows, { column, direction }) {
  const sign = direction === 'ascending' ? 1 : -1;
  const value = (/** @type {StaffRow} */ row) => (column === 'name' ? row.name : row.last_sign_in_at ?? '');
  return rows.toSorted((a, b) => sign * value(a).localeCompare(value(b)));
}

export default function Staff() {
  const [sort, setSort] = useState(/** @type {Sort} */ ({ column: 'name', direction: 'ascending' }));
  const [open, setOpen] = useState(/** @type {{dialog: 'roles'|'invite'|'add', person: Person|null}|null} */ (null));
  /** @type {ReturnType<typeof useList<StaffRow>>} */
  const list = useList('/staff');
  const close = () => setOpen(null);
  const person = open?.person;
  return (
    <div className="stack">
      <PageHeader
        title="Staff and roles"
        lead="Who works here, and what they may do. Every change of a role is kept in the audit log."
        actions={<Button variant="primary" icon={UserPlus} onPress={() => setOpen({ dialog: 'add', person: null })}>Add staff</Button>}
      />
      {list.error && <Problem error={list.error} onRetry={list.retry} />}
      {list.isLoading && <Loading />}
      {!list.isLoading && !list.error && list.items.length === 0 && <EmptyState title="Nobody has a role yet" />}
      {list.items.length > 0 && (
        <>
          <Table
            label="Staff"
            columns={columns({ onRoles: (row) => setOpen({ dialog: 'roles', person: row }), onInvite: (row) => setOpen({ dialog: 'invite', person: row }) })}
            rows={sorted(list.items, sort)}
            getKey={(row) => row.contact_id}
            isBusy={list.isBusy}
            sort={sort}
            onSort={setSort}
          />
          <LoadMore shown={list.items.length} total={list.total} hasMore={list.hasMore} isBusy={list.isLoadingMore} onMore={list.loadMore} />
        </>
      )}
      <Suspense>
        {open?.dialog === 'add' && <AddStaffDialog onClose={close} onChoose={(chosen) => setOpen({ dialog: 'roles', person: chosen })} />}
        {open?.dialog === 'roles' && person && <RolesDialog person={person} onClose={close} />}
        {open?.dialog === 'invite' && person && <InvitationDialog person={person} onClose={close} />}
      </Suspense>
    </div>
  );
}
