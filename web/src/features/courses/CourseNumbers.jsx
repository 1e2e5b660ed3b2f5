import { formProps } from '../../lib/form.js';
import { useGet } from '../../lib/query.js';
import { useReportIds } from '../../lib/reportIds.js';
import { useCan } from '../../lib/session.js';
import { Problem } from '../../ui/alert/Alert.jsx';
import { Button } from '../../ui/button/Button.jsx';
import { DefinitionList } from '../../ui/definition-list/DefinitionList.jsx';
import { Form, FormActions } from '../../ui/form/Form.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { ReportIds } from '../../ui/report-ids/ReportIds.jsx';
import { Section } from '../../ui/section/Section.jsx';
import { toast } from '../../ui/toast/Toast.jsx';

/** @param {{id: number, stored: import('../../lib/reportIds.js').ReportIds}} props */
function Editor({ id, stored }) {
  const form = useReportIds(id, stored, () => toast('Numbers saved'));
  return (
    <Form {...formProps(form)} label="Numbers at agencies">
      <ReportIds form={form} />
      <FormActions>
        <Button variant="primary" type="submit" isBusy={form.isBusy} isDisabled={!form.isDirty}>Save numbers</Button>
        {form.isDirty && <Button onPress={form.discard} isDisabled={form.isBusy}>Discard changes</Button>}
      </FormActions>
    </Form>
  );
}

/** What the agencies that credits are reported to call the course. @param {{course: import('../../lib/types.js').Course}} props */
export function CourseNumbers({ course }) {
  const can = useCan();
  const { data, error, refetch } = useGet(can('report_read') ? `/courses/${course.id}/report-ids` : null);
  if (!can('report_read')) return null;
  return (
    <Section title="Numbers at agencies" hint="Credits of this course are reported once it has the agency’s number. A number that changes leaves with the next report, as a correction of what was reported before." isCard>
      {error && !data && <Problem error={error} onRetry={refetch} />}
      {!error && !data && <Loading />}
      {data && can('report_write') && <Editor id={course.id} stored={data} />}
      {data && !can('report_write') && <DefinitionList items={[{ label: 'ACCME activity ID', value: data.pars ?? 'None yet' }, { label: 'Universal Activity Number', value: data.cpe ?? 'None yet' }]} />}
    </Section>
  );
}
