import { send } from '../../lib/api.js';
import { formProps, useForm } from '../../lib/form.js';
import { required, useLimits } from '../../lib/limits.js';
import { useSession } from '../../lib/session.js';
import { LANGUAGE } from '../../lib/words.js';
import { Button } from '../../ui/button/Button.jsx';
import { Form } from '../../ui/form/Form.jsx';
import { ProfileFields, profileValues, withProfile } from '../../ui/profile-fields/ProfileFields.jsx';
import { Section } from '../../ui/section/Section.jsx';
import { Select } from '../../ui/select/Select.jsx';
import { TextField } from '../../ui/text-field/TextField.jsx';
import { toast } from '../../ui/toast/Toast.jsx';

/** @param {{given_name: string, family_name: string}} values */
const check = ({ given_name: given, family_name: family }) => [
  ...required('given_name', given.trim(), 'Enter your given name'), ...required('family_name', family.trim(), 'Enter your family name'),
];

const LANGUAGES = [{ id: '', label: 'As the organisation' }, ...Object.entries(LANGUAGE).map(([id, label]) => ({ id, label }))];

/** The zones that the browser knows, and the one that is set, which it may not know. @param {string|null} own */
function zones(own) {
  const known = Intl.supportedValuesOf('timeZone');
  const names = own && !known.includes(own) ? [own, ...known] : known;
  return names.map((id) => ({ id, label: id.replaceAll('_', ' ') }));
}

/** What people say about themselves.
 * @param {{me: import('../../lib/types.js').Me, fields: import('../../ui/profile-fields/ProfileFields.jsx').Definition[]}} props */
export function Profile({ me, fields }) {
  const limit = useLimits('me');
  const { session, retry } = useSession();
  const form = useForm({
    initial: { given_name: me.given_name, family_name: me.family_name, language: me.language ?? '', time_zone: me.time_zone ?? '', ...profileValues(fields, me.profile) },
    stamp: me.version,
    check,
    run: (_values, { changes }) => send('PATCH', '/me', {
      ...withProfile(changes),
      ...('language' in changes && { language: changes.language || null }),
      ...('time_zone' in changes && { time_zone: changes.time_zone || null }),
    }, { version: me.version }),
    onDone: () => {
      toast('Profile saved');
      retry();
    },
  });
  return (
    <Section title="Profile" hint="Your names stand on your certificates as you write them here." isCard>
      <Form {...formProps(form)} label="Profile">
        <TextField label="Given name" width="medium" autoComplete="given-name" {...limit('given_name')} {...form.bind('given_name')} />
        <TextField label="Family name" width="medium" autoComplete="family-name" {...limit('family_name')} {...form.bind('family_name')} />
        <Select label="Language of our mails" options={LANGUAGES} {...form.bind('language')} />
        <Select label="Time zone in our mails" options={[{ id: '', label: `As the organisation (${session.time_zone})` }, ...zones(me.time_zone)]} {...form.bind('time_zone')} />
        <ProfileFields fields={fields} bind={form.bind} legend="About you" hint="What your organisation would like to know." />
        <div><Button variant="primary" type="submit" isBusy={form.isBusy} isDisabled={!form.isDirty}>Save profile</Button></div>
      </Form>
    </Section>
  );
}
