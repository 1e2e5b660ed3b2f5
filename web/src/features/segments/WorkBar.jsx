import { number, plural } from '../../lib/format.js';
import { usePace } from '../../lib/jobs.js';
import { Alert } from '../../ui/alert/Alert.jsx';
import { Button } from '../../ui/button/Button.jsx';
import { ProgressBar } from '../../ui/progress-bar/ProgressBar.jsx';

/** @param {{rate: number, left: number}} pace */
const paceWords = ({ rate, left }) => `${number(rate)} a second, about ${left < 90 ? plural(left, 'second') : plural(Math.round(left / 60), 'minute')} left`;

/** Long work on a segment: how far it is, or why it stopped.
 * @param {{label: string, work: import('../../lib/types.js').Work, readAt: number, unit: string, onRetry: () => void, isBusy: boolean, isLabelHidden?: boolean}} props */
export function WorkBar({ label, work, readAt, unit, onRetry, isBusy, isLabelHidden }) {
  const pace = usePace(work, readAt);
  if (work.state === 'failed') {
    return (
      <Alert tone="danger" title={`${label}: it stopped`} isLive>
        {work.error && <p>{work.error}</p>}
        <p>What was done so far stays right. Trying again goes on from there.</p>
        <div><Button isSmall onPress={onRetry} isBusy={isBusy}>Try again</Button></div>
      </Alert>
    );
  }
  return <ProgressBar label={label} isWide isLabelHidden={isLabelHidden} done={work.done} of={work.total || null} unit={unit} note={work.state === 'waiting' ? 'waiting for its turn' : pace ? paceWords(pace) : undefined} />;
}
