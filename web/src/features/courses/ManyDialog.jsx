import { useState } from 'react';
import { send } from '../../lib/api.js';
import { formProps, useForm } from '../../lib/form.js';
import { number, plural, someOf } from '../../lib/format.js';
import { required } from '../../lib/limits.js';
import { useSession } from '../../lib/session.js';
import { Alert } from '../../ui/alert/Alert.jsx';
import { Button } from '../../ui/button/Button.jsx';
import { DatePicker } from '../../ui/date-picker/DatePicker.jsx';
import { Dialog } from '../../ui/dialog/Dialog.jsx';
import { Form, FormActions } from '../../ui/form/Form.jsx';
import { Select } from '../../ui/select/Select.jsx';
import { TextArea } from '../../ui/text-field/TextField.jsx';
import { toast } from '../../ui/toast/Toast.jsx';
import { ACTIONS, CHANGES } from './actions.jsx';
import './courses.css';

/** @typedef {import('../../lib/types.js').CourseOutcome} Outcome */

const CHANGE = { title: 'Change status', effect: '', confirm: 'Change status', done: 'changed', isDanger: false, needsReason: true };

/** Who was refused, by which rule, and the way out. @param {{items: Outcome[], verb: string, done: number, onClose: () => void}} props */
function Refusals({ items, verb, done, onClose }) {
  return (
    <>
      <Alert tone="warn" title={`${plural(done, 'enrollment')} ${verb}, ${number(items.length)} left as ${items.length === 1 ? 'it is' : 'they are'}`} isLive />
      <ul className="outcomes" aria-label="Left as they are">
        {items.map((item) => <li key={item.id}><strong>{item.contact_name ?? `Enrollment ${item.id}`}</strong> <span className="secondary">{item.detail} {item.remedy}</span></li>)}
      </ul>
      <FormActions><Button variant="primary" onPress={onClose}>Close</Button></FormActions>
    </>
  );
}

/** Which status, and since when. @param {{form: any, isCorrection: boolean}} props */
function ChangeFields({ form, isCorrection }) {
  const { session } = useSession();
  return (
    <>
      <p>Completed enrollments can be changed back only as a correction of a mistake: the completion is taken away. To have people take the course again, re-enroll or reassign them.</p>
      <Select label="New status" options={CHANGES} {...form.bind('status')} />
      {form.values.status === 'completed' && <DatePicker label="Completed on" max={session.today} {...form.bind('completed_on')} />}
      {isCorrection && <Alert tone="warn">This takes the completion away. Say why.</Alert>}
    </>
  );
}

/**
 * One action on one or many enrollments: says its effect, asks for the reason where it needs one, and tells of each that a rule refuses.
 * @param {{action: string, ids: number[], names: string[], isCompleted?: boolean, onClose: () => void, onDone?: () => void}} props
 */
export default function ManyDialog({ action, ids, names, isCompleted = false, onClose, onDone }) {
  const { session } = useSession();
  const [asked] = useState({ ids, names }); // what was ticked is no more once it is done
  const words = action === 'change' ? CHANGE : ACTIONS[action];
  const [refused, setRefused] = useState(/** @type {{items: Outcome[], done: number}|null} */ (null));
  const form = useForm({
    initial: { status: isCompleted ? 'in_progress' : 'completed', completed_on: /** @type {string|null} */ (session.today), reason: '' },
    check: ({ reason }) => (words.needsReason ? required('reason', reason.trim(), 'Enter a reason') : []),
    run: ({ status, completed_on: on, reason }, { key }) => send('POST', '/course-enrollments/actions', {
      action, ids: asked.ids, reason: reason.trim() || null, ...(action === 'change' ? { status, completed_on: status === 'completed' ? on : null } : {}),
    }, { key }),
    onDone: (result) => {
      onDone?.();
      const items = result.items.filter((/** @type {Outcome} */ item) => item.outcome === 'refused');
      if (items.length > 0) {
        setRefused({ items, done: result.done });
        return;
      }
      toast(`${plural(result.done, 'enrollment')} ${words.done}`);
      onClose();
    },
  });
  return (
    <Dialog title={asked.ids.length === 1 ? words.title : `${words.title}: ${plural(asked.ids.length, 'enrollment')}`} onClose={onClose} isBusy={form.isBusy} isAlert>
      {refused ? <Refusals {...refused} verb={words.done} onClose={onClose} /> : (
        <Form {...formProps(form)}>
          <p><strong>{someOf(asked.names)}</strong></p>
          {action === 'change' ? <ChangeFields form={form} isCorrection={isCompleted && form.values.status !== 'completed'} /> : <p>{words.effect}</p>}
          <TextArea label="Reason" isOptional={!words.needsReason} {...form.bind('reason')} />
          <FormActions>
            <Button variant={words.isDanger ? 'danger' : 'primary'} type="submit" isBusy={form.isBusy}>{words.confirm}</Button>
            <Button onPress={onClose} isDisabled={form.isBusy}>Cancel</Button>
          </FormActions>
        </Form>
      )}
    </Dialog>
  );
}
