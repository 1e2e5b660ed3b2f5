import { send } from '../../lib/api.js';
import { dateTime, plural } from '../../lib/format.js';
import { formProps, useForm } from '../../lib/form.js';
import { useGet } from '../../lib/query.js';
import { useCan } from '../../lib/session.js';
import { Button } from '../../ui/button/Button.jsx';
import { Form, FormActions } from '../../ui/form/Form.jsx';
import { Link } from '../../ui/link/Link.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { PageProblem } from '../../ui/page-header/PageProblem.jsx';
import { Section } from '../../ui/section/Section.jsx';
import { toast } from '../../ui/toast/Toast.jsx';
import { AttendanceList } from './AttendanceList.jsx';
import { EventFields } from './EventFields.jsx';
import { checkEvent, valuesOf } from './eventForm.js';

/** @typedef {import('../../lib/types.js').LiveEvent} LiveEvent */

/** @param {{event: LiveEvent}} props */
function Settings({ event }) {
  const form = useForm({
    initial: valuesOf(event),
    stamp: event.version,
    check: checkEvent,
    run: (_values, { changes }) => send('PATCH', `/events/${event.id}`, changes, { version: event.version }),
    onDone: () => toast('Event saved'),
  });
  return (
    <Section title="Settings" hint="When the required minutes change, everybody’s percentage follows." isCard>
      <Form {...formProps(form)}>
        <EventFields form={form} courseTitle={event.course_title} />
        <FormActions>
          <Button variant="primary" type="submit" isBusy={form.isBusy} isDisabled={!form.isDirty}>Save event</Button>
          {form.isDirty && <Button onPress={form.discard} isDisabled={form.isBusy}>Discard changes</Button>}
        </FormActions>
      </Form>
    </Section>
  );
}

/** @param {{params: {id: string}}} props */
export default function Event({ params }) {
  const can = useCan();
  const { data, error, refetch } = useGet(`/events/${params.id}`);
  if (error && !data) return <PageProblem title="Event" error={error} onRetry={refetch} />;
  if (!data) return <Loading />;
  const lead = `${dateTime(data.starts_at)} · ${plural(data.duration_minutes, 'minute')}, ${data.required_minutes} required`;
  return (
    <div className="stack">
      <PageHeader title={data.title} crumbs={[{ label: 'Events', href: '/events' }]} lead={lead} />
      {data.course_id && <p>Course: <Link href={`/courses/${data.course_id}`}>{data.course_title}</Link></p>}
      <AttendanceList event={data} />
      {can('event_write') && <Settings event={data} />}
    </div>
  );
}
