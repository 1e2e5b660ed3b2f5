import { formProps } from '../../lib/form.js';
import { useGet } from '../../lib/query.js';
import { useReportIds } from '../../lib/reportIds.js';
import { Problem } from '../../ui/alert/Alert.jsx';
import { Button } from '../../ui/button/Button.jsx';
import { Dialog } from '../../ui/dialog/Dialog.jsx';
import { Form, FormActions } from '../../ui/form/Form.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { ReportIds } from '../../ui/report-ids/ReportIds.jsx';
import { toast } from '../../ui/toast/Toast.jsx';

/** @param {{id: number, ids: import('../../lib/reportIds.js').ReportIds, onClose: () => void}} props */
function Numbers({ id, ids, onClose }) {
  const form = useReportIds(id, ids, () => {
    toast('Numbers saved');
    onClose();
  });
  return (
    <Form {...formProps(form)}>
      <ReportIds form={form} />
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
