import { send } from '../../lib/api.js';
import { formProps, useForm } from '../../lib/form.js';
import { useGet } from '../../lib/query.js';
import { Problem } from '../../ui/alert/Alert.jsx';
import { Button } from '../../ui/button/Button.jsx';
import { Dialog } from '../../ui/dialog/Dialog.jsx';
import { Form, FormActions } from '../../ui/form/Form.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { TextField } from '../../ui/text-field/TextField.jsx';
import { toast } from '../../ui/toast/Toast.jsx';

/** @param {{id: number, ids: {pars: string|null, cpe: string|null}, onClose: () => void}} props */
function Numbers({ id, ids, onClose }) {
  const form = useForm({
    initial: { pars: ids.pars ?? '', cpe: ids.cpe ?? '' },
    run: ({ pars, cpe }) => send('PUT', `/courses/${id}/report-ids`, { pars: pars.trim() || null, cpe: cpe.trim() || null }),
    onDone: () => {
      toast('Numbers saved');
      onClose();
    },
  });
  return (
    <Form {...formProps(form)}>
      <TextField label="ACCME activity ID" hint="The digits that PARS shows for the activity." isOptional {...form.bind('pars')} />
      <TextField label="Universal Activity Number" hint="As ACPE gave it, like 0123-0000-26-001-L04-P." isOptional {...form.bind('cpe')} />
      <FormActions>
        <Button variant="primary" type="submit" isBusy={form.isBusy}>Save</Button>
        <Button onPress={onClose} isDisabled={form.isBusy}>Cancel</Button>
      </FormActions>
    </Form>
  );
}

/** What the agencies call a course. @param {{course: {id: number, name: string}, onClose: () => void}} props */
export default function ActivityDialog({ course, onClose }) {
  const { data, error } = useGet(`/courses/${course.id}/report-ids`);
  return (
    <Dialog title={`Numbers of ${course.name}`} onClose={onClose}>
      {error && <Problem error={error} />}
      {!data && !error && <Loading />}
      {data && <Numbers id={course.id} ids={data} onClose={onClose} />}
    </Dialog>
  );
}
