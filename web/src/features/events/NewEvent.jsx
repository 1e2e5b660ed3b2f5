import { useLocation } from 'wouter';
import { send } from '../../lib/api.js';
import { formProps, useForm } from '../../lib/form.js';
import { NewPage } from '../../ui/form/NewPage.jsx';
import { toast } from '../../ui/toast/Toast.jsx';
import { EventFields } from './EventFields.jsx';
import { checkEvent, valuesOf } from './eventForm.js';

const LEAD = 'Attendance is set on the event’s page, by hand or by upload.';

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
    <NewPage title="New event" lead={LEAD} list={{ label: 'Events', href: '/events' }} submit="Create event" form={formProps(form)} isBusy={form.isBusy}>
      <EventFields form={form} />
    </NewPage>
  );
}
