import { Users } from 'lucide-react';
import { useState } from 'react';
import { contactLine } from '../../lib/contacts.js';
import { plural } from '../../lib/format.js';
import { useList } from '../../lib/query.js';
import { useCan } from '../../lib/session.js';
import { Problem } from '../../ui/alert/Alert.jsx';
import { Button, ButtonLink } from '../../ui/button/Button.jsx';
import { Checkbox } from '../../ui/choice/Choice.jsx';
import { Chips } from '../../ui/combo-box/ComboBox.jsx';
import { DatePicker } from '../../ui/date-picker/DatePicker.jsx';
import { EmptyState } from '../../ui/empty-state/EmptyState.jsx';
import { Find } from '../../ui/find/Find.jsx';
import { LoadMore } from '../../ui/load-more/LoadMore.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { SelectTable } from '../../ui/table/SelectTable.jsx';
import { DatesPreview } from './DatesPreview.jsx';

/** @typedef {import('../../lib/types.js').ContactRow} ContactRow */

/** @type {import('../../ui/table/Table.jsx').Column<ContactRow>[]} */
const COLUMNS = [
  { id: 'name', label: 'Name', cell: (contact) => contact.name },
  { id: 'no', label: 'Contact no.', cell: (contact) => contact.contact_no },
  { id: 'email', label: 'E-mail', cell: (contact) => contact.email ?? 'None' },
];

/** How many chosen people are named before the rest is counted. */
const NAMED = 12;

/** @param {{list: ReturnType<typeof useList<ContactRow>>, selected: Set<number|string>, onSelect: (keys: Set<number|string>) => void}} props */
function Contacts({ list, selected, onSelect }) {
  const can = useCan();
  if (list.error) return <Problem error={list.error} onRetry={list.retry} />;
  if (list.isLoading) return <Loading rows={4} />;
  if (list.items.length === 0) {
    return (
      <EmptyState icon={Users} title="No contact fits">
        <p>A person needs a contact record before they can be enrolled.</p>
        {can('contact_write') && <ButtonLink href="/contacts/new">New contact</ButtonLink>}
      </EmptyState>
    );
  }
  return (
    <div>
      <SelectTable label="Contacts" columns={COLUMNS} rows={list.items} getKey={(contact) => contact.id} isBusy={list.isBusy} selected={selected} onSelect={onSelect} />
      <LoadMore shown={list.items.length} total={list.total} hasMore={list.hasMore} isBusy={list.isLoadingMore} onMore={list.loadMore} />
    </div>
  );
}

/** The first step: who, and from when.
 * @param {{programId: string, choice: import('./EnrollContacts.jsx').Choice, onChange: (choice: import('./EnrollContacts.jsx').Choice) => void, onNext: () => void}} props */
export function ChooseContacts({ programId, choice, onChange, onNext }) {
  const [q, setQ] = useState('');
  /** @type {ReturnType<typeof useList<ContactRow>>} */
  const list = useList('/contacts', { q });
  const { contacts, enrolledOn, carryOver } = choice;
  const isNone = contacts.size === 0;
  /** @param {Set<number|string>} keys */
  const select = (keys) => {
    const known = new Map([...contacts, ...list.items.map((contact) => /** @type {[number, ContactRow]} */ ([contact.id, contact]))]);
    onChange({ ...choice, contacts: new Map([...keys].map((key) => [Number(key), /** @type {ContactRow} */ (known.get(Number(key)))])) });
  };
  const chosen = [...contacts.values()];
  return (
    <>
      <Find label="Find contacts" placeholder="Name, contact number or e-mail" value={q} onFind={setQ} />
      <Contacts list={list} selected={new Set(contacts.keys())} onSelect={select} />
      <div className="enroll-bar" data-empty={isNone || undefined}>
        <div className="stack-tiny" role="status">
          <strong>{isNone ? 'Nobody selected yet' : `${plural(contacts.size, 'contact')} selected`}</strong>
          <Chips
            label="Selected contacts"
            items={chosen.slice(0, NAMED).map((contact) => ({ id: contact.id, label: contact.name, detail: contactLine(contact) }))}
            onRemove={(id) => select(new Set([...contacts.keys()].filter((key) => key !== id)))}
          />
          {chosen.length > NAMED && <span className="secondary">and {plural(chosen.length - NAMED, 'other')}</span>}
        </div>
        <div className="enroll-line">
          <DatePicker name="enrolled_on" label="Enrollment date" value={enrolledOn} isDisabled={isNone} onChange={(day) => onChange({ ...choice, enrolledOn: day ?? '' })} />
          <DatesPreview programId={programId} enrolledOn={isNone ? null : enrolledOn} />
          <Checkbox
            name="carry_over"
            label="Carry over completions"
            hint="Earlier ones of the same components count again."
            value={carryOver}
            isDisabled={isNone}
            onChange={(next) => onChange({ ...choice, carryOver: next })}
          />
          <Button variant="primary" isDisabled={isNone || !enrolledOn} onPress={onNext}>Enroll Selected</Button>
        </div>
      </div>
    </>
  );
}
