import { date } from '../../lib/format.js';
import { deadline, ENROLLMENT } from '../../lib/words.js';
import { StatusBadge } from '../../ui/badge/Badge.jsx';
import { Link } from '../../ui/link/Link.jsx';
import { ProgressBar } from '../../ui/progress-bar/ProgressBar.jsx';

/** @typedef {import('../../lib/types.js').EnrollmentRow} EnrollmentRow */
/** @typedef {import('../../ui/table/Table.jsx').Column<EnrollmentRow>} Column */

/** The columns that lists of enrollments share; the first one depends on what the list is of. */

/** @type {Column} */
export const ENROLLEE = {
  id: 'name',
  label: 'Enrollee',
  cell: (row) => (
    <>
      <Link href={`/enrollments/${row.id}`}>{row.contact_name}</Link>
      {row.cycle > 1 && <span className="cell-sub">Enrollment no. {row.cycle}</span>}
    </>
  ),
};

/** @type {Column} */
export const CONTACT_NO = { id: 'no', label: 'Contact no.', cell: (row) => row.contact_no };

/** @type {Column} */
export const STATUS = { id: 'status', label: 'Status', cell: (row) => <StatusBadge words={ENROLLMENT} status={row.status} /> };

/** @type {Column} */
export const DEADLINE = { id: 'deadline', label: 'Completion deadline', isWhole: true, cell: (row) => deadline(row, date) };

/** @type {Column} */
export const PROGRESS = { id: 'progress', label: 'Requirements met', cell: (row) => <ProgressBar label={`Requirements met by ${row.contact_name}`} isLabelHidden done={row.met} of={row.required} /> };

/** @type {Column} */
export const ENROLLED_ON = { id: 'enrolled', label: 'Enrolled on', isWhole: true, cell: (row) => date(row.enrolled_on) };
