import { useLocation } from 'wouter';
import { send } from '../../lib/api.js';
import { useGet } from '../../lib/query.js';
import { Loading } from '../../ui/loading/Loading.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { PageProblem } from '../../ui/page-header/PageProblem.jsx';
import { toast } from '../../ui/toast/Toast.jsx';
import { ContactForm } from './ContactForm.jsx';

/** An empty field takes the value away.
 * @param {Record<string, any>} changes */
const emptyAsNull = (changes) => Object.fromEntries(Object.entries(changes).map(([name, value]) => [name, value === '' ? null : value]));

/** @param {{params: {id: string}}} props */
export default function EditContact({ params }) {
  const [, navigate] = useLocation();
  const { data, error, refetch } = useGet(`/contacts/${params.id}`);
  const fields = useGet('/profile-fields');
  if (error ?? fields.error) return <PageProblem title="Edit contact" error={error ?? fields.error} onRetry={() => { refetch(); fields.refetch(); }} />;
  if (!data || !fields.data) return <Loading />;
  const back = `/enrollments/people/${params.id}`;
  return (
    <div className="stack">
      <PageHeader title={`Edit ${data.name}`} crumbs={[{ label: 'By enrollee', href: '/enrollments/people' }, { label: data.name, href: back }]} />
      <ContactForm
        initial={{ contact_no: data.contact_no ?? '', given_name: data.given_name, family_name: data.family_name, email: data.email ?? '' }}
        stamp={data.version}
        fields={fields.data.items}
        profile={data.profile}
        submitLabel="Save contact"
        backTo={back}
        run={(changes) => send('PATCH', `/contacts/${params.id}`, emptyAsNull(changes), { version: data.version })}
        onDone={() => {
          toast('Contact saved');
          navigate(back);
        }}
      />
    </div>
  );
}
