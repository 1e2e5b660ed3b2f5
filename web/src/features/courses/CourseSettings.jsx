import { send } from '../../lib/api.js';
import { formProps, useForm } from '../../lib/form.js';
import { plural } from '../../lib/format.js';
import { useCan } from '../../lib/session.js';
import { COMPONENT, options } from '../../lib/words.js';
import { Alert } from '../../ui/alert/Alert.jsx';
import { Button } from '../../ui/button/Button.jsx';
import { Form, FormActions } from '../../ui/form/Form.jsx';
import { Section } from '../../ui/section/Section.jsx';
import { Select } from '../../ui/select/Select.jsx';
import { toast } from '../../ui/toast/Toast.jsx';
import { checkCourse, CourseFields } from './CourseFields.jsx';
import { CourseNumbers } from './CourseNumbers.jsx';

/** @param {{course: import('../../lib/types.js').Course}} props */
export function CourseSettings({ course }) {
  const isReadOnly = !useCan()('course_write');
  const { title, code, description, content_source, enrollment_method, in_catalogue, certificate, status, version } = course;
  const form = useForm({
    initial: { title, code, description, content_source: /** @type {string} */ (content_source), enrollment_method: /** @type {string} */ (enrollment_method), in_catalogue, certificate, status: /** @type {string} */ (status) },
    stamp: version,
    check: checkCourse,
    run: (_values, { changes }) => send('PATCH', `/courses/${course.id}`, changes, { version }),
    onDone: () => toast('Course saved'),
  });
  return (
    <>
      {course.segments > 0 && <Alert>{plural(course.segments, 'segment')} {course.segments === 1 ? 'assigns' : 'assign'} this course to {course.segments === 1 ? 'its' : 'their'} members, so it stays by assignment only.</Alert>}
      {course.required_steps === 0 && <Alert tone="warn">This course has no required steps: whoever is enrolled in it has completed it at once.</Alert>}
      <Section title="Settings" isCard>
        <Form {...formProps(form)}>
          <CourseFields form={form} isReadOnly={isReadOnly} isShell={content_source === 'import_shell'} />
          <Select label="Status" hint="An inactive course takes no new enrollments. Who is in it goes on." isDisabled={isReadOnly} options={options(COMPONENT)} {...form.bind('status')} />
          {!isReadOnly && (
            <FormActions>
              <Button variant="primary" type="submit" isBusy={form.isBusy} isDisabled={!form.isDirty}>Save course</Button>
              {form.isDirty && <Button onPress={form.discard} isDisabled={form.isBusy}>Discard changes</Button>}
            </FormActions>
          )}
        </Form>
      </Section>
      <CourseNumbers course={course} />
    </>
  );
}
