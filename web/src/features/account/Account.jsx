import { useState } from 'react';
import { send } from '../../lib/api.js';
import { formProps, useForm } from '../../lib/form.js';
import { required } from '../../lib/limits.js';
import { useSession } from '../../lib/session.js';
import { chooseTheme, chosenTheme } from '../../lib/theme.js';
import { ROLE } from '../../lib/words.js';
import { list } from '../../lib/format.js';
import { Button } from '../../ui/button/Button.jsx';
import { DefinitionList } from '../../ui/definition-list/DefinitionList.jsx';
import { Form } from '../../ui/form/Form.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { Section } from '../../ui/section/Section.jsx';
import { Select } from '../../ui/select/Select.jsx';
import { TextField } from '../../ui/text-field/TextField.jsx';
import { toast } from '../../ui/toast/Toast.jsx';
import { checkNewPassword, PASSWORD_HINT } from './password.js';

const EMPTY = { current_password: '', new_password: '', again: '' };

/** @param {typeof EMPTY} values */
const check = (values) => [...required('current_password', values.current_password, 'Enter your current password'), ...checkNewPassword(values)];

function ChangePassword() {
  const form = useForm({
    initial: EMPTY,
    check,
    run: ({ current_password, new_password }) => send('PUT', '/account/password', { current_password, new_password }),
    onDone: () => {
      form.set(EMPTY);
      toast('Password changed. Your other sessions have ended.');
    },
  });
  return (
    <Section title="Change password" hint="Sessions on your other computers and phones end." isCard>
      <Form {...formProps(form)}>
        <TextField label="Current password" type="password" autoComplete="current-password" width="medium" {...form.bind('current_password')} />
        <TextField label="New password" type="password" autoComplete="new-password" width="medium" hint={PASSWORD_HINT} {...form.bind('new_password')} />
        <TextField label="New password again" type="password" autoComplete="new-password" width="medium" {...form.bind('again')} />
        <div><Button variant="primary" type="submit" isBusy={form.isBusy}>Change password</Button></div>
      </Form>
    </Section>
  );
}

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

export default function Account() {
  const { session } = useSession();
  // Everybody is a learner; it is worth saying of those who are nothing else.
  const roles = session.roles.filter((role) => role in ROLE).map((role) => ROLE[role]);
  return (
    <div className="stack">
      <PageHeader title="My account" />
      <DefinitionList isRow items={[
        { label: 'Name', value: session.name },
        { label: 'E-mail', value: session.email },
        { label: roles.length > 1 ? 'Roles' : 'Role', value: roles.length > 0 ? list(roles) : 'Learner' },
      ]}
      />
      <ChangePassword />
      <Appearance />
    </div>
  );
}
