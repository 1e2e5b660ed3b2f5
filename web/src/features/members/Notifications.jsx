import { send } from '../../lib/api.js';
import { formProps, useForm } from '../../lib/form.js';
import { useGet } from '../../lib/query.js';
import { useCan } from '../../lib/session.js';
import { MAIL_KIND } from '../../lib/words.js';
import { Problem } from '../../ui/alert/Alert.jsx';
import { Button } from '../../ui/button/Button.jsx';
import { Switch } from '../../ui/choice/Choice.jsx';
import { Form } from '../../ui/form/Form.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { Section } from '../../ui/section/Section.jsx';
import { toast } from '../../ui/toast/Toast.jsx';

/** @typedef {{progress: boolean, reminders: boolean, approvals: boolean}} Choice */

/** @param {{choice: Choice}} props */
function ChoiceForm({ choice }) {
  const decides = useCan()('completion_decide');
  const form = useForm({
    initial: choice,
    stamp: JSON.stringify(choice),
    run: (values) => send('PUT', '/me/notifications', values),
    onDone: () => toast('Saved. It holds from the next mail on.'),
  });
  return (
    <Form {...formProps(form)} label="Mails">
      <Switch label={MAIL_KIND.reminders.label} hint={MAIL_KIND.reminders.hint} {...form.bind('reminders')} />
      <Switch label={MAIL_KIND.progress.label} hint={MAIL_KIND.progress.hint} {...form.bind('progress')} />
      {decides && <Switch label={MAIL_KIND.approvals.label} hint={MAIL_KIND.approvals.hint} {...form.bind('approvals')} />}
      <div><Button variant="primary" type="submit" isBusy={form.isBusy} isDisabled={!form.isDirty}>Save choice</Button></div>
    </Form>
  );
}

/** Which optional mails somebody wants. */
export function Notifications() {
  const { data, error, refetch } = useGet('/me/notifications');
  return (
    <Section title="Mails" hint="Mails about your account, your registrations and your orders always come." isCard>
      {error && !data && <Problem error={error} onRetry={refetch} />}
      {!error && !data && <Loading rows={2} />}
      {data && <ChoiceForm choice={data} />}
    </Section>
  );
}
