import { creditAmount, date } from '../../lib/format.js';
import { useGet, useList } from '../../lib/query.js';
import { COURSE_ACTIVITY, COURSE_ENROLLMENT } from '../../lib/words.js';
import { Problem } from '../../ui/alert/Alert.jsx';
import { StatusBadge } from '../../ui/badge/Badge.jsx';
import { ButtonLink } from '../../ui/button/Button.jsx';
import { DefinitionList } from '../../ui/definition-list/DefinitionList.jsx';
import { Link } from '../../ui/link/Link.jsx';
import { LoadMore } from '../../ui/load-more/LoadMore.jsx';
import { ProgressBar } from '../../ui/progress-bar/ProgressBar.jsx';
import { Section } from '../../ui/section/Section.jsx';
import { Table } from '../../ui/table/Table.jsx';

/** @typedef {import('../../lib/types.js').CourseEnrollmentRow} Row */

/** @type {import('../../ui/table/Table.jsx').Column<Row>[]} */
const COLUMNS = [
  { id: 'course', label: 'Course', cell: (row) => <>{row.course_title}{row.attempt > 1 && <span className="cell-sub">Attempt {row.attempt}</span>}</> },
  { id: 'status', label: 'Status', cell: (row) => <span className="row"><StatusBadge words={COURSE_ENROLLMENT} status={row.status} />{!row.active && <StatusBadge words={COURSE_ACTIVITY} status={row.archived ? 'archived' : 'suspended'} />}</span> },
  { id: 'progress', label: 'Progress', cell: (row) => (row.required_steps > 0 ? <ProgressBar label={`Steps done in ${row.course_title}`} isLabelHidden done={row.steps_done} of={row.required_steps} /> : null) },
  { id: 'from', label: 'Enrolled on', isWhole: true, cell: (row) => date(row.enrolled_on) },
  { id: 'completed', label: 'Completed on', isWhole: true, cell: (row) => date(row.completed_on) },
  { id: 'view', label: 'View', isLabelHidden: true, align: 'end', cell: (row) => <Link href={`/course-enrollments/${row.id}`} aria-label={`View enrollment in ${row.course_title}`}>View enrollment</Link> },
];

/** The courses that a person is or was in. @param {{contactId: string}} props */
export function ContactCourses({ contactId }) {
  /** @type {ReturnType<typeof useList<Row>>} */
  const list = useList(`/contacts/${contactId}/courses`);
  if (list.error) return <Section title="Courses"><Problem error={list.error} onRetry={list.retry} /></Section>;
  if (list.items.length === 0) return null;
  return (
    <Section title="Courses">
      <Table label="Courses" columns={COLUMNS} rows={list.items} getKey={(row) => row.id} isBusy={list.isBusy} />
      {list.hasMore && <LoadMore shown={list.items.length} hasMore isBusy={list.isLoadingMore} onMore={list.loadMore} />}
    </Section>
  );
}

/** What a person has of each type of credit. @param {{contactId: string}} props */
export function ContactCredits({ contactId }) {
  const { data, error, refetch } = useGet('/credits/totals', { contact_id: contactId });
  if (error) return <Section title="Credits"><Problem error={error} onRetry={refetch} /></Section>;
  /** @type {import('../../lib/types.js').CreditTotal[]} */
  const totals = data?.items ?? [];
  if (totals.length === 0) return null;
  return (
    <Section title="Credits" actions={<ButtonLink href={`/contacts/${contactId}/credits`}>Open credits</ButtonLink>}>
      <DefinitionList isRow items={totals.map((total) => ({ label: total.title, value: `${creditAmount(total.amount, total.decimals)}${total.expired > 0 ? ` (${creditAmount(total.expired, total.decimals)} expired)` : ''}` }))} />
    </Section>
  );
}
