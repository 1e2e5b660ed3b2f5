import { plural } from '../../lib/format.js';
import { Alert } from '../../ui/alert/Alert.jsx';

/** @typedef {{key: string, name: string, outcome: 'done'|'refused', detail?: string, remedy?: string}} Outcome */

/** What an action on many did, one by one where it did not work.
 * @param {{outcomes: Outcome[], done: string}} props  done: what happened to those that worked, such as "approved" */
export function Outcomes({ outcomes, done }) {
  const refused = outcomes.filter((one) => one.outcome === 'refused');
  const worked = outcomes.length - refused.length;
  return (
    <Alert tone={refused.length > 0 ? 'warn' : 'good'} title={`${plural(worked, 'completion')} ${done}`} isLive>
      {refused.length > 0 && (
        <>
          <p>{plural(refused.length, 'completion was', 'completions were')} not {done}:</p>
          <ul className="stack-tiny">{refused.map((one) => <li key={one.key}><strong>{one.name}</strong>: {[one.detail, one.remedy].filter(Boolean).join(' ')}</li>)}</ul>
        </>
      )}
    </Alert>
  );
}
