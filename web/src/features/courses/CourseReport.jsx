import { UserPlus, Users } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { date, number, plural } from '../../lib/format.js';
import { useGet, useList } from '../../lib/query.js';
import { useCan } from '../../lib/session.js';
import { useUrlState } from '../../lib/url.js';
import { CONTENT_SOURCE, COURSE_ACTIVITY, COURSE_ENROLLMENT, options } from '../../lib/words.js';
import { Alert, Problem } from '../../ui/alert/Alert.jsx';
import { Badge, StatusBadge } from '../../ui/badge/Badge.jsx';
import { Button } from '../../ui/button/Button.jsx';
import { EmptyState } from '../../ui/empty-state/EmptyState.jsx';
import { Find } from '../../ui/find/Find.jsx';
import { Link } from '../../ui/link/Link.jsx';
import { LoadMore } from '../../ui/load-more/LoadMore.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { PageProblem } from '../../ui/page-header/PageProblem.jsx';
import { ProgressBar } from '../../ui/progress-bar/ProgressBar.jsx';
import { Select } from '../../ui/select/Select.jsx';
import { SelectTable } from '../../ui/table/SelectTable.jsx';
import { Table } from '../../ui/table/Table.jsx';
import { ACTIONS } from './actions.jsx';
import './courses.css';

const ManyDialog = lazy(() => import('./ManyDialog.jsx'));
const AssignDialog = lazy(() => import('./AssignDialog.jsx'));

/** @typedef {import('../../lib/types.js').CourseEnrollmentRow} Row */
/** @typedef {import('../../lib/types.js').Course} Course */
/** @typedef {ReturnType<typeof useList<Row>>} List */
/** @typedef {Set<number|string>} Keys */

/** How a row is said to be active. @param {Row} row */
const activityOf = (row) => (row.archived ? 'archived' : row.active ? 'active' : 'suspended');

/** @type {import('../../ui/table/Table.jsx').Column<Row>[]} */
const COLUMNS = [
  { id: 'name', label: 'Learner', cell: (row) => <><Link href={`/course-enrollments/${row.id}`}>{row.contact_name}</Link><span className="cell-sub">{row.contact_no}</span></> },
  { id: 'status', label: 'Status', cell: (row) => <span className="row"><StatusBadge words={COURSE_ENROLLMENT} status={row.status} />{!row.active && <StatusBadge words={COURSE_ACTIVITY} status={activityOf(row)} />}</span> },
  { id: 'progress', label: 'Required steps', cell: (row) => (row.required_steps > 0 ? <ProgressBar label={`Required steps done by ${row.contact_name}`} isLabelHidden done={row.steps_done} of={row.required_steps} /> : 'None') },
  { id: 'completed', label: 'Completed on', isWhole: true, cell: (row) => date(row.completed_on) },
  { id: 'attempt', label: 'Attempt', cell: (row) => <>{row.attempt}{row.earlier_completions > 0 && <> <Badge tone="good">{`completed ${row.earlier_completions}× before`}</Badge></>}</> },
];

const STATUS_OPTIONS = [{ id: '', label: 'Any status' }, ...options(COURSE_ENROLLMENT)];
const ACTIVITY_OPTIONS = [{ id: '', label: 'All' }, ...options(COURSE_ACTIVITY)];
const MOST = 200;

/** How many stand where: what the records say, kept with each change. @param {{course: Course}} props */
function Counts({ course }) {
  const sum = (/** @type {(count: import('../../lib/types.js').CourseCount) => boolean} */ fits) => number(course.counts.filter(fits).reduce((total, { n }) => total + n, 0));
  return (
    <dl className="course-counts" aria-label="Enrollments">
      <div><dt>All enrollments</dt><dd>{sum(() => true)}</dd></div>
      {Object.entries(COURSE_ENROLLMENT).map(([status, { label }]) => <div key={status}><dt>{label}</dt><dd>{sum((count) => count.status === status)}</dd></div>)}
      <div><dt>Of these ended</dt><dd>{sum(({ active, archived }) => !active && !archived)}</dd></div>
      <div><dt>Archived</dt><dd>{sum(({ archived }) => archived)}</dd></div>
    </dl>
  );
}

/** @param {{list: List, isFiltered: boolean, mayChange: boolean, selected: Keys, onSelect: (keys: Keys) => void, onShowAll: () => void}} props */
function Rows({ list, isFiltered, mayChange, selected, onSelect, onShowAll }) {
  if (list.error) return <Problem error={list.error} onRetry={list.retry} />;
  if (list.isLoading) return <Loading />;
  if (list.items.length === 0) {
    return <EmptyState icon={Users} title={isFiltered ? 'Nobody fits' : 'Nobody is in this course yet'}>{isFiltered ? <Button onPress={onShowAll}>Show everybody</Button> : 'Enroll contacts, or let a segment assign it.'}</EmptyState>;
  }
  const shared = { label: 'Course report', columns: COLUMNS, rows: list.items, getKey: (/** @type {Row} */ row) => row.id, isBusy: list.isBusy };
  return (
    <>
      {mayChange ? <SelectTable {...shared} selected={selected} onSelect={onSelect} /> : <Table {...shared} />}
      <LoadMore shown={list.items.length} total={list.total} hasMore={list.hasMore} isBusy={list.isLoadingMore} onMore={list.loadMore} />
    </>
  );
}

/** What to do with those that are ticked. @param {{count: number, onOpen: (action: string) => void}} props */
function Actions({ count, onOpen }) {
  const isOff = count === 0 || count > MOST;
  return (
    <div className="row-between">
      <span role="status">{count === 0 ? 'Tick the enrollments to change.' : count > MOST ? `${plural(count, 'enrollment')} ticked; at most ${MOST} at once` : `${plural(count, 'enrollment')} ticked`}</span>
      <div className="report-actions">
        <Button isDisabled={isOff} onPress={() => onOpen('change')}>Change status</Button>
        {Object.values(ACTIONS).map(({ id, title, isDanger }) => <Button key={id} isDisabled={isOff} variant={isDanger ? 'danger' : 'secondary'} onPress={() => onOpen(id)}>{title}</Button>)}
      </div>
    </div>
  );
}

/** Who is in a course and how far, and what can be done about it. @param {{params: {id: string}}} props */
export default function CourseReport({ params }) {
  const { id } = params;
  const can = useCan();
  const mayChange = can('course_status');
  const [state, set] = useUrlState({ q: '', status: '', activity: '' });
  const [selected, setSelected] = useState(/** @type {Keys} */ (new Set()));
  const [names, setNames] = useState(/** @type {Map<number|string, string>} */ (new Map())); // of those ticked, also when another search is shown
  const [open, setOpen] = useState('');
  const course = useGet(`/courses/${id}`);
  /** @type {List} */
  const list = useList(`/courses/${id}/enrollments`, state);
  if (course.error) return <PageProblem title="Course report" error={course.error} onRetry={course.refetch} />;
  if (!course.data) return <Loading />;
  const { title, code, content_source: source, status } = course.data;
  const close = () => setOpen('');
  const select = (/** @type {Keys} */ keys) => {
    setSelected(keys);
    setNames(new Map([...names, ...list.items.map((row) => /** @type {const} */ ([row.id, row.contact_name]))]));
  };
  return (
    <div className="stack">
      <PageHeader
        title={title}
        crumbs={[{ label: 'Courses', href: '/courses' }]}
        lead={<>Course report · {code} · {CONTENT_SOURCE[source]} · <Link isQuiet href={`/courses/${id}`}>Course settings</Link></>}
        actions={can('enrollment_create') && status === 'active' && <Button variant="primary" icon={UserPlus} onPress={() => setOpen('assign')}>Enroll contacts</Button>}
      />
      <Counts course={course.data} />
      {(source === 'premium' || source === 'marketplace') && <Alert>{CONTENT_SOURCE[source]} content is shared with other organisations: its status cannot be changed by hand. A completion from elsewhere comes in by import.</Alert>}
      <Find label="Find a learner" placeholder="Name, contact number or e-mail" value={state.q} onFind={(q) => set({ q })}>
        <Select name="status" label="Status" value={state.status} onChange={(next) => set({ status: next })} options={STATUS_OPTIONS} />
        <Select name="activity" label="Activity" value={state.activity} onChange={(next) => set({ activity: next })} options={ACTIVITY_OPTIONS} />
      </Find>
      {mayChange && <Actions count={selected.size} onOpen={setOpen} />}
      <Rows list={list} isFiltered={Boolean(state.q || state.status || state.activity)} mayChange={mayChange} selected={selected} onSelect={select} onShowAll={() => set({ q: '', status: '', activity: '' })} />
      <Suspense>
        {open === 'assign' && <AssignDialog course={course.data} onClose={close} />}
        {open && open !== 'assign' && <ManyDialog action={open} ids={[...selected].map(Number)} names={[...selected].map((key) => names.get(key) ?? '')} onClose={close} onDone={() => setSelected(new Set())} />}
      </Suspense>
    </div>
  );
}
