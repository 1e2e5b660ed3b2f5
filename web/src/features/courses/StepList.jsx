import { Circle, CircleCheck } from 'lucide-react';
import { send } from '../../lib/api.js';
import { date, percent } from '../../lib/format.js';
import { useSend } from '../../lib/query.js';
import { STEP_KIND } from '../../lib/words.js';
import { Problem } from '../../ui/alert/Alert.jsx';
import { Badge } from '../../ui/badge/Badge.jsx';
import { Button } from '../../ui/button/Button.jsx';
import { toast } from '../../ui/toast/Toast.jsx';
import './courses.css';

/** @typedef {import('../../lib/types.js').CourseStepState} Step */

/** How far it is, in words. @param {Step} step */
const stateWords = (step) => [STEP_KIND[step.kind], step.complete ? `done on ${date(step.done_on)}` : step.percent > 0 ? `${percent(step.percent)} done` : 'not done'].join(' · ');

/** The steps of somebody's attempt, to be marked where that is theirs to do.
 * @param {{enrollment: import('../../lib/types.js').CourseEnrollment}} props */
export function StepList({ enrollment }) {
  const mark = useSend((/** @type {Step} */ step, key) => send('POST', `/course-enrollments/${enrollment.id}/progress`, { step_id: step.id, done: !step.complete }, { key }), {
    onDone: (after) => toast(after.status === 'completed' && enrollment.status !== 'completed' ? 'Course completed' : 'Step saved'),
  });
  if (enrollment.steps.length === 0) return <p className="secondary">This course has no steps.</p>;
  return (
    <div className="stack-small">
      {mark.error && <Problem error={mark.error} />}
      <ol aria-label="Steps">
        {enrollment.steps.map((step) => (
          <li key={step.id} className="learn-step" data-complete={step.complete || undefined}>
            {step.complete ? <CircleCheck size={20} aria-hidden /> : <Circle size={20} aria-hidden />}
            <span><strong>{step.title}</strong> {step.required && <Badge>Required</Badge>}<span className="cell-sub">{stateWords(step)}</span></span>
            {step.can_mark && <Button isSmall variant={step.complete ? 'quiet' : 'secondary'} aria-label={step.complete ? `Mark ${step.title} not done` : `Mark ${step.title} done`} isDisabled={mark.isBusy} onPress={() => mark.send(step)}>{step.complete ? 'Undo' : 'Mark done'}</Button>}
          </li>
        ))}
      </ol>
    </div>
  );
}
