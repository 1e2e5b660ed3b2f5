import { useGet } from '../../lib/query.js';
import { useUrlState } from '../../lib/url.js';
import { Problem } from '../../ui/alert/Alert.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { Tabs } from '../../ui/tabs/Tabs.jsx';
import { ApprovalQueue } from './ApprovalQueue.jsx';
import { GradeQueue } from './GradeQueue.jsx';
import { ProgramQueue } from './ProgramQueue.jsx';

const QUEUES = [
  { id: 'awaiting_approval', label: 'Awaiting approval', Show: ApprovalQueue },
  { id: 'awaiting_grade', label: 'Awaiting grade', Show: GradeQueue },
  { id: 'program_completions', label: 'Program completions', Show: ProgramQueue },
];

/** What waits for a decision, queue by queue. */
export default function Completions() {
  const [{ queue, q }, set] = useUrlState({ queue: QUEUES[0].id, q: '' });
  const { data, error, refetch } = useGet('/queues');
  const { id, Show } = QUEUES.find((one) => one.id === queue) ?? QUEUES[0];
  return (
    <div className="stack">
      <PageHeader title="Program completions" lead="Completions that wait for a grade or an approval, and programs whose last requirement is met." />
      {error && <Problem error={error} onRetry={refetch} />}
      <Tabs label="Queues" current={id} items={QUEUES.map((one) => ({ id: one.id, label: one.label, href: `/completions?queue=${one.id}`, count: data?.[one.id] }))} />
      <Show key={id} q={q} onFind={(next) => set({ q: next })} />
    </div>
  );
}
