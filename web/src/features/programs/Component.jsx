import { send } from '../../lib/api.js';
import { formProps, useForm } from '../../lib/form.js';
import { required, useLimits } from '../../lib/limits.js';
import { useGet } from '../../lib/query.js';
import { useCan } from '../../lib/session.js';
import { COMPONENT, COMPONENT_KIND, options, PROGRAM } from '../../lib/words.js';
import { StatusBadge } from '../../ui/badge/Badge.jsx';
import { Button } from '../../ui/button/Button.jsx';
import { Form, FormActions } from '../../ui/form/Form.jsx';
import { Link } from '../../ui/link/Link.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { PageProblem } from '../../ui/page-header/PageProblem.jsx';
import { Section } from '../../ui/section/Section.jsx';
import { Select } from '../../ui/select/Select.jsx';
import { TextField } from '../../ui/text-field/TextField.jsx';
import { toast } from '../../ui/toast/Toast.jsx';
import { ComponentCourse } from './ComponentCourse.jsx';
import { ComponentOfferings } from './ComponentOfferings.jsx';

/** @typedef {import('../../lib/types.js').Component} ComponentData */

/** @param {{title: string, code: string}} values */
const check = ({ title, code }) => [...required('title', title.trim(), 'Enter a title'), ...required('code', code.trim(), 'Enter a code')];

/** @param {{component: ComponentData, course: {id: number, title: string}|null}} props */
function Settings({ component, course }) {
  const isReadOnly = !useCan()('component_write');
  const limit = useLimits('component');
  const { title, code, kind, status, version, course_id } = component;
  const form = useForm({
    initial: { title, code, kind, course_id: course_id ?? null, status: /** @type {string} */ (status) },
    stamp: version,
    check,
    run: (values, { changes }) => send('PATCH', `/components/${component.id}`, { ...changes, ...(values.kind !== 'course' && course_id && { course_id: null }) }, { version }),
    onDone: () => toast('Component saved'),
  });
  return (
    <Section title="Settings" isCard>
      <Form {...formProps(form)}>
        <TextField label="Title" width="medium" isDisabled={isReadOnly} {...limit('title')} {...form.bind('title')} />
        <TextField label="Code" width="short" isDisabled={isReadOnly} {...limit('code')} {...form.bind('code')} />
        <Select label="Kind" isDisabled={isReadOnly} options={options(COMPONENT_KIND)} {...form.bind('kind')} />
        {form.values.kind === 'course' && <ComponentCourse title={course?.title ?? null} isDisabled={isReadOnly} {...form.bind('course_id')} />}
        <Select label="Status" hint="An inactive component cannot be used in new definitions." isDisabled={isReadOnly} options={options(COMPONENT)} {...form.bind('status')} />
        {!isReadOnly && (
          <FormActions>
            <Button variant="primary" type="submit" isBusy={form.isBusy} isDisabled={!form.isDirty}>Save component</Button>
            {form.isDirty && <Button onPress={form.discard} isDisabled={form.isBusy}>Discard changes</Button>}
          </FormActions>
        )}
      </Form>
    </Section>
  );
}

/** @param {{component: ComponentData}} props */
function UsedBy({ component }) {
  const programs = component.used_by ?? [];
  return (
    <Section title="Used by">
      {programs.length === 0 ? <p className="secondary">No program asks for this component.</p> : (
        <ul className="stack-small">
          {programs.map((program) => (
            <li key={program.program_id} className="row"><Link href={`/programs/${program.program_id}/definition`}>{program.name}</Link><StatusBadge words={PROGRAM} status={program.status} /></li>
          ))}
        </ul>
      )}
    </Section>
  );
}

/** @param {{params: {id: string}}} props */
export default function Component({ params }) {
  const { data, error, refetch } = useGet(`/components/${params.id}`);
  const course = useGet(data?.course_id ? `/courses/${data.course_id}` : null);
  if (error && !data) return <PageProblem title="Component" error={error} onRetry={refetch} />;
  if (!data || (data.course_id && !course.data && !course.error)) return <Loading />;
  return (
    <div className="stack">
      <PageHeader
        title={data.title}
        crumbs={[{ label: 'Components', href: '/components' }]}
        badge={<StatusBadge words={COMPONENT} status={data.status} />}
        lead={`${data.code} · ${COMPONENT_KIND[data.kind]}`}
      />
      {course.data && <p>Course: <Link href={`/courses/${course.data.id}`}>{course.data.title}</Link></p>}
      <ComponentOfferings componentId={data.id} />
      <UsedBy component={data} />
      <Settings component={data} course={course.data ?? null} />
    </div>
  );
}
