import { useLocation } from 'wouter';
import { send } from '../../lib/api.js';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { toast } from '../../ui/toast/Toast.jsx';
import { ProfileFieldForm } from './ProfileFieldForm.jsx';

export default function NewProfileField() {
  const [, navigate] = useLocation();
  return (
    <div className="stack">
      <PageHeader title="New profile field" crumbs={[{ label: 'Profile fields', href: '/settings/profile-fields' }]} />
      <ProfileFieldForm
        submitLabel="Create profile field"
        run={(body, key) => send('POST', '/profile-fields', body, { key })}
        onDone={(field) => {
          toast('Profile field created');
          navigate(`/settings/profile-fields/${field.id}`);
        }}
      />
    </div>
  );
}
