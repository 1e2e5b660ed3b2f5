import { useLocation } from 'wouter';
import { send } from '../../lib/api.js';
import { formProps, useForm } from '../../lib/form.js';
import { required, useLimits } from '../../lib/limits.js';
import { options, PROGRAM_KIND } from '../../lib/words.js';
import { Button, ButtonLink } from '../../ui/button/Button.jsx';
import { Form, FormActions } from '../../ui/form/Form.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { Select } from '../../ui/select/Select.jsx';
import { TextArea, TextField } from '../../ui/text-field/TextField.jsx';
import { toast } from '../../ui/toast/Toast.jsx';

/** @param {{name: string, code: string}} values */
const check = ({ name, code }) => [...required('name', name.trim(), 'Enter a name'), ...required('code', code.trim(), 'Enter a code')];

/** A program begins as a draft; what it asks for is defined next. */
export default function NewProgram() {
  const [, navigate] = useLocation();
  const limit = useLimits('program');
  const form = useForm({
    initial: { name: '', code: '', kind: 'certification', description: '' },
    check,
    run: (values, { key }) => send('POST', '/programs', values, { key }),
    onDone: (program) => {
      toast('Program created as a draft');
      navigate(`/programs/${program.id}/definition`);
    },
  });
  return (
    <div className="stack">
      <PageHeader title="New program" crumbs={[{ label: 'Certification programs', href: '/programs' }]} lead="It starts as a draft. Next you define its stages and requirements, then you activate it." />
      <Form {...formProps(form)}>
        <TextField label="Name" width="medium" {...limit('name')} {...form.bind('name')} />
        <TextField label="Code" width="short" hint="Short and unique, such as CIT." {...limit('code')} {...form.bind('code')} />
        <Select label="Kind" hint="An award is earned by completed courses alone." options={options(PROGRAM_KIND)} {...form.bind('kind')} />
        <TextArea label="Description" isOptional width="medium" {...limit('description')} {...form.bind('description')} />
        <FormActions>
          <Button variant="primary" type="submit" isBusy={form.isBusy}>Create program</Button>
          <ButtonLink href="/programs">Cancel</ButtonLink>
        </FormActions>
      </Form>
    </div>
  );
}
