import { LibraryBig, Plus } from 'lucide-react';
import { number } from '../../lib/format.js';
import { useList } from '../../lib/query.js';
import { useCan } from '../../lib/session.js';
import { useUrlState } from '../../lib/url.js';
import { COMPONENT, CONTENT_SOURCE, ENROLLMENT_METHOD, options } from '../../lib/words.js';
import { Problem } from '../../ui/alert/Alert.jsx';
import { StatusBadge } from '../../ui/badge/Badge.jsx';
import { ButtonLink } from '../../ui/button/Button.jsx';
import { EmptyState } from '../../ui/empty-state/EmptyState.jsx';
import { Find } from '../../ui/find/Find.jsx';
import { Link } from '../../ui/link/Link.jsx';
import { LoadMore } from '../../ui/load-more/LoadMore.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { Select } from '../../ui/select/Select.jsx';
import { Table } from '../../ui/table/Table.jsx';

/** @typedef {import('../../lib/types.js').Course} Course */

/** @type {import('../../ui/table/Table.jsx').Column<Course>[]} */
const COLUMNS = [
  { id: 'title', label: 'Course', cell: (course) => <><Link href={`/courses/${course.id}`}>{course.title}</Link><span className="cell-sub">{course.code}</span></> },
  { id: 'source', label: 'Content', cell: (course) => CONTENT_SOURCE[course.content_source] },
  { id: 'method', label: 'Enrollment method', cell: (course) => ENROLLMENT_METHOD[course.enrollment_method] },
  { id: 'status', label: 'Status', cell: (course) => <StatusBadge words={COMPONENT} status={course.status} /> },
  { id: 'learners', label: 'Learners', align: 'end', cell: (course) => number(course.learners) },
  { id: 'report', label: 'Course report', isLabelHidden: true, cell: (course) => <Link href={`/courses/${course.id}/report`}>Course report<span className="visually-hidden"> of {course.title}</span></Link> },
];

const SOURCE_OPTIONS = [{ id: '', label: 'Any content' }, ...options(CONTENT_SOURCE)];
const METHOD_OPTIONS = [{ id: '', label: 'Any method' }, ...options(ENROLLMENT_METHOD)];

/** @param {{list: ReturnType<typeof useList<Course>>, isFiltered: boolean}} props */
function Rows({ list, isFiltered }) {
  if (list.error) return <Problem error={list.error} onRetry={list.retry} />;
  if (list.isLoading) return <Loading />;
  if (list.items.length === 0) {
    return (
      <EmptyState icon={LibraryBig} title={isFiltered ? 'No course fits' : 'There are no courses yet'}>
        {isFiltered ? 'Try fewer words, or any content.' : 'A course has steps that people work through. Programs can ask for it, and segments can assign it.'}
      </EmptyState>
    );
  }
  return (
    <>
      <Table label="Courses" columns={COLUMNS} rows={list.items} getKey={(course) => course.id} isBusy={list.isBusy} />
      <LoadMore shown={list.items.length} total={list.total} hasMore={list.hasMore} isBusy={list.isLoadingMore} onMore={list.loadMore} />
    </>
  );
}

export default function Courses() {
  const can = useCan();
  const [state, set] = useUrlState({ q: '', content_source: '', enrollment_method: '' });
  /** @type {ReturnType<typeof useList<Course>>} */
  const list = useList('/courses', state);
  return (
    <div className="stack">
      <PageHeader
        title="Courses"
        lead="Learning content with steps, who is in it, and how far they are."
        actions={can('course_write') && <ButtonLink variant="primary" icon={Plus} href="/courses/new">New course</ButtonLink>}
      />
      <Find label="Find a course" placeholder="Title or code" value={state.q} onFind={(q) => set({ q })}>
        <Select name="content_source" label="Content" value={state.content_source} onChange={(next) => set({ content_source: next })} options={SOURCE_OPTIONS} />
        <Select name="enrollment_method" label="Enrollment method" value={state.enrollment_method} onChange={(next) => set({ enrollment_method: next })} options={METHOD_OPTIONS} />
      </Find>
      <Rows list={list} isFiltered={Boolean(state.q || state.content_source || state.enrollment_method)} />
    </div>
  );
}
