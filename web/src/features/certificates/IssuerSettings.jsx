import { send } from '../../lib/api.js';
import { formProps, useForm } from '../../lib/form.js';
import { required, useLimits } from '../../lib/limits.js';
import { useGet } from '../../lib/query.js';
import { Alert } from '../../ui/alert/Alert.jsx';
import { Button } from '../../ui/button/Button.jsx';
import { DefinitionList } from '../../ui/definition-list/DefinitionList.jsx';
import { FieldSet, Form, FormActions } from '../../ui/form/Form.jsx';
import { Link } from '../../ui/link/Link.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { PageProblem } from '../../ui/page-header/PageProblem.jsx';
import { Section } from '../../ui/section/Section.jsx';
import { TextField } from '../../ui/text-field/TextField.jsx';
import { toast } from '../../ui/toast/Toast.jsx';

/** @typedef {{serial_prefix: string, website: string|null, email: string|null, signs: boolean, did: string|null, version: number}} Issuer */

/** How the next certificate's number will look. @param {string} prefix */
const example = (prefix) => `Numbers look like ${prefix.trim().toUpperCase() || 'ABC'}-2026-000123. Certificates that were issued keep theirs.`;

/** @param {{issuer: Issuer}} props */
function IssuerForm({ issuer }) {
  const limit = useLimits('issuer');
  const form = useForm({
    initial: { serial_prefix: issuer.serial_prefix, website: issuer.website ?? '', email: issuer.email ?? '' },
    stamp: issuer.version,
    check: ({ serial_prefix: prefix }) => required('serial_prefix', prefix.trim(), 'Enter what the numbers begin with'),
    run: (_values, { changes }) => send('PATCH', '/certificate-settings', Object.fromEntries(Object.entries(changes).map(([name, text]) => [name, text.trim() || null])), { version: issuer.version }),
    onDone: () => toast('Certificate settings saved'),
  });
  return (
    <Form {...formProps(form)} label="Certificate settings">
      <TextField label="Numbers begin with" width="short" hint={example(form.values.serial_prefix)} {...limit('serial_prefix')} {...form.bind('serial_prefix')} />
      <FieldSet legend="About the issuer" hint="It stands in digital credentials and on receipts, beside the organisation’s name.">
        <TextField label="Website" type="url" isOptional width="medium" hint="Like https://example.org. Without one, credentials name this site." {...limit('website')} {...form.bind('website')} />
        <TextField label="E-mail address" type="email" isOptional width="medium" hint="For questions about certificates and receipts." {...limit('email')} {...form.bind('email')} />
      </FieldSet>
      <FormActions><Button variant="primary" type="submit" isBusy={form.isBusy} isDisabled={!form.isDirty}>Save settings</Button></FormActions>
    </Form>
  );
}

/** Whether certificates are digital credentials too. @param {{issuer: Issuer}} props */
function Signing({ issuer }) {
  return (
    <Section title="Digital credentials" isCard>
      {issuer.signs
        ? (
          <>
            <p>Certificates are signed as Open Badges 3.0, so that other systems can check them.</p>
            <DefinitionList items={[{ label: 'Signed by', value: issuer.did }]} />
          </>
        )
        : <Alert tone="warn" title="Credentials are not signed here">Certificates can be printed and verified on this site. To sign them for other systems, an administrator names a key file in LAUREL_ISSUER_KEY_FILE where Laurel is started.</Alert>}
    </Section>
  );
}

/** What stands on every certificate beside the organisation's name, and who signs them. */
export default function IssuerSettings() {
  const { data, error, refetch } = useGet('/certificate-settings');
  if (error && !data) return <PageProblem title="Certificate settings" error={error} onRetry={refetch} />;
  if (!data) return <Loading />;
  return (
    <div className="stack">
      <PageHeader title="Certificate settings" lead={<>How certificates look, and whose signatures they bear, stands in the <Link href="/certificate-templates">certificate templates</Link>.</>} />
      <IssuerForm issuer={data} />
      <Signing issuer={data} />
    </div>
  );
}
