import { plural } from '../../lib/format.js';
import { Alert } from '../../ui/alert/Alert.jsx';
import { Badge } from '../../ui/badge/Badge.jsx';
import { Button, ButtonLink } from '../../ui/button/Button.jsx';
import { FormActions } from '../../ui/form/Form.jsx';
import { Link } from '../../ui/link/Link.jsx';
import { Table } from '../../ui/table/Table.jsx';

/** @typedef {import('../../lib/types.js').EnrollOutcome} Outcome */
/** @typedef {import('../../lib/types.js').ContactRow} ContactRow */

/** @param {Map<number, ContactRow>} contacts @returns {import('../../ui/table/Table.jsx').Column<Outcome>[]} */
const columns = (contacts) => [
  {
    id: 'name',
    label: 'Contact',
    cell: (item) => {
      const name = contacts.get(item.contact_id)?.name ?? `Contact ${item.contact_id}`;
      return item.enrollment_id ? <Link href={`/enrollments/${item.enrollment_id}`}>{name}</Link> : name;
    },
  },
  { id: 'outcome', label: 'Result', cell: (item) => (item.outcome === 'enrolled' ? <Badge tone="good">Enrolled</Badge> : <Badge tone="danger">Not enrolled</Badge>) },
  { id: 'why', label: 'Reason and what to do', cell: (item) => [item.detail, item.remedy].filter(Boolean).join(' ') },
];

/** What registering did, person by person; the refused first.
 * @param {{result: any, contacts: Map<number, ContactRow>, back: string, onMore: () => void}} props */
export function EnrollOutcome({ result, contacts, back, onMore }) {
  /** @type {Outcome[]} */
  const items = result.items.toSorted((/** @type {Outcome} */ a, /** @type {Outcome} */ b) => b.outcome.localeCompare(a.outcome));
  return (
    <>
      <Alert tone={result.refused > 0 ? 'warn' : 'good'} title={`${plural(result.enrolled, 'contact')} enrolled`} isLive>
        {result.refused > 0 && <p>{plural(result.refused, 'contact was', 'contacts were')} not enrolled. The reasons stand below.</p>}
      </Alert>
      <Table label="Result by contact" columns={columns(contacts)} rows={items} getKey={(item) => item.contact_id} />
      <FormActions>
        <ButtonLink variant="primary" href={back}>Back to the program</ButtonLink>
        <Button onPress={onMore}>Enroll others</Button>
      </FormActions>
    </>
  );
}
