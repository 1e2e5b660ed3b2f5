import { useLocation } from 'wouter';
import { send } from '../../lib/api.js';
import { useForm } from '../../lib/form.js';
import { required } from '../../lib/limits.js';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { toast } from '../../ui/toast/Toast.jsx';
import { EMPTY } from './template.js';
import { TemplateForm } from './TemplateForm.jsx';

export default function NewTemplate() {
  const [, navigate] = useLocation();
  const form = useForm({
    initial: EMPTY,
    check: ({ name, title }) => [...required('name', name.trim(), 'Enter a name for the template'), ...required('title', title.trim(), 'Enter the title that stands on the certificate')],
    run: (values, { key }) => send('POST', '/certificate-templates', values, { key }),
    onDone: ({ id }) => {
      toast('Template created');
      navigate(`/certificate-templates/${id}`);
    },
  });
  return (
    <div className="stack">
      <PageHeader title="New certificate template" crumbs={[{ label: 'Certificate templates', href: '/certificate-templates' }]} />
      <TemplateForm form={form} save="Create template" />
    </div>
  );
}
