import { plural, someOf } from '../../lib/format.js';
import { Problem } from '../../ui/alert/Alert.jsx';
import './segments.css';

/** @typedef {import('../../lib/types.js').SegmentPerson} SegmentPerson */
/** @typedef {import('../../lib/types.js').SegmentPreview} SegmentPreview */

/** @param {SegmentPerson[]} people */
const namesOf = (people) => people.map(({ name }) => name);

/** Whom a rule finds, while it is being edited. @param {{foreseen: SegmentPreview|undefined, error: any, isBusy: boolean}} props */
export function Foreseen({ foreseen, error, isBusy }) {
  if (error) return <Problem error={error} />;
  return (
    <div className="foreseen" role="status" aria-busy={isBusy}>
      <strong>{foreseen ? `${plural(foreseen.members, 'person', 'people')} ${foreseen.members === 1 ? 'fits' : 'fit'}` : 'Complete the conditions to see whom they find'}</strong>
      {foreseen && foreseen.members > 0 && <span className="secondary">{someOf(namesOf(foreseen.sample), foreseen.members)}</span>}
    </div>
  );
}

/** What saving does: who enters, who leaves, and what that does to courses. @param {{foreseen: SegmentPreview}} props */
export function Movements({ foreseen }) {
  const { entering, leaving, courses } = foreseen;
  if (entering + leaving === 0) return <p>Nobody enters and nobody leaves.</p>;
  return (
    <ul className="effect-list">
      {entering > 0 && <li><strong>{plural(entering, 'person enters', 'people enter')}</strong><span className="secondary">{someOf(namesOf(foreseen.entering_sample), entering)}</span></li>}
      {leaving > 0 && <li><strong>{plural(leaving, 'person leaves', 'people leave')}</strong><span className="secondary">{someOf(namesOf(foreseen.leaving_sample), leaving)}</span></li>}
      {courses.map((course) => (
        <li key={course.course_id}>
          <strong>{course.title}</strong>
          <span className="secondary">{plural(course.enrolls, 'person is', 'people are')} enrolled, {plural(course.unenrolls, 'person is', 'people are')} unenrolled. Their progress is kept.</span>
        </li>
      ))}
      {courses.length === 0 && <li className="secondary">No course is linked, so nobody is enrolled or unenrolled.</li>}
    </ul>
  );
}
