import { LibraryBig } from 'lucide-react';
import { send } from '../../lib/api.js';
import { date } from '../../lib/format.js';
import { useList, useSend } from '../../lib/query.js';
import { COURSE_ENROLLMENT } from '../../lib/words.js';
import { Problem } from '../../ui/alert/Alert.jsx';
import { StatusBadge } from '../../ui/badge/Badge.jsx';
import { Button } from '../../ui/button/Button.jsx';
import { Disclosure } from '../../ui/disclosure/Disclosure.jsx';
import { EmptyState } from '../../ui/empty-state/EmptyState.jsx';
import { Link } from '../../ui/link/Link.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { ProgressBar } from '../../ui/progress-bar/ProgressBar.jsx';
import { toast } from '../../ui/toast/Toast.jsx';
import './courses.css';

/** @typedef {import('../../lib/types.js').CourseEnrollmentRow} Row */
/** @typedef {import('../../lib/types.js').Course} Course */

/** @param {{row: Row}} props */
function Card({ row }) {
  return (
    <li className="course-card">
      <div className="course-card-head">
        <h3><Link href={`/my-courses/${row.id}`}>{row.course_title}</Link></h3>
        <StatusBadge words={COURSE_ENROLLMENT} status={row.status} />
      </div>
      {row.completed_on && <span className="secondary">Completed on {date(row.completed_on)}</span>}
      {!row.completed_on && row.required_steps > 0 && <ProgressBar label={`Steps done in ${row.course_title}`} isLabelHidden isWide done={row.steps_done} of={row.required_steps} unit="required steps done" />}
    </li>
  );
}

/** @param {{title: string, rows: Row[]}} props */
function Group({ title, rows }) {
  if (rows.length === 0) return null;
  return <section className="stack-small" aria-label={title}><h2>{title}</h2><ul className="course-cards">{rows.map((row) => <Card key={row.id} row={row} />)}</ul></section>;
}

/** A course of the catalogue that the person is not in. @param {{course: Course}} props */
function Offer({ course }) {
  const enroll = useSend((_input, key) => send('POST', `/me/courses/${course.id}/enroll`, {}, { key }), {
    onDone: ({ status }) => toast(status === 'pending' ? 'Asked for; it waits for approval' : 'Enrolled'),
  });
  return (
    <li className="course-card">
      <div className="course-card-head">
        <h3><Link href={`/catalogue/courses/${course.id}`}>{course.title}</Link></h3>
        <Button isBusy={enroll.isBusy} aria-label={`${course.enrollment_method === 'approval' ? 'Ask for' : 'Enroll in'} ${course.title}`} onPress={() => enroll.send(null)}>{course.enrollment_method === 'approval' ? 'Ask to enroll' : 'Enroll'}</Button>
      </div>
      {course.description && <p className="secondary">{course.description}</p>}
      {enroll.error && <Problem error={enroll.error} />}
    </li>
  );
}

function Catalogue() {
  /** @type {ReturnType<typeof useList<Course>>} */
  const list = useList('/courses', { limit: 100 });
  const offers = list.items.filter((course) => course.in_catalogue && course.enrollment_method !== 'assignment_only' && !course.my_enrollment_id);
  if (list.error) return <Problem error={list.error} onRetry={list.retry} />;
  if (offers.length === 0) return null;
  return <section className="stack-small" aria-label="Courses to enroll in"><h2>Courses to enroll in</h2><ul className="course-cards">{offers.map((course) => <Offer key={course.id} course={course} />)}</ul></section>;
}

/** The courses of the person who is signed in. */
export default function MyCourses() {
  /** @type {ReturnType<typeof useList<Row>>} */
  const list = useList('/me/courses');
  const open = list.items.filter((row) => row.active && row.status !== 'completed');
  const completed = list.items.filter((row) => row.status === 'completed');
  const past = list.items.filter((row) => !row.active && row.status !== 'completed');
  const isEmpty = !list.isLoading && !list.error && list.items.length === 0;
  return (
    <div className="stack">
      <PageHeader title="My courses" lead="What you can learn, how far you are, and what you have completed." />
      {list.error && <Problem error={list.error} onRetry={list.retry} />}
      {list.isLoading && <Loading rows={4} />}
      {isEmpty && <EmptyState icon={LibraryBig} title="You are not in any course">Courses that your organisation assigns to you appear here.</EmptyState>}
      <Group title="Under way" rows={open} />
      <Group title="Completed" rows={completed} />
      {past.length > 0 && <Disclosure label={`Ended (${past.length})`}><ul className="course-cards">{past.map((row) => <Card key={row.id} row={row} />)}</ul></Disclosure>}
      <Catalogue />
    </div>
  );
}
