import { useLocation } from 'wouter';
import { send } from '../../lib/api.js';
import { number } from '../../lib/format.js';
import { useGet, useSend } from '../../lib/query.js';
import { COURSE_ENROLLMENT, STEP_KIND } from '../../lib/words.js';
import { Alert, Problem } from '../../ui/alert/Alert.jsx';
import { Badge, StatusBadge } from '../../ui/badge/Badge.jsx';
import { Button, ButtonLink } from '../../ui/button/Button.jsx';
import { DefinitionList } from '../../ui/definition-list/DefinitionList.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { PageProblem } from '../../ui/page-header/PageProblem.jsx';
import { Section } from '../../ui/section/Section.jsx';
import { toast } from '../../ui/toast/Toast.jsx';

/** @typedef {import('../../lib/types.js').Course} Course */

/** @type {Record<string, string>} */
const WAY_IN = { open: 'Open: enroll by yourself', approval: 'Your organisation approves who asks', assignment_only: 'Your organisation assigns it' };

/** Not every course can be seen by everybody: one that is assigned is there once it is. */
const UNSEEN = { status: 404, title: 'This course is not open to you yet', detail: 'It is not in the catalogue, and it has not been assigned to you.', remedy: 'Ask your organisation to assign it.' };

/** The way in, or on. @param {{course: Course}} props */
function Entrance({ course }) {
  const [, navigate] = useLocation();
  const asks = course.enrollment_method === 'approval';
  const enroll = useSend((_input, key) => send('POST', `/me/courses/${course.id}/enroll`, {}, { key }), {
    onDone: (made) => {
      toast(made.status === 'pending' ? 'Asked for; it waits for approval' : 'Enrolled');
      navigate(`/my-courses/${made.id}`);
    },
  });
  if (course.my_enrollment_id) return <div><ButtonLink variant="primary" href={`/my-courses/${course.my_enrollment_id}`}>Open my course</ButtonLink></div>;
  if (course.enrollment_method === 'assignment_only' || course.status !== 'active') return <Alert title="You cannot enroll by yourself">Ask your organisation to assign this course to you.</Alert>;
  return (
    <>
      {enroll.error && <Problem error={enroll.error} />}
      <div><Button variant="primary" isBusy={enroll.isBusy} onPress={() => enroll.send(null)}>{asks ? 'Ask to enroll' : 'Enroll'}</Button></div>
    </>
  );
}

/** What it gives: "2 CME", "up to 3 CE". @param {{credit_type: string, maximum: number, variable: boolean}[]} credits */
const gives = (credits) => credits.map(({ credit_type: type, maximum, variable }) => `${variable ? 'up to ' : ''}${number(maximum)} ${type}`).join(', ');

/** One course of the catalogue: what it is, what it asks for, and the way in. @param {{params: {id: string}}} props */
export default function CatalogueCourse({ params }) {
  const path = `/courses/${params.id}`;
  const { data, error, refetch } = useGet(path);
  const steps = useGet(data ? `${path}/steps` : null);
  const credits = useGet(data ? `${path}/credits` : null);
  if (error && !data) return <PageProblem title="Course" error={/** @type {any} */ (error).status === 404 ? UNSEEN : error} onRetry={refetch} />;
  if (!data) return <Loading />;
  /** @type {Course} */
  const course = data;
  const items = steps.data?.items ?? [];
  return (
    <div className="stack">
      <PageHeader title={course.title} crumbs={[{ label: 'My courses', href: '/my-courses' }]} badge={course.my_status && <StatusBadge words={COURSE_ENROLLMENT} status={course.my_status} />} lead={course.code} />
      {course.description && <p className="measure preserve">{course.description}</p>}
      <DefinitionList isRow items={[
        { label: 'Enrollment', value: WAY_IN[course.enrollment_method] },
        { label: 'Required steps', value: number(course.required_steps) },
        { label: 'Credit', value: gives(credits.data?.items ?? []) || null },
        { label: 'Certificate', value: course.certificate ? 'On completion' : null },
      ]}
      />
      <Entrance course={course} />
      {items.length > 0 && (
        <Section title="What there is to do" isCard>
          <ol className="stack-small">
            {items.map((/** @type {any} */ step) => <li key={step.id}>{step.title} <span className="secondary">{STEP_KIND[step.kind]}</span> {step.required && <Badge>Required</Badge>}</li>)}
          </ol>
        </Section>
      )}
    </div>
  );
}
