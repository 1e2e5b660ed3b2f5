import { date, isWholeDate } from '../../lib/format.js';
import { useGet } from '../../lib/query.js';
import { Problem } from '../../ui/alert/Alert.jsx';
import './enrollments.css';

/** What an enrollment date would lead to, worked out by the server before anything is saved.
 * @param {{programId: string|number, enrolledOn: string|null}} props */
export function DatesPreview({ programId, enrolledOn }) {
  const { data, error } = useGet(isWholeDate(enrolledOn) ? `/programs/${programId}/dates` : null, { enrolled_on: enrolledOn }, { keep: true });
  if (error) return <Problem error={error} />;
  if (!enrolledOn || !data) return <p className="dates-preview" />;
  const hasGrace = data.expires_on !== data.grace_begins_on;
  return (
    <p className="dates-preview" role="status">
      <span>Completion deadline <strong>{date(data.completion_deadline)}</strong></span>
      <span className="secondary">{hasGrace ? `then a grace period until ${date(data.expires_on)}` : 'without a grace period'}</span>
    </p>
  );
}
