import { Alert } from '../../ui/alert/Alert.jsx';
import { Button } from '../../ui/button/Button.jsx';
import { ProgressBar } from '../../ui/progress-bar/ProgressBar.jsx';

/** Long work on a segment: how far it is, or why it stopped.
 * @param {{label: string, work: import('../../lib/types.js').Work, unit: string, onRetry: () => void, isBusy: boolean, isLabelHidden?: boolean}} props */
export function WorkBar({ label, work, unit, onRetry, isBusy, isLabelHidden }) {
  if (work.state === 'failed') {
    return (
      <Alert tone="danger" title={`${label}: it stopped`} isLive>
        {work.error && <p>{work.error}</p>}
        <p>What was done so far stays right. Trying again goes on from there.</p>
        <div><Button isSmall onPress={onRetry} isBusy={isBusy}>Try again</Button></div>
      </Alert>
    );
  }
  return <ProgressBar label={label} isWide isLabelHidden={isLabelHidden} done={work.done} of={work.total || null} unit={unit} note={work.state === 'waiting' ? 'waiting for its turn' : undefined} />;
}
