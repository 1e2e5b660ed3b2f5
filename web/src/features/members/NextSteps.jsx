import { ArrowRight, Hourglass } from 'lucide-react';
import { plural } from '../../lib/format.js';
import { NEXT_STEP } from '../../lib/words.js';
import { Link } from '../../ui/link/Link.jsx';

/** What waits for the person comes before what the person waits for.
 * @param {import('../../lib/types.js').NextStep[]} steps */
const ownFirst = (steps) => steps.toSorted((a, b) => Number(NEXT_STEP[a.step].isWait ?? false) - Number(NEXT_STEP[b.step].isWait ?? false));

/** What to do next in a program, or what is waited for.
 * @param {{enrollmentId: number, steps: import('../../lib/types.js').NextStep[], most?: number}} props  most: how many are shown at once */
export function NextSteps({ enrollmentId, steps, most = steps.length }) {
  const shown = ownFirst(steps).slice(0, most);
  return (
    <ul className="steps">
      {shown.map(({ requirement_id: id, title, step, course_id: course }) => {
        const { label, isWait } = NEXT_STEP[step];
        const words = course ? <Link href={`/catalogue/courses/${course}`}>{label}<span className="visually-hidden"> for {title}</span></Link> : label;
        return (
          <li key={id ?? step} className={isWait ? 'step-wait' : undefined}>
            {isWait ? <Hourglass size={16} aria-hidden /> : <ArrowRight size={16} aria-hidden />}
            <span>
              {id && <><Link href={`/my-programs/${enrollmentId}/requirements/${id}`}>{title}</Link><br /></>}
              <span className={id ? 'secondary small' : undefined}>{words}</span>
            </span>
          </li>
        );
      })}
      {steps.length > shown.length && <li className="step-more"><Link href={`/my-programs/${enrollmentId}`}>and {plural(steps.length - shown.length, 'more step')}</Link></li>}
    </ul>
  );
}
