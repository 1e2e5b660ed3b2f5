import { Lock } from 'lucide-react';
import { date, number } from '../../lib/format.js';
import { stageNeeds } from '../../lib/requirement.js';
import { REQUIREMENT } from '../../lib/words.js';
import { Badge, StatusBadge } from '../../ui/badge/Badge.jsx';
import { Link } from '../../ui/link/Link.jsx';
import { ProgressBar } from '../../ui/progress-bar/ProgressBar.jsx';

/** @typedef {import('../../lib/types.js').Requirement} Requirement */
/** @typedef {import('../../lib/types.js').Enrollment} Enrollment */

/** A requirement leads to its details when it can be worked on now, or when something is recorded for it.
 * @param {Requirement} requirement */
const isOpenable = (requirement) => requirement.available || requirement.status !== 'none';

/** @param {{requirement: Requirement, enrollmentId: number, isCurrent: boolean}} props */
function RequirementLine({ requirement, enrollmentId, isCurrent }) {
  const { id, title, status, completed_on: completedOn } = requirement;
  return (
    <li className="requirement" data-current={isCurrent ? '' : undefined}>
      <span className="stack-tiny">
        {isOpenable(requirement)
          ? <Link href={`/enrollments/${enrollmentId}/requirements/${id}`} aria-current={isCurrent ? 'true' : undefined}>{title}</Link>
          : <span className="requirement-locked">{title}</span>}
        {completedOn && status === 'complete' && <span className="secondary small">Completed on {date(completedOn)}{requirement.grade !== null && ` · Grade ${number(requirement.grade)}`}</span>}
      </span>
      <StatusBadge words={REQUIREMENT} status={status} />
      {!requirement.available && requirement.locked_reason && status === 'none' && (
        <span className="requirement-why"><Lock size={13} aria-hidden />{requirement.locked_reason}</span>
      )}
    </li>
  );
}

/** The requirements, stage by stage. @param {{enrollment: Enrollment, openId?: number}} props */
export function Stages({ enrollment, openId }) {
  return enrollment.stages.map((stage, index) => {
    const requirements = enrollment.requirements.filter((requirement) => requirement.stage === index);
    const needed = stage.needed === 'all' ? requirements.length : Math.min(stage.needed, requirements.length);
    return (
      // Stages have no identity of their own: their place in the version is what tells them apart.
      // eslint-disable-next-line react/no-array-index-key
      <section key={index} className="stage" aria-label={stage.title}>
        <header className="stage-head">
          <h2>{stage.locked && <Lock size={15} aria-label="Locked" />}{stage.title}{stage.complete && <Badge tone="good">Complete</Badge>}</h2>
          <span className="row-wide">
            <span className="secondary small">{stageNeeds(stage, requirements.length)}</span>
            <ProgressBar label={`Met in ${stage.title}`} isLabelHidden done={Math.min(stage.met, needed)} of={needed} />
          </span>
        </header>
        <ul>
          {requirements.map((requirement) => (
            <RequirementLine key={requirement.id} requirement={requirement} enrollmentId={enrollment.id} isCurrent={requirement.id === openId} />
          ))}
        </ul>
      </section>
    );
  });
}
