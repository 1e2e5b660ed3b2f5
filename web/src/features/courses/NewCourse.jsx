import { useLocation } from 'wouter';
import { send } from '../../lib/api.js';
import { formProps, useForm } from '../../lib/form.js';
import { Button, ButtonLink } from '../../ui/button/Button.jsx';
import { Form, FormActions } from '../../ui/form/Form.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { toast } from '../../ui/toast/Toast.jsx';
import { checkCourse, CourseFields } from './CourseFields.jsx';

export default function NewCourse() {
  const [, navigate] = useLocation();
  const form = useForm({
    initial: { title: '', code: '', description: '', content_source: 'own', enrollment_method: 'assignment_only', in_catalogue: false, certificate: false },
    check: checkCourse,
    run: (values, { key }) => send('POST', '/courses', values, { key }),
    onDone: (course) => {
      toast('Course created');
      navigate(`/courses/${course.id}/steps`);
    },
  });
  return (
    <div className="stack">
      <PageHeader title="New course" crumbs={[{ label: 'Courses', href: '/courses' }]} lead="Next you can give it steps. A course without required steps is completed by enrolling." />
      <Form {...formProps(form)}>
        <CourseFields form={form} />
        <FormActions>
          <Button variant="primary" type="submit" isBusy={form.isBusy}>Create course</Button>
          <ButtonLink href="/courses">Cancel</ButtonLink>
        </FormActions>
      </Form>
    </div>
  );
}
