import { dateTime, number, plural } from '../../lib/format.js';
import { Alert, Problem } from '../../ui/alert/Alert.jsx';
import { ProgressBar } from '../../ui/progress-bar/ProgressBar.jsx';

/** @typedef {import('../../lib/types.js').Job} Job */

/** @param {{job: Job}} props */
function Verdict({ job }) {
  const { entries, first_bad: bad } = job.result;
  const when = <p className="secondary">Asked for on {dateTime(job.created_at)}.</p>;
  if (bad === null) return <Alert tone="good" title={`${plural(entries, 'entry', 'entries')} checked: the audit stands as it was written`} isLive>{when}</Alert>;
  return (
    <Alert tone="danger" title={`Entry ${number(bad)} and those after it do not fit`} isLive>
      <p>Somebody changed or removed what was written there, past Laurel. The entries before it stand as they were written.</p>
      <p>Keep the database as it is, compare it with a backup from before, and tell whoever looks after your servers.</p>
      {when}
    </Alert>
  );
}

/** How far the verification of the audit is, and what it found. @param {{check: ReturnType<typeof import('../../lib/jobs.js').useJob>}} props */
export function AuditCheck({ check: { job, error, retry, secondsLeft } }) {
  if (error) return <Problem error={error} onRetry={retry} />;
  if (!job) return null;
  if (job.state === 'failed') {
    return <Problem error={{ title: 'The audit could not be verified', detail: job.error ?? '', remedy: 'This says nothing about the audit itself. Verify it again; if it goes on, look into the log of the server.' }} />;
  }
  if (job.state === 'done') return <Verdict job={job} />;
  const note = job.state === 'waiting' ? 'waiting for its turn' : secondsLeft !== null ? `about ${plural(secondsLeft, 'second')} left` : undefined;
  return <ProgressBar label="Verifying the audit" isWide done={job.done} of={job.total} note={note} />;
}
