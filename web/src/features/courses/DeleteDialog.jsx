import { useState } from 'react';
import { send } from '../../lib/api.js';
import { useGet, useSend } from '../../lib/query.js';
import { Problem } from '../../ui/alert/Alert.jsx';
import { Button } from '../../ui/button/Button.jsx';
import { Dialog } from '../../ui/dialog/Dialog.jsx';
import { FormActions } from '../../ui/form/Form.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { TextField } from '../../ui/text-field/TextField.jsx';
import { toast } from '../../ui/toast/Toast.jsx';

/** Says everything that goes, and wants the course's code typed before it does.
 * @param {{id: number, onClose: () => void, onDone: () => void}} props */
export default function DeleteDialog({ id, onClose, onDone }) {
  const [typed, setTyped] = useState('');
  const { data, error } = useGet(`/course-enrollments/${id}/delete`, {}, { once: true });
  const remove = useSend((/** @type {string} */ confirm) => send('DELETE', `/course-enrollments/${id}`, { confirm }), {
    onDone: () => {
      toast('Enrollment deleted');
      onClose();
      onDone();
    },
  });
  return (
    <Dialog title="Delete this enrollment?" onClose={onClose} isBusy={remove.isBusy} isAlert>
      <div className="stack-small">
        {(remove.error ?? error) && <Problem error={/** @type {any} */ (remove.error ?? error)} />}
        {!data && !error && <Loading rows={3} />}
        {data && (
          <>
            <p>{data.effect}</p>
            <TextField name="confirm" label={`Type the course’s code, ${data.course_code}, to go on`} value={typed} onChange={setTyped} autoComplete="off" width="medium" />
          </>
        )}
      </div>
      <FormActions>
        <Button variant="danger" isBusy={remove.isBusy} isDisabled={!data || typed !== data.course_code} onPress={() => remove.send(typed)}>Delete enrollment</Button>
        <Button onPress={onClose} isDisabled={remove.isBusy}>Keep it</Button>
      </FormActions>
    </Dialog>
  );
}
