import { lazy, Suspense, useState } from 'react';
import { send } from '../../lib/api.js';
import { formProps, useForm } from '../../lib/form.js';
import { required } from '../../lib/limits.js';
import { useSend } from '../../lib/query.js';
import { useReason } from '../../lib/reason.js';
import { Problem } from '../../ui/alert/Alert.jsx';
import { Button } from '../../ui/button/Button.jsx';
import { Form } from '../../ui/form/Form.jsx';
import { toast } from '../../ui/toast/Toast.jsx';
import { GradeField } from './GradeField.jsx';

const ReasonDialog = lazy(() => import('../../ui/dialog/ReasonDialog.jsx'));

/** @typedef {import('../../lib/types.js').Requirement} Requirement */
/** @typedef {'reject'|'void'|'waive'} Reasoned */

/** What the decisions that need a reason say before they are made. */
const REASONED = {
  reject: { button: 'Reject', title: 'Reject this completion?', label: 'Note', field: 'note', effect: 'The enrollee can submit it again. The note is shown to them.', done: 'Completion rejected' },
  void: { button: 'Void', title: 'Void this completion?', label: 'Reason', field: 'reason', effect: 'The requirement counts as not completed again. The record stays in the history, marked as void.', done: 'Completion voided' },
  waive: { button: 'Waive', title: 'Waive this requirement?', label: 'Reason', field: 'reason', effect: 'The requirement counts as met without a completion.', done: 'Requirement waived' },
};

/** @type {Record<Reasoned, string>} */
const PATH = { reject: '/completion/reject', void: '/completion/void', waive: '/waive' };

/** @param {{path: string, action: Reasoned, about: React.ReactNode, onClose: () => void}} props */
function Decide({ path, action, about, onClose }) {
  const { title, effect, button, label, field, done } = REASONED[action];
  const form = useReason({ field, label, run: (reason, key) => send('POST', path + PATH[action], { [field]: reason }, { key }), onDone: () => { toast(done); onClose(); } });
  return <ReasonDialog title={title} effect={effect} confirm={button} isDanger={action !== 'waive'} form={form} onClose={onClose}>{about}</ReasonDialog>;
}

/** @param {{path: string, requirement: Requirement}} props */
function EnterGrade({ path, requirement }) {
  const form = useForm({
    initial: { grade: /** @type {number|null} */ (null) },
    check: ({ grade }) => required('grade', grade, 'Enter a grade'),
    run: ({ grade }, { key }) => send('POST', `${path}/completion/grade`, { grade }, { key }),
    onDone: () => toast('Grade saved'),
  });
  return (
    <Form {...formProps(form)} label="Enter the grade">
      <GradeField requirement={requirement} {...form.bind('grade')} />
      <div><Button variant="primary" type="submit" isBusy={form.isBusy}>Save grade</Button></div>
    </Form>
  );
}

/** What staff can decide about a requirement now.
 * @param {{enrollment: import('../../lib/types.js').Enrollment, requirement: Requirement}} props */
export function Decisions({ enrollment, requirement }) {
  const [asking, setAsking] = useState(/** @type {Reasoned|null} */ (null));
  const path = `/enrollments/${enrollment.id}/requirements/${requirement.id}`;
  const approve = useSend((_input, key) => send('POST', `${path}/completion/approve`, {}, { key }), { onDone: () => toast('Completion approved') });
  const { can } = requirement;
  const reasoned = /** @type {Reasoned[]} */ (['reject', 'void', 'waive']).filter((action) => can[action]);
  return (
    <>
      {approve.error && <Problem error={approve.error} />}
      {can.grade && <EnterGrade path={path} requirement={requirement} />}
      {(can.approve || reasoned.length > 0) && (
        <div className="row">
          {can.approve && <Button variant="primary" isBusy={approve.isBusy} onPress={() => approve.send(null)}>Approve</Button>}
          {reasoned.map((action) => <Button key={action} onPress={() => setAsking(action)}>{REASONED[action].button}</Button>)}
        </div>
      )}
      {asking && <Suspense><Decide path={path} action={asking} about={<p><strong>{requirement.title}</strong>, {enrollment.contact.name}</p>} onClose={() => setAsking(null)} /></Suspense>}
    </>
  );
}
