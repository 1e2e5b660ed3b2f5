import { fileLink } from '../../lib/files.js';
import { date, number } from '../../lib/format.js';
import { FileList } from '../../ui/file-list/FileList.jsx';
import { Link } from '../../ui/link/Link.jsx';

/** @typedef {import('../../lib/types.js').CompletionRow} CompletionRow */
/** @typedef {import('../../ui/table/Table.jsx').Column<CompletionRow>} Column */

/** What tells one completion from another: a requirement of an enrollment.
 * @param {{enrollment_id: number, requirement_id: number}} item */
export const itemKey = (item) => `${item.enrollment_id}-${item.requirement_id}`;

/** @param {CompletionRow} row */
export const itemOf = ({ enrollment_id, requirement_id }) => ({ enrollment_id, requirement_id });

/** @type {Column} */
export const PERSON = {
  id: 'name',
  label: 'Enrollee',
  cell: (row) => <Link href={`/enrollments/${row.enrollment_id}/requirements/${row.requirement_id}`}>{row.contact_name}</Link>,
};

/** @type {Column} */
export const WHAT = { id: 'what', label: 'Requirement', cell: (row) => <span>{row.requirement_title}<span className="cell-sub">{row.program_name}</span></span> };

/** @type {Column} */
export const WHEN = { id: 'when', label: 'Completed on', isWhole: true, cell: (row) => date(row.completed_on) };

/** @type {Column} */
export const GRADE = { id: 'grade', label: 'Grade', align: 'end', cell: (row) => (row.grade === null ? 'None' : number(row.grade)) };

/** What shows the completion, to look at before it is decided. @type {Column} */
export const FILES = { id: 'files', label: 'Files', cell: (row) => (row.files.length > 0 ? <FileList files={row.files} link={fileLink} label={`Files of ${row.contact_name}`} /> : 'None') };

/** @type {Column} */
export const RECORDED = { id: 'recorded', label: 'Recorded by', cell: (row) => row.recorded_by_name };
