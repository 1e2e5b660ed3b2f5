import { useLocation } from 'wouter';
import { send } from '../../lib/api.js';
import { formProps, useForm } from '../../lib/form.js';
import { NewPage } from '../../ui/form/NewPage.jsx';
import { toast } from '../../ui/toast/Toast.jsx';
import { checkCourse, CourseFields } from './CourseFields.jsx';

const LEAD = 'Next you can give it steps. A course without required steps is completed by enrolling.';

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
    <NewPage title="New course" lead={LEAD} list={{ label: 'Courses', href: '/courses' }} submit="Create course" form={formProps(form)} isBusy={form.isBusy}>
      <CourseFields form={form} />
    </NewPage>
  );
}
