import { Medal, Plus } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { creditAmount, plural } from '../../lib/format.js';
import { useList } from '../../lib/query.js';
import { Problem } from '../../ui/alert/Alert.jsx';
import { Button } from '../../ui/button/Button.jsx';
import { EmptyState } from '../../ui/empty-state/EmptyState.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { Table } from '../../ui/table/Table.jsx';

const CreditTypeDialog = lazy(() => import('./CreditTypeDialog.jsx'));

/** @typedef {import('../../lib/types.js').CreditType} CreditType */

/** @param {(type: CreditType) => void} onEdit @returns {import('../../ui/table/Table.jsx').Column<CreditType>[]} */
const columns = (onEdit) => [
  { id: 'title', label: 'Credit type', cell: (type) => type.title },
  { id: 'code', label: 'Code', cell: (type) => <code>{type.code}</code> },
  { id: 'increment', label: 'Awarded in steps of', align: 'end', cell: (type) => creditAmount(type.increment, type.decimals) },
  { id: 'decimals', label: 'Decimals shown', align: 'end', cell: (type) => type.decimals },
  { id: 'courses', label: 'Awarded by', cell: (type) => (type.courses > 0 ? plural(type.courses, 'course') : 'No course yet') },
  { id: 'edit', label: 'Edit', isLabelHidden: true, align: 'end', cell: (type) => <Button isSmall aria-label={`Edit ${type.title}`} onPress={() => onEdit(type)}>Edit</Button> },
];

/** The kinds of credit that courses award. */
export default function CreditTypes() {
  const [open, setOpen] = useState(/** @type {'new'|CreditType|null} */ (null));
  /** @type {ReturnType<typeof useList<CreditType>>} */
  const list = useList('/credit-types');
  return (
    <div className="stack">
      <PageHeader
        title="Credit types"
        lead="The kinds of credit that your courses award and your programs ask for, such as CME or CPE. How much a course awards is set on the course."
        actions={<Button variant="primary" icon={Plus} onPress={() => setOpen('new')}>New credit type</Button>}
      />
      {list.error && <Problem error={list.error} onRetry={list.retry} />}
      {list.isLoading && <Loading />}
      {!list.isLoading && !list.error && list.items.length === 0 && <EmptyState icon={Medal} title="There are no credit types yet">Create the first one with “New credit type”; then courses can award it.</EmptyState>}
      {list.items.length > 0 && <Table label="Credit types" columns={columns(setOpen)} rows={list.items} getKey={(type) => type.id} isBusy={list.isBusy} />}
      {open && <Suspense><CreditTypeDialog type={open === 'new' ? null : open} onClose={() => setOpen(null)} /></Suspense>}
    </div>
  );
}
