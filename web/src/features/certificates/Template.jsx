import { send } from '../../lib/api.js';
import { plural } from '../../lib/format.js';
import { useForm } from '../../lib/form.js';
import { required } from '../../lib/limits.js';
import { useGet } from '../../lib/query.js';
import { Loading } from '../../ui/loading/Loading.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { PageProblem } from '../../ui/page-header/PageProblem.jsx';
import { toast } from '../../ui/toast/Toast.jsx';
import { pick } from './template.js';
import { TemplateForm } from './TemplateForm.jsx';

/** @param {{template: import('./template.js').Template & {id: number, version: number}}} props */
function Editor({ template }) {
  const { id, version } = template;
  const form = useForm({
    initial: pick(template),
    stamp: version,
    check: ({ name, title }) => [...required('name', name.trim(), 'Enter a name for the template'), ...required('title', title.trim(), 'Enter the title that stands on the certificate')],
    run: (_values, { changes }) => send('PATCH', `/certificate-templates/${id}`, changes, { version }),
    onDone: (out) => toast(`Version ${out.version} saved`),
  });
  return <TemplateForm form={form} save={`Save version ${version + 1}`} />;
}

/** @param {{params: {id: string}}} props */
export default function Template({ params }) {
  const { data, error, refetch } = useGet(`/certificate-templates/${params.id}`);
  if (error && !data) return <PageProblem title="Certificate template" error={error} onRetry={refetch} />;
  if (!data) return <Loading />;
  return (
    <div className="stack">
      <PageHeader
        title={data.name} crumbs={[{ label: 'Certificate templates', href: '/certificate-templates' }]}
        lead={`Version ${data.version}, used by ${plural(data.programs, 'program')}. Certificates that were issued keep the version they were issued with.`}
      />
      <Editor template={data} />
    </div>
  );
}
