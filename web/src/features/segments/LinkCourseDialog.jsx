import { BookOpen } from 'lucide-react';
import { useState } from 'react';
import { send } from '../../lib/api.js';
import { plural } from '../../lib/format.js';
import { useList, useSend } from '../../lib/query.js';
import { Problem } from '../../ui/alert/Alert.jsx';
import { Button } from '../../ui/button/Button.jsx';
import { Dialog } from '../../ui/dialog/Dialog.jsx';
import { EmptyState } from '../../ui/empty-state/EmptyState.jsx';
import { Find } from '../../ui/find/Find.jsx';
import { FormActions } from '../../ui/form/Form.jsx';
import { LoadMore } from '../../ui/load-more/LoadMore.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { SelectTable } from '../../ui/table/SelectTable.jsx';
import { toast } from '../../ui/toast/Toast.jsx';

/** @typedef {{id: number, code: string, title: string, enrollment_method: string, status: string}} Course */

/** Why a segment cannot assign a course, if so. @param {Course} course @param {Set<number>} linked */
function obstacle(course, linked) {
  if (linked.has(course.id)) return 'Already linked';
  if (course.enrollment_method !== 'assignment_only') return 'Not by assignment only: change Enrollment method in the course’s settings';
  return course.status === 'active' ? '' : 'Not active';
}

/** @param {Set<number>} linked @returns {import('../../ui/table/Table.jsx').Column<Course>[]} */
const columns = (linked) => [
  { id: 'title', label: 'Course', cell: (course) => <>{course.title}<span className="cell-sub">{course.code}</span></> },
  { id: 'method', label: 'Can be linked', cell: (course) => obstacle(course, linked) || 'Yes' },
];

/** Courses to be assigned to everybody in a segment. @param {{segment: import('../../lib/types.js').Segment, onClose: () => void}} props */
export default function LinkCourseDialog({ segment, onClose }) {
  const [q, setQ] = useState('');
  const [selected, setSelected] = useState(/** @type {Set<number|string>} */ (new Set()));
  /** @type {ReturnType<typeof useList<Course>>} */
  const list = useList('/courses', { q });
  const linked = new Set(segment.courses.filter((course) => course.state !== 'unlinking').map((course) => course.course_id));
  const link = useSend((_input, key) => send('POST', `/segments/${segment.id}/courses`, { course_ids: [...selected].map(Number) }, { key }), {
    onDone: () => {
      toast(`${plural(selected.size, 'course')} linked`);
      onClose();
    },
  });
  return (
    <Dialog title={`Link courses to ${segment.name}`} onClose={onClose} isBusy={link.isBusy} isWide>
      <div className="stack-small">
        {link.error && <Problem error={link.error} />}
        <Find label="Find a course" placeholder="Title or code" value={q} onFind={setQ} />
        {list.error && <Problem error={list.error} onRetry={list.retry} />}
        {list.isLoading && <Loading rows={4} />}
        {!list.isLoading && !list.error && list.items.length === 0 && <EmptyState icon={BookOpen} title={q ? 'No course fits' : 'There are no courses yet'} />}
        {list.items.length > 0 && (
          <>
            <SelectTable
              label="Courses"
              columns={columns(linked)}
              rows={list.items}
              getKey={(course) => course.id}
              isBusy={list.isBusy}
              selected={selected}
              onSelect={setSelected}
              disabled={list.items.filter((course) => obstacle(course, linked)).map((course) => course.id)}
            />
            <LoadMore shown={list.items.length} total={list.total} hasMore={list.hasMore} isBusy={list.isLoadingMore} onMore={list.loadMore} />
          </>
        )}
        <p role="status">{selected.size > 0 ? `${plural(segment.members, 'member is', 'members are')} enrolled in ${plural(selected.size, 'course')} at once, and whoever joins the segment later.` : 'Select one course or several.'}</p>
      </div>
      <FormActions>
        <Button variant="primary" onPress={() => link.send(undefined)} isBusy={link.isBusy} isDisabled={selected.size === 0}>Link resources</Button>
        <Button onPress={onClose} isDisabled={link.isBusy}>Cancel</Button>
      </FormActions>
    </Dialog>
  );
}
