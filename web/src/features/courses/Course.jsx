import { lazy, Suspense } from 'react';
import { useGet } from '../../lib/query.js';
import { useCan } from '../../lib/session.js';
import { COMPONENT, CONTENT_SOURCE } from '../../lib/words.js';
import { StatusBadge } from '../../ui/badge/Badge.jsx';
import { ButtonLink } from '../../ui/button/Button.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { PageProblem } from '../../ui/page-header/PageProblem.jsx';
import { Tabs } from '../../ui/tabs/Tabs.jsx';
import { CourseHistory } from './CourseHistory.jsx';
import { CourseSettings } from './CourseSettings.jsx';

const CourseSteps = lazy(() => import('./CourseSteps.jsx'));
const CourseCredits = lazy(() => import('./CourseCredits.jsx'));
const CourseEquivalencies = lazy(() => import('./CourseEquivalencies.jsx'));

/** @param {{tab: string, course: import('../../lib/types.js').Course}} props */
function View({ tab, course }) {
  if (tab === 'steps') return <Suspense fallback={<Loading />}><CourseSteps course={course} /></Suspense>;
  if (tab === 'credits') return <Suspense fallback={<Loading />}><CourseCredits course={course} /></Suspense>;
  if (tab === 'equivalencies') return <Suspense fallback={<Loading />}><CourseEquivalencies course={course} /></Suspense>;
  if (tab === 'history') return <CourseHistory entity="course" id={course.id} />;
  return <CourseSettings course={course} />;
}

/** One course: its settings, its steps, what it awards, what counts as it. @param {{params: {id: string, tab?: string}}} props */
export default function Course({ params }) {
  const { id, tab = 'settings' } = params;
  const can = useCan();
  const { data, error, refetch } = useGet(`/courses/${id}`);
  if (error && !data) return <PageProblem title="Course" error={error} onRetry={refetch} />;
  if (!data) return <Loading />;
  const tabs = [
    { id: 'settings', label: 'Settings', href: `/courses/${id}` },
    { id: 'steps', label: 'Steps', href: `/courses/${id}/steps` },
    { id: 'credits', label: 'Credits', href: `/courses/${id}/credits` },
  ];
  if (can('course_write')) tabs.push({ id: 'equivalencies', label: 'Equivalencies', href: `/courses/${id}/equivalencies` });
  if (can('history_read')) tabs.push({ id: 'history', label: 'History', href: `/courses/${id}/history` });
  return (
    <div className="stack">
      <PageHeader
        title={data.title}
        crumbs={[{ label: 'Courses', href: '/courses' }]}
        badge={<StatusBadge words={COMPONENT} status={data.status} />}
        lead={`${data.code} · ${CONTENT_SOURCE[data.content_source]}`}
        actions={<ButtonLink href={`/courses/${id}/report`}>Course report</ButtonLink>}
      />
      <Tabs label="Course" current={tab} items={tabs} />
      <View tab={tab} course={data} />
    </div>
  );
}
