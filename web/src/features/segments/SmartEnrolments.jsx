import { Plus, Trash2, Undo2 } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { send } from '../../lib/api.js';
import { date, plural } from '../../lib/format.js';
import { useSend } from '../../lib/query.js';
import { useCan } from '../../lib/session.js';
import { Problem } from '../../ui/alert/Alert.jsx';
import { Badge } from '../../ui/badge/Badge.jsx';
import { Button } from '../../ui/button/Button.jsx';
import { Link } from '../../ui/link/Link.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { MoreMenu } from '../../ui/menu/MoreMenu.jsx';
import { Section } from '../../ui/section/Section.jsx';
import { Table } from '../../ui/table/Table.jsx';
import { toast } from '../../ui/toast/Toast.jsx';
import { useUnlinkEffect } from './preview.js';
import { WorkBar } from './WorkBar.jsx';

const ConfirmDialog = lazy(() => import('../../ui/dialog/Dialog.jsx').then((module) => ({ default: module.ConfirmDialog })));
const LinkCourseDialog = lazy(() => import('./LinkCourseDialog.jsx'));

/** @typedef {import('../../lib/types.js').Segment} Segment */
/** @typedef {import('../../lib/types.js').SegmentCourse} SegmentCourse */

/** What taking a course away does, before it is done. @param {{segment: Segment, course: SegmentCourse, onClose: () => void}} props */
function RemoveDialog({ segment, course, onClose }) {
  const path = `/segments/${segment.id}/courses/${course.course_id}`;
  const remove = useSend(() => send('DELETE', `${path}?preview=false`), {
    onDone: ({ outcome }) => {
      toast(outcome === 'unlinking' ? `${course.title} is being removed` : `${course.title} removed`);
      onClose();
    },
  });
  const { data, error } = useUnlinkEffect(path);
  return (
    <ConfirmDialog title={`Remove ${course.title}?`} confirm="OK" cancel="Cancel" isDanger isBusy={remove.isBusy} isDisabled={!data} error={remove.error ?? error} onConfirm={() => remove.send(undefined)} onClose={onClose}>
      {!data && !error && <Loading rows={2} />}
      {data && (
        <>
          <p><strong>This unenrolls every member of {segment.name}, not just one.</strong></p>
          <ul className="effect-list">
            <li>{plural(data.unenrolled, 'person is', 'people are')} unenrolled at once; their progress is kept.</li>
            {data.people > data.unenrolled && <li>{plural(data.people - data.unenrolled, 'person stays', 'people stay')} in the course, as something else keeps them in.</li>}
            {data.archived > 0 && <li>{plural(data.archived, 'completion is', 'completions are')} archived, not deleted.</li>}
          </ul>
        </>
      )}
    </ConfirmDialog>
  );
}

/** @param {{segment: Segment, course: SegmentCourse, readAt: number}} props */
function State({ segment, course, readAt }) {
  const retry = useSend(() => send('POST', `/segments/${segment.id}/courses/${course.course_id}/retry`));
  if (course.work) {
    return <WorkBar label={course.state === 'linking' ? 'Enrolling' : 'Unenrolling'} work={course.work} readAt={readAt} unit="people" onRetry={() => retry.send(undefined)} isBusy={retry.isBusy} />;
  }
  return <Badge tone="good">Linked</Badge>;
}

/** @param {{segment: Segment, readAt: number, onRemove: (course: SegmentCourse) => void, onRelink: (course: SegmentCourse) => void, canWrite: boolean}} tools @returns {import('../../ui/table/Table.jsx').Column<SegmentCourse>[]} */
const columns = ({ segment, readAt, onRemove, onRelink, canWrite }) => [
  { id: 'title', label: 'Course', cell: (course) => <><Link href={`/courses/${course.course_id}/report`}>{course.title}</Link><span className="cell-sub">{course.code}</span></> },
  { id: 'state', label: 'State', cell: (course) => <State segment={segment} course={course} readAt={readAt} /> },
  { id: 'linked', label: 'Linked', cell: (course) => <span>{date(course.linked_at.slice(0, 10))}<span className="cell-sub">{course.linked_by_name ?? 'Laurel'}</span></span> },
  {
    id: 'actions',
    label: 'Actions',
    isLabelHidden: true,
    align: 'end',
    cell: (course) => (canWrite
      ? <MoreMenu label={`Actions for ${course.title}`} items={course.state === 'unlinking'
        ? [{ id: 'relink', label: 'Cancel, and link again', icon: Undo2, onAction: () => onRelink(course) }]
        : [{ id: 'remove', label: course.state === 'linking' ? 'Cancel, and remove' : 'Remove', icon: Trash2, onAction: () => onRemove(course) }]} />
      : null),
  },
];

/** The courses that a segment assigns to its members. @param {{segment: Segment, readAt: number}} props  readAt: when the segment was read */
export function SmartEnrolments({ segment, readAt }) {
  const canWrite = useCan()('segment_write');
  const [isLinking, setLinking] = useState(false);
  const [removing, setRemoving] = useState(/** @type {SegmentCourse|null} */ (null));
  const relink = useSend((/** @type {SegmentCourse} */ course, key) => send('POST', `/segments/${segment.id}/courses`, { course_ids: [course.course_id] }, { key }));
  return (
    <Section
      title="Smart enrolments"
      hint="Its members are enrolled in these courses without anybody doing it, and unenrolled when they leave."
      actions={canWrite && <Button icon={Plus} onPress={() => setLinking(true)}>Link course</Button>}
    >
      {relink.error && <Problem error={relink.error} />}
      {segment.courses.length === 0
        ? <p className="secondary">No course is linked yet.</p>
        : <Table label="Linked courses" columns={columns({ segment, readAt, onRemove: setRemoving, onRelink: relink.send, canWrite })} rows={segment.courses} getKey={(course) => course.course_id} />}
      <Suspense>
        {isLinking && <LinkCourseDialog segment={segment} onClose={() => setLinking(false)} />}
        {removing && <RemoveDialog segment={segment} course={removing} onClose={() => setRemoving(null)} />}
      </Suspense>
    </Section>
  );
}
