import { useState } from 'react';
import { list } from '../../lib/format.js';
import { useGet } from '../../lib/query.js';
import { useSession } from '../../lib/session.js';
import { chooseTheme, chosenTheme } from '../../lib/theme.js';
import { ROLE } from '../../lib/words.js';
import { Problem } from '../../ui/alert/Alert.jsx';
import { DefinitionList } from '../../ui/definition-list/DefinitionList.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { Section } from '../../ui/section/Section.jsx';
import { Select } from '../../ui/select/Select.jsx';
import { ChangeEmail } from './ChangeEmail.jsx';
import { ChangePassword } from './ChangePassword.jsx';
import { Notifications } from './Notifications.jsx';
import { Profile } from './Profile.jsx';

const THEMES = [{ id: 'system', label: 'As the system' }, { id: 'light', label: 'Light' }, { id: 'dark', label: 'Dark' }];

function Appearance() {
  const [theme, setTheme] = useState(chosenTheme);
  return (
    <Section title="Appearance" isCard>
      <Select
        name="theme"
        label="Colours"
        width="short"
        options={THEMES}
        value={theme}
        onChange={(next) => { setTheme(/** @type {any} */ (next)); chooseTheme(/** @type {any} */ (next)); }}
      />
    </Section>
  );
}

/** Everything about the person who is signed in that they can see to themselves. */
export default function Account() {
  const { session } = useSession();
  const { data, error, refetch } = useGet('/me');
  const fields = useGet('/me/profile-fields');
  const isReady = data && fields.data;
  const fault = isReady ? null : error ?? fields.error;
  // Everybody is a learner; it is worth saying of those who are nothing else.
  const roles = session.roles.filter((role) => role in ROLE).map((role) => ROLE[role]);
  return (
    <div className="stack">
      <PageHeader title="My account" />
      <DefinitionList isRow items={[
        { label: 'Name', value: session.name },
        { label: 'E-mail', value: session.email },
        { label: 'Contact no.', value: data?.contact_no },
        { label: roles.length > 1 ? 'Roles' : 'Role', value: roles.length > 0 ? list(roles) : 'Learner' },
      ]}
      />
      {fault && <Problem error={fault} onRetry={() => { refetch(); fields.refetch(); }} />}
      {!fault && !isReady && <Loading rows={4} />}
      {data && fields.data && <Profile me={data} fields={fields.data.items} />}
      {data && <ChangeEmail me={data} />}
      <Notifications />
      <ChangePassword />
      <Appearance />
    </div>
  );
}
