import { useLocation } from 'wouter';
import { send } from '../../lib/api.js';
import { useGet } from '../../lib/query.js';
import { Loading } from '../../ui/loading/Loading.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { PageProblem } from '../../ui/page-header/PageProblem.jsx';
import { toast } from '../../ui/toast/Toast.jsx';
import { ContactForm, EMPTY_CONTACT } from './ContactForm.jsx';

/** A person needs a contact record before anybody can enroll them. */
export default function NewContact() {
  const [, navigate] = useLocation();
  const { data, error, refetch } = useGet('/profile-fields');
  if (error) return <PageProblem title="New contact" error={error} onRetry={refetch} />;
  if (!data) return <Loading />;
  return (
    <div className="stack">
      <PageHeader title="New contact" crumbs={[{ label: 'By enrollee', href: '/enrollments/people' }]} lead="A person needs a contact record before they can be enrolled." />
      <ContactForm
        initial={EMPTY_CONTACT}
        fields={data.items}
        submitLabel="Create contact"
        backTo="/enrollments/people"
        numberHint="Left empty, the next free number is taken."
        run={(values, key) => send('POST', '/contacts', values, { key })}
        onDone={(contact) => {
          toast('Contact created');
          navigate(`/enrollments/people/${contact.id}`);
        }}
      />
    </div>
  );
}
