import { useLocation } from 'wouter';
import { send } from '../../lib/api.js';
import { formProps, useForm } from '../../lib/form.js';
import { required, useLimits } from '../../lib/limits.js';
import { COMPONENT_KIND, options } from '../../lib/words.js';
import { NewPage } from '../../ui/form/NewPage.jsx';
import { Select } from '../../ui/select/Select.jsx';
import { TextField } from '../../ui/text-field/TextField.jsx';
import { toast } from '../../ui/toast/Toast.jsx';
import { ComponentCourse } from './ComponentCourse.jsx';

const LEAD = 'Next you can give it offerings, such as the dates of a class.';

/** @param {{title: string, code: string}} values */
const check = ({ title, code }) => [...required('title', title.trim(), 'Enter a title'), ...required('code', code.trim(), 'Enter a code')];

export default function NewComponent() {
  const [, navigate] = useLocation();
  const limit = useLimits('component');
  const form = useForm({
    initial: { title: '', code: '', kind: 'class', course_id: /** @type {number|null} */ (null) },
    check,
    run: (values, { key }) => send('POST', '/components', { ...values, course_id: values.kind === 'course' ? values.course_id : null }, { key }),
    onDone: (component) => {
      toast('Component created');
      navigate(`/components/${component.id}`);
    },
  });
  return (
    <NewPage title="New component" lead={LEAD} list={{ label: 'Components', href: '/components' }} submit="Create component" form={formProps(form)} isBusy={form.isBusy}>
      <TextField label="Title" width="medium" {...limit('title')} {...form.bind('title')} />
      <TextField label="Code" width="short" hint="Short and unique." {...limit('code')} {...form.bind('code')} />
      <Select label="Kind" options={options(COMPONENT_KIND)} {...form.bind('kind')} />
      {form.values.kind === 'course' && <ComponentCourse title={null} {...form.bind('course_id')} />}
    </NewPage>
  );
}
