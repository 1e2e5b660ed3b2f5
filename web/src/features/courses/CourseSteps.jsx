import { ArrowDown, ArrowUp, GripVertical, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Button as AriaButton, GridList, GridListItem, useDragAndDrop } from 'react-aria-components';
import { send } from '../../lib/api.js';
import { eventFinder } from '../../lib/find.js';
import { formProps, useForm } from '../../lib/form.js';
import { plural } from '../../lib/format.js';
import { useGet } from '../../lib/query.js';
import { useCan } from '../../lib/session.js';
import { options, STEP_KIND } from '../../lib/words.js';
import { Alert, Problem } from '../../ui/alert/Alert.jsx';
import { Badge } from '../../ui/badge/Badge.jsx';
import { Button } from '../../ui/button/Button.jsx';
import { Checkbox } from '../../ui/choice/Choice.jsx';
import { Form, FormActions } from '../../ui/form/Form.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { Picker } from '../../ui/picker/Picker.jsx';
import { Section } from '../../ui/section/Section.jsx';
import { Select } from '../../ui/select/Select.jsx';
import { TextField } from '../../ui/text-field/TextField.jsx';
import { toast } from '../../ui/toast/Toast.jsx';
import './courses.css';

/** @typedef {import('../../lib/types.js').CourseStep & {key: string}} Step */
/** @typedef {import('../../lib/types.js').Course} Course */

let added = 0;
/** @returns {Step} */
const newStep = () => ({ key: `new-${(added += 1)}`, title: '', kind: 'lesson', required: true, event_id: null });

/** @param {any} step @returns {Step} */
const keyed = (step) => ({ ...step, key: `step-${step.id}` });

/** @param {Step[]} steps @param {number} from @param {number} to */
function moved(steps, from, to) {
  const next = [...steps];
  next.splice(to, 0, ...next.splice(from, 1));
  return next;
}

/** What is sent of a step. @param {Step} step */
const sent = ({ id, title, kind, required, event_id }) => ({ ...(id ? { id } : {}), title: title.trim(), kind, required, event_id: kind === 'event' ? event_id : null });

/** @param {{steps: Step[]}} values */
const check = ({ steps }) => steps.flatMap((step, at) => (step.title.trim() ? [] : [{ name: `steps/${at}/title`, detail: 'Enter a title' }]));

/** The event whose attendance the step shows; one that is a step of another course is not offered.
 * @param {{step: Step, name: string, courseId: number, onChange: (patch: Partial<Step>) => void}} props */
function EventField({ step, name, courseId, onChange }) {
  const [search] = useState(() => eventFinder({ free_for: courseId }));
  return (
    <Picker
      name={name}
      label="Event"
      hint="Its attendance is the progress of this step."
      isOptional
      value={step.event_id}
      title={step.event_title}
      search={search}
      onChange={(id, event) => onChange({ event_id: id, event_title: event?.label ?? null })}
      placeholder="Title"
      emptyText="No free event fits"
    />
  );
}

/** @param {{step: Step, courseId: number, at: number, count: number, onChange: (patch: Partial<Step>) => void, onMove: (by: number) => void, onRemove: () => void}} props */
function Item({ step, courseId, at, count, onChange, onMove, onRemove }) {
  const name = step.title || `step ${at + 1}`;
  return (
    <GridListItem id={step.key} textValue={name} className="step-item">
      <AriaButton slot="drag" className="step-grip" aria-label={`Drag ${name}`}><GripVertical size={16} aria-hidden /></AriaButton>
      <div className="step-fields">
        <TextField name={`steps/${at}/title`} label={`Title of step ${at + 1}`} value={step.title} onChange={(title) => onChange({ title })} />
        <Select name={`steps/${at}/kind`} label="Kind" value={step.kind} onChange={(kind) => onChange({ kind: /** @type {any} */ (kind) })} options={options(STEP_KIND)} />
        <Checkbox name={`steps/${at}/required`} label="Required" value={step.required} onChange={(required) => onChange({ required })} />
        {step.kind === 'event' && <EventField step={step} name={`steps/${at}/event_id`} courseId={courseId} onChange={onChange} />}
        {Boolean(step.people) && <span className="secondary">{plural(step.people ?? 0, 'person has', 'people have')} progress here; taken out, it is kept for them.</span>}
      </div>
      <div className="step-buttons">
        <Button variant="quiet" isSmall icon={ArrowUp} aria-label={`Move ${name} up`} isDisabled={at === 0} onPress={() => onMove(-1)} />
        <Button variant="quiet" isSmall icon={ArrowDown} aria-label={`Move ${name} down`} isDisabled={at === count - 1} onPress={() => onMove(1)} />
        <Button variant="quiet" isSmall icon={Trash2} aria-label={`Remove ${name}`} onPress={onRemove} />
      </div>
    </GridListItem>
  );
}

/** @param {{steps: Step[], courseId: number, onChange: (steps: Step[]) => void}} props */
function Sortable({ steps, courseId, onChange }) {
  const { dragAndDropHooks } = useDragAndDrop({
    getItems: (keys) => [...keys].map((key) => ({ 'text/plain': String(key) })),
    onReorder: ({ keys, target }) => {
      const moving = steps.filter(({ key }) => keys.has(key));
      const rest = steps.filter(({ key }) => !keys.has(key));
      const at = rest.findIndex(({ key }) => key === target.key) + (target.dropPosition === 'after' ? 1 : 0);
      onChange([...rest.slice(0, at), ...moving, ...rest.slice(at)]);
    },
  });
  return (
    <GridList className="step-list" aria-label="Steps" items={steps} dependencies={[steps]} dragAndDropHooks={dragAndDropHooks} keyboardNavigationBehavior="tab" renderEmptyState={() => 'No steps yet'}>
      {steps.map((step, at) => (
        <Item
          key={step.key}
          step={step}
          courseId={courseId}
          at={at}
          count={steps.length}
          onChange={(patch) => onChange(steps.map((one) => (one.key === step.key ? { ...one, ...patch } : one)))}
          onMove={(by) => onChange(moved(steps, at, at + by))}
          onRemove={() => onChange(steps.filter(({ key }) => key !== step.key))}
        />
      ))}
    </GridList>
  );
}

/** It begins anew when other steps are stored; the course's version alone may be read before they are. @param {{course: Course, stored: any[]}} props */
function Editor({ course, stored }) {
  const [initial] = useState(() => stored.map(keyed));
  const form = useForm({
    initial: { steps: initial },
    check,
    run: ({ steps }) => send('PUT', `/courses/${course.id}/steps`, { steps: steps.map(sent) }, { version: course.version }),
    onDone: () => toast('Steps saved'),
  });
  const { steps } = form.values;
  const set = (/** @type {Step[]} */ next) => form.set({ steps: next });
  return (
    <Form {...formProps(form)} label="Steps">
      {!steps.some(({ required }) => required) && <Alert tone="warn">Without a required step, whoever is enrolled has completed the course at once.</Alert>}
      <Sortable steps={steps} courseId={course.id} onChange={set} />
      <div><Button icon={Plus} onPress={() => set([...steps, newStep()])}>Add a step</Button></div>
      <FormActions>
        <Button variant="primary" type="submit" isBusy={form.isBusy} isDisabled={!form.isDirty}>Save steps</Button>
        {form.isDirty && <Button onPress={form.discard} isDisabled={form.isBusy}>Discard changes</Button>}
      </FormActions>
    </Form>
  );
}

/** @param {{steps: any[]}} props */
function ReadSteps({ steps }) {
  if (steps.length === 0) return <p className="secondary">This course has no steps.</p>;
  return <ol className="stack-small">{steps.map((step) => <li key={step.id}>{step.title} <span className="secondary">{STEP_KIND[step.kind]}</span> {step.required && <Badge>Required</Badge>}</li>)}</ol>;
}

/** What people work through, in order. @param {{course: Course}} props */
export default function CourseSteps({ course }) {
  const mayWrite = useCan()('course_write');
  const { data, error, refetch } = useGet(`/courses/${course.id}/steps`);
  if (error && !data) return <Problem error={error} onRetry={refetch} />;
  if (!data) return <Loading />;
  return (
    <Section title="Steps" hint="The course is completed when every required step is done. Who has done all that is required after a change is completed, on the day they did the last of it." isCard>
      {mayWrite ? <Editor key={JSON.stringify(data.items.map(sent))} course={course} stored={data.items} /> : <ReadSteps steps={data.items} />}
    </Section>
  );
}
