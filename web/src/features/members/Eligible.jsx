import { Badge } from '../../ui/badge/Badge.jsx';

/** Whether the person may enroll, in a word. Before signing in nobody knows. @param {{eligibility: import('../../lib/types.js').Eligibility|null}} props */
export function EligibleBadge({ eligibility }) {
  if (!eligibility) return null;
  if (eligibility.eligible) return <Badge tone="good">Open to you</Badge>;
  return eligibility.enrollment_id ? <Badge tone="info">You are enrolled</Badge> : <Badge tone="neutral">Not open to you now</Badge>;
}
