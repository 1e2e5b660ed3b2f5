import { date, plural } from '../../lib/format.js';
import { useGet } from '../../lib/query.js';
import { Problem } from '../../ui/alert/Alert.jsx';
import { Button } from '../../ui/button/Button.jsx';
import { DefinitionList } from '../../ui/definition-list/DefinitionList.jsx';
import { FormActions } from '../../ui/form/Form.jsx';
import { Section } from '../../ui/section/Section.jsx';
import { Table } from '../../ui/table/Table.jsx';

/** @type {import('../../ui/table/Table.jsx').Column<import('../../lib/types.js').ContactRow>[]} */
const COLUMNS = [
  { id: 'name', label: 'Name', cell: (contact) => contact.name },
  { id: 'no', label: 'Contact no.', cell: (contact) => contact.contact_no },
  { id: 'email', label: 'E-mail', cell: (contact) => contact.email ?? 'None' },
];

/** The second step: who will be enrolled, and with what effect. Only Register does it.
 * @param {{program: import('../../lib/types.js').Program, choice: import('./EnrollContacts.jsx').Choice, isBusy: boolean, error: any, onRegister: () => void, onBack: () => void}} props */
export function ReviewEnrollments({ program, choice, isBusy, error, onRegister, onBack }) {
  const { data: dates } = useGet(`/programs/${program.id}/dates`, { enrolled_on: choice.enrolledOn });
  const contacts = [...choice.contacts.values()];
  return (
    <>
      <DefinitionList isRow items={[
        { label: 'Program', value: program.name },
        { label: 'Enrollment date', value: date(choice.enrolledOn) },
        { label: 'Grace period begins', value: date(dates?.grace_begins_on) },
        { label: 'Expiration date', value: date(dates?.expires_on) },
        { label: 'Earlier completions', value: choice.carryOver ? 'Carried over' : 'Not carried over' },
      ]}
      />
      <Section title={`${plural(contacts.length, 'contact')} will be enrolled`} hint="Anybody who is already enrolled or not eligible is left as they are, and you will see why.">
        <Table label="Contacts to enroll" columns={COLUMNS} rows={contacts} getKey={(contact) => contact.id} />
      </Section>
      {error && <Problem error={error} />}
      <FormActions>
        <Button variant="primary" onPress={onRegister} isBusy={isBusy}>Register</Button>
        <Button onPress={onBack} isDisabled={isBusy}>Back</Button>
      </FormActions>
    </>
  );
}
