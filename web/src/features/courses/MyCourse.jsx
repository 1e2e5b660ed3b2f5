import { useEffect, useRef, useState } from 'react';
import { send } from '../../lib/api.js';
import { date } from '../../lib/format.js';
import { useGet, useSend } from '../../lib/query.js';
import { COURSE_ENROLLMENT } from '../../lib/words.js';
import { Alert } from '../../ui/alert/Alert.jsx';
import { StatusBadge } from '../../ui/badge/Badge.jsx';
import { Button } from '../../ui/button/Button.jsx';
import { ConfirmDialog } from '../../ui/dialog/Dialog.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { PageProblem } from '../../ui/page-header/PageProblem.jsx';
import { ProgressBar } from '../../ui/progress-bar/ProgressBar.jsx';
import { Section } from '../../ui/section/Section.jsx';
import { toast } from '../../ui/toast/Toast.jsx';
import { EnrollmentCredits } from './EnrollmentCredits.jsx';
import { StepList } from './StepList.jsx';

/** @typedef {import('../../lib/types.js').CourseEnrollment} Enrollment */

/** @param {{enrollment: Enrollment}} props */
function Leave({ enrollment }) {
  const [isAsking, setAsking] = useState(false);
  const leave = useSend((_input, key) => send('POST', `/course-enrollments/${enrollment.id}/unenroll`, {}, { key }), { onDone: () => { toast('You have left the course'); setAsking(false); } });
  if (!enrollment.can.unenroll) return null;
  return (
    <>
      <Button onPress={() => setAsking(true)}>Leave the course</Button>
      {isAsking && (
        <ConfirmDialog title="Leave this course?" confirm="Leave the course" cancel="Stay in it" isBusy={leave.isBusy} error={leave.error} onConfirm={() => leave.send(null)} onClose={() => setAsking(false)}>
          <p>What you have done is kept: if you come back, you go on from there.</p>
        </ConfirmDialog>
      )}
    </>
  );
}

/** A course of the person who is signed in. Opening it for the first time begins it. @param {{params: {id: string}}} props */
export default function MyCourse({ params }) {
  const { id } = params;
  const { data, error, refetch } = useGet(`/course-enrollments/${id}`);
  const open = useSend((_input, key) => send('POST', `/course-enrollments/${id}/open`, {}, { key }));
  const opened = useRef(false);
  const isNew = data?.status === 'assigned' && data.can.learn;
  const { send: begin } = open;
  useEffect(() => {
    if (!isNew || opened.current) return;
    opened.current = true;
    begin(null);
  }, [isNew, begin]);
  if (error && !data) return <PageProblem title="My course" error={error} onRetry={refetch} />;
  if (!data) return <Loading />;
  /** @type {Enrollment} */
  const enrollment = data;
  return (
    <div className="stack">
      <PageHeader title={enrollment.course_title} crumbs={[{ label: 'My courses', href: '/my-courses' }]} badge={<StatusBadge words={COURSE_ENROLLMENT} status={enrollment.status} />} actions={<Leave enrollment={enrollment} />} />
      {enrollment.status === 'completed' && <Alert tone="good" title={`You completed this course on ${date(enrollment.completed_on)}`}>It stays completed, whatever you change in the steps.</Alert>}
      {enrollment.why_not.learn && <Alert title={enrollment.why_not.learn.detail}>{enrollment.why_not.learn.remedy}</Alert>}
      {enrollment.required_steps > 0 && <ProgressBar label="Required steps done" isWide done={enrollment.steps_done} of={enrollment.required_steps} />}
      <Section title="Steps" isCard><StepList enrollment={enrollment} /></Section>
      <EnrollmentCredits id={id} isOwn />
    </div>
  );
}
