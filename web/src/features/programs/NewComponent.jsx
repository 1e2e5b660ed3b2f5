import { useLocation } from 'wouter';
import { send } from '../../lib/api.js';
import { formProps, useForm } from '../../lib/form.js';
import { required, useLimits } from '../../lib/limits.js';
import { COMPONENT_KIND, options } from '../../lib/words.js';
import { Button, ButtonLink } from '../../ui/button/Button.jsx';
import { Form, FormActions } from '../../ui/form/Form.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { Select } from '../../ui/select/Select.jsx';
import { TextField } from '../../ui/text-field/TextField.jsx';
import { toast } from '../../ui/toast/Toast.jsx';

/** @param {{title: string, code: string}} values */
const check = ({ title, code }) => [...required('title', title.trim(), 'Enter a title'), ...required('code', code.trim(), 'Enter a code')];

export default function NewComponent() {
  const [, navigate] = useLocation();
  const limit = useLimits('component');
  const form = useForm({
    initial: { title: '', code: '', kind: 'class' },
    check,
    run: (values, { key }) => send('POST', '/components', values, { key }),
    onDone: (component) => {
      toast('Component created');
      navigate(`/components/${component.id}`);
    },
  });
  return (
    <div className="stack">
      <PageHeader title="New component" crumbs={[{ label: 'Components', href: '/components' }]} lead="Next you can give it offerings, such as the dates of a class." />
      <Form {...formProps(form)}>
        <TextField label="Title" width="medium" {...limit('title')} {...form.bind('title')} />
        <TextField label="Code" width="short" hint="Short and unique." {...limit('code')} {...form.bind('code')} />
        <Select label="Kind" options={options(COMPONENT_KIND)} {...form.bind('kind')} />
        <FormActions>
          <Button variant="primary" type="submit" isBusy={form.isBusy}>Create component</Button>
          <ButtonLink href="/components">Cancel</ButtonLink>
        </FormActions>
      </Form>
    </div>
  );
}
