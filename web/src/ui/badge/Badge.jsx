import './badge.css';

/** A status in words; the colour only repeats it.
 * @param {{tone?: 'neutral'|'info'|'good'|'warn'|'danger'|'violet', children: React.ReactNode}} props */
export function Badge({ tone = 'neutral', children }) {
  return <span className={`badge badge-${tone}`}>{children}</span>;
}

/** @param {{words: Record<string, {label: string, tone: any}>, status: string}} props */
export function StatusBadge({ words, status }) {
  const word = words[status] ?? { label: status, tone: 'neutral' };
  return <Badge tone={word.tone}>{word.label}</Badge>;
}
