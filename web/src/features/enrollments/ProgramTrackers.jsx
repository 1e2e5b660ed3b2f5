import { number } from '../../lib/format.js';
import { useGet } from '../../lib/query.js';
import { Problem } from '../../ui/alert/Alert.jsx';
import { TrackerRings, TrackerRingsLoading } from '../../ui/tracker-rings/TrackerRings.jsx';

/** @param {import('../../lib/types.js').Tracker} tracker @returns {import('../../ui/tracker-rings/TrackerRings.jsx').Tracker[]} */
const rings = ({ total, ...tracker }) => [
  { id: 'earned', label: 'Earned', tone: 'good', count: tracker.earned, total, note: `of ${number(total)} enrollees` },
  { id: 'enrolled_not_earned', label: 'Enrolled, not earned', tone: 'info', count: tracker.enrolled_not_earned, total, note: `${number(tracker.nothing_completed)} completed nothing yet` },
  { id: 'grace_period', label: 'Grace period', tone: 'warn', count: tracker.grace_period, total, note: 'past the deadline, with extra time' },
  { id: 'expired', label: 'Expired', tone: 'danger', count: tracker.expired, total, note: 'not completed in time' },
];

/** The four trackers of a program, always at the top of its page.
 * @param {{programId: string, chosen: string, onChoose: (id: string) => void}} props */
export function ProgramTrackers({ programId, chosen, onChoose }) {
  const { data, error, refetch } = useGet(`/programs/${programId}/tracker`);
  if (error) return <Problem error={error} onRetry={refetch} />;
  if (!data) return <TrackerRingsLoading />;
  return <TrackerRings label="Enrollees by progress" trackers={rings(data)} chosen={chosen} onChoose={onChoose} />;
}
