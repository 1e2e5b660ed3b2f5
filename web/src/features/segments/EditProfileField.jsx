import { Trash2 } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useLocation } from 'wouter';
import { send } from '../../lib/api.js';
import { number, plural } from '../../lib/format.js';
import { useGet, useList, useSend } from '../../lib/query.js';
import { PROFILE_TYPE } from '../../lib/words.js';
import { Problem } from '../../ui/alert/Alert.jsx';
import { Button } from '../../ui/button/Button.jsx';
import { Link } from '../../ui/link/Link.jsx';
import { LoadMore } from '../../ui/load-more/LoadMore.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { PageProblem } from '../../ui/page-header/PageProblem.jsx';
import { Section } from '../../ui/section/Section.jsx';
import { Table } from '../../ui/table/Table.jsx';
import { toast } from '../../ui/toast/Toast.jsx';
import { ProfileFieldForm } from './ProfileFieldForm.jsx';

const ConfirmDialog = lazy(() => import('../../ui/dialog/Dialog.jsx').then((module) => ({ default: module.ConfirmDialog })));

/** @typedef {import('../../lib/types.js').ProfileField} ProfileField */
/** @typedef {import('../../lib/types.js').ContactRow} ContactRow */

/** @type {import('../../ui/table/Table.jsx').Column<ContactRow>[]} */
const COLUMNS = [
  { id: 'name', label: 'Name', cell: (contact) => <Link href={`/contacts/${contact.id}/edit`}>{contact.name}</Link> },
  { id: 'contact_no', label: 'Number', cell: (contact) => contact.contact_no },
  { id: 'email', label: 'E-mail', cell: (contact) => contact.email ?? 'None' },
];

/** The people whom no segment can find by this field. @param {{field: ProfileField}} props */
function Missing({ field }) {
  /** @type {ReturnType<typeof useList<ContactRow>>} */
  const list = useList(`/profile-fields/${field.id}/missing`);
  return (
    <Section title="Contacts without it" hint="No segment that asks for this field finds them, except one that asks whether it is empty.">
      {list.error && <Problem error={list.error} onRetry={list.retry} />}
      {list.isLoading && <Loading />}
      {!list.isLoading && !list.error && list.items.length === 0 && <p>Every contact has it.</p>}
      {list.items.length > 0 && (
        <>
          <Table label={`Contacts without ${field.label}`} columns={COLUMNS} rows={list.items} getKey={(contact) => contact.id} isBusy={list.isBusy} />
          <LoadMore shown={list.items.length} total={list.total} hasMore={list.hasMore} isBusy={list.isLoadingMore} onMore={list.loadMore} />
        </>
      )}
    </Section>
  );
}

/** @param {{field: ProfileField, onClose: () => void}} props */
function DeleteDialog({ field, onClose }) {
  const [, navigate] = useLocation();
  // Away first: what is on screen is read again after a change, and this field is not there any more.
  const remove = useSend(() => send('DELETE', `/profile-fields/${field.id}`).then(() => navigate('/settings/profile-fields')), {
    onDone: () => toast('Profile field deleted'),
  });
  return (
    <ConfirmDialog title={`Delete ${field.label}?`} confirm="Delete field" isDanger isBusy={remove.isBusy} isDisabled={field.filled > 0} error={remove.error} onConfirm={() => remove.send(undefined)} onClose={onClose}>
      {field.filled > 0
        ? <p>It is filled for {plural(field.filled, 'contact')}. A field can be deleted when it is empty for everybody and no segment asks for it.</p>
        : <p>No contact has a value in it. It goes from every contact’s form.</p>}
    </ConfirmDialog>
  );
}

/** @param {{params: {id: string}}} props */
export default function EditProfileField({ params }) {
  const [isDeleting, setDeleting] = useState(false);
  const { data, error, refetch } = useGet(`/profile-fields/${params.id}`);
  if (error && !data) return <PageProblem title="Profile field" error={error} onRetry={refetch} />;
  if (!data) return <Loading />;
  return (
    <div className="stack">
      <PageHeader
        title={data.label}
        crumbs={[{ label: 'Profile fields', href: '/settings/profile-fields' }]}
        lead={<>{PROFILE_TYPE[data.type]} · <code>{data.key}</code> · filled for {number(data.filled)} of {plural(data.filled + data.empty, 'contact')}</>}
        actions={<Button icon={Trash2} onPress={() => setDeleting(true)}>Delete</Button>}
      />
      <Section title="Settings" isCard>
        <ProfileFieldForm
          field={data}
          submitLabel="Save profile field"
          run={(body) => send('PATCH', `/profile-fields/${data.id}`, body, { version: data.version })}
          onDone={() => toast('Profile field saved')}
        />
      </Section>
      <Missing field={data} />
      <Suspense>{isDeleting && <DeleteDialog field={data} onClose={() => setDeleting(false)} />}</Suspense>
    </div>
  );
}
