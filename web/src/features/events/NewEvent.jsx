import { useLocation } from 'wouter';
import { send } from '../../lib/api.js';
import { formProps, useForm } from '../../lib/form.js';
import { Button, ButtonLink } from '../../ui/button/Button.jsx';
import { Form, FormActions } from '../../ui/form/Form.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { toast } from '../../ui/toast/Toast.jsx';
import { EventFields } from './EventFields.jsx';
import { checkEvent, valuesOf } from './eventForm.js';

export default function NewEvent() {
  const [, navigate] = useLocation();
  const form = useForm({
    initial: valuesOf(),
    check: checkEvent,
    run: (values, { key }) => send('POST', '/events', values, { key }),
    onDone: (event) => {
      toast('Event created');
      navigate(`/events/${event.id}`);
    },
  });
  return (
    <div className="stack">
      <PageHeader title="New event" crumbs={[{ label: 'Events', href: '/events' }]} lead="Attendance is set on the event’s page, by hand or by upload." />
      <Form {...formProps(form)}>
        <EventFields form={form} />
        <FormActions>
          <Button variant="primary" type="submit" isBusy={form.isBusy}>Create event</Button>
          <ButtonLink href="/events">Cancel</ButtonLink>
        </FormActions>
      </Form>
    </div>
  );
}
