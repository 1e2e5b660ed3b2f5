import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { send } from '../../lib/api.js';
import { findCourses } from '../../lib/find.js';
import { formProps, useForm } from '../../lib/form.js';
import { plural } from '../../lib/format.js';
import { required } from '../../lib/limits.js';
import { useGet, useSend } from '../../lib/query.js';
import { Alert, Problem } from '../../ui/alert/Alert.jsx';
import { Button } from '../../ui/button/Button.jsx';
import { Checkbox } from '../../ui/choice/Choice.jsx';
import { ConfirmDialog, Dialog } from '../../ui/dialog/Dialog.jsx';
import { Form, FormActions } from '../../ui/form/Form.jsx';
import { Link } from '../../ui/link/Link.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { Picker } from '../../ui/picker/Picker.jsx';
import { Section } from '../../ui/section/Section.jsx';
import { Table } from '../../ui/table/Table.jsx';
import { toast } from '../../ui/toast/Toast.jsx';

/** @typedef {import('../../lib/types.js').CourseRule} Rule */
/** @typedef {import('../../lib/types.js').Course} Course */

/** @param {number} except @returns {typeof findCourses} */
const otherCourses = (except) => async (text, cursor, signal) => {
  const { options, next } = await findCourses(text, cursor, signal);
  return { options: options.filter(({ id }) => id !== except), next };
};

/** A course other than one. @param {{name: string, label: string, hint?: string, except: number, value: number|null, onChange: (id: number|null) => void}} props */
export function CourseField({ except, ...field }) {
  const [search] = useState(() => otherCourses(except));
  return <Picker {...field} width="medium" search={search} emptyText="No other course fits" placeholder="Title or code" />;
}

/** @param {{course: Course, onClose: () => void}} props */
function AddDialog({ course, onClose }) {
  const form = useForm({
    initial: { counts_id: /** @type {number|null} */ (null), both_ways: false },
    check: ({ counts_id: id }) => required('counts_id', id, 'Choose a course'),
    run: (values, { key }) => send('POST', `/courses/${course.id}/equivalencies`, values, { key }),
    onDone: () => { toast('Equivalency added'); onClose(); },
  });
  return (
    <Dialog title="Add an equivalency" onClose={onClose} isBusy={form.isBusy}>
      <Form {...formProps(form)}>
        <CourseField {...form.bind('counts_id')} label="Course that counts" hint={`Completing it completes ${course.title} for whoever is in it.`} except={course.id} />
        <Checkbox label="Both ways" hint={`Completing ${course.title} also completes the other course.`} {...form.bind('both_ways')} />
        <FormActions>
          <Button variant="primary" type="submit" isBusy={form.isBusy}>Add equivalency</Button>
          <Button onPress={onClose} isDisabled={form.isBusy}>Cancel</Button>
        </FormActions>
      </Form>
    </Dialog>
  );
}

/** @param {{course: Course, rule: Rule, onClose: () => void}} props */
function ApplyDialog({ course, rule, onClose }) {
  const apply = useSend((_input, key) => send('POST', `/courses/${course.id}/equivalencies/${rule.id}/apply`, {}, { key }), {
    onDone: ({ completed }) => { toast(`${plural(completed, 'enrollment')} completed by equivalency`); onClose(); },
  });
  return (
    <ConfirmDialog title="Apply this equivalency now?" confirm={`Complete ${plural(rule.waiting, 'enrollment')}`} cancel="Not now" isBusy={apply.isBusy} error={apply.error} onConfirm={() => apply.send(null)} onClose={onClose}>
      <p>{plural(rule.waiting, 'person has', 'people have')} completed the course that counts and {rule.waiting === 1 ? 'is' : 'are'} still in the other one. Their enrollments are completed, each on the day of that completion. A completion stays: only reassigning takes it away.</p>
    </ConfirmDialog>
  );
}

/** @param {{course: Course, rule: Rule, onClose: () => void}} props */
function DeleteDialog({ course, rule, onClose }) {
  const remove = useSend(() => send('DELETE', `/courses/${course.id}/equivalencies/${rule.id}`), { onDone: () => { toast('Equivalency deleted'); onClose(); } });
  return (
    <ConfirmDialog title="Delete this equivalency?" confirm="Delete equivalency" isDanger isBusy={remove.isBusy} error={remove.error} onConfirm={() => remove.send(null)} onClose={onClose}>
      <p>{rule.counts_title} will no longer count as {rule.course_title}{rule.both_ways && ', nor the other way round'}. What was completed by it stays completed.</p>
    </ConfirmDialog>
  );
}

/** @param {(open: {what: 'apply'|'delete', rule: Rule}) => void} onOpen @returns {import('../../ui/table/Table.jsx').Column<Rule>[]} */
const columns = (onOpen) => [
  { id: 'counts', label: 'Completing', cell: (rule) => <Link href={`/courses/${rule.counts_id}`}>{rule.counts_title}</Link> },
  { id: 'course', label: 'Completes', cell: (rule) => <Link href={`/courses/${rule.course_id}`}>{rule.course_title}</Link> },
  { id: 'ways', label: 'Direction', cell: (rule) => (rule.both_ways ? 'Both ways' : 'One way') },
  { id: 'waiting', label: 'Completed before the rule', cell: (rule) => (rule.waiting > 0 ? <Button isSmall onPress={() => onOpen({ what: 'apply', rule })}>{`Apply to ${plural(rule.waiting, 'enrollment')}`}</Button> : 'Nobody is waiting') },
  { id: 'delete', label: 'Delete', isLabelHidden: true, cell: (rule) => <Button variant="quiet" isSmall icon={Trash2} aria-label={`Delete: ${rule.counts_title} counts as ${rule.course_title}`} onPress={() => onOpen({ what: 'delete', rule })} /> },
];

/** Which courses count as this one, or this one as them. @param {{course: Course}} props */
export default function CourseEquivalencies({ course }) {
  const [open, setOpen] = useState(/** @type {{what: 'add'|'apply'|'delete', rule?: Rule}|null} */ (null));
  const { data, error, refetch } = useGet(`/courses/${course.id}/equivalencies`);
  if (error && !data) return <Problem error={error} onRetry={refetch} />;
  if (!data) return <Loading />;
  const close = () => setOpen(null);
  return (
    <Section title="Equivalencies" hint="A proof from outside is entered for one person, on the page of their enrollment." actions={<Button icon={Plus} onPress={() => setOpen({ what: 'add' })}>Add an equivalency</Button>}>
      {data.items.length === 0 ? <Alert>No other course counts as this one.</Alert> : <Table label="Equivalencies" columns={columns(setOpen)} rows={data.items} getKey={(rule) => rule.id} />}
      {open?.what === 'add' && <AddDialog course={course} onClose={close} />}
      {open?.what === 'apply' && open.rule && <ApplyDialog course={course} rule={open.rule} onClose={close} />}
      {open?.what === 'delete' && open.rule && <DeleteDialog course={course} rule={open.rule} onClose={close} />}
    </Section>
  );
}
