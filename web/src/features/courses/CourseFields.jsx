import { required, useLimits } from '../../lib/limits.js';
import { CONTENT_SOURCE, ENROLLMENT_METHOD, options } from '../../lib/words.js';
import { Alert } from '../../ui/alert/Alert.jsx';
import { Switch } from '../../ui/choice/Choice.jsx';
import { Select } from '../../ui/select/Select.jsx';
import { TextArea, TextField } from '../../ui/text-field/TextField.jsx';

/** @param {{title: string, code: string}} values */
export const checkCourse = ({ title, code }) => [...required('title', title.trim(), 'Enter a title'), ...required('code', code.trim(), 'Enter a code')];

/** What can be chosen; only imports make shells. @param {boolean} isShell */
const sources = (isShell) => options(CONTENT_SOURCE).filter(({ id }) => (id === 'import_shell') === isShell);

/** @param {{form: ReturnType<typeof import('../../lib/form.js').useForm<any, any>>, isReadOnly?: boolean, isShell?: boolean}} props */
export function CourseFields({ form, isReadOnly, isShell = false }) {
  const limit = useLimits('course');
  const { content_source: source } = form.values;
  return (
    <>
      <TextField label="Title" width="medium" isDisabled={isReadOnly} {...limit('title')} {...form.bind('title')} />
      <TextField label="Code" width="short" hint="Short and unique. Imports know the course by it." isDisabled={isReadOnly} {...limit('code')} {...form.bind('code')} />
      <TextArea label="Description" isOptional isDisabled={isReadOnly} {...limit('description')} {...form.bind('description')} />
      <Select label="Content" isDisabled={isReadOnly || isShell} options={sources(isShell)} {...form.bind('content_source')} />
      {(source === 'premium' || source === 'marketplace') && (
        <Alert>Shared content: the status of an enrollment cannot be changed by hand, and a completion from elsewhere comes in by import.{source === 'marketplace' && ' Marketplace courses cannot be taken again.'}</Alert>
      )}
      {isShell && <Alert>An import made this course to hold its records. It gives no certificates: for that, create the real course and import the enrollments into it.</Alert>}
      <Select label="Enrollment method" hint="Segments can assign courses that are by assignment only." isDisabled={isReadOnly} options={options(ENROLLMENT_METHOD)} {...form.bind('enrollment_method')} />
      <Switch label="Show in the catalogue" hint="Members see it there, and enroll where the method lets them." isDisabled={isReadOnly} {...form.bind('in_catalogue')} />
      <Switch label="Certificate" hint="Completing the course gives a certificate." isDisabled={isReadOnly || isShell} {...form.bind('certificate')} />
    </>
  );
}
