import { ScrollText, ShieldCheck } from 'lucide-react';
import { useEffect, useState } from 'react';
import { send } from '../../lib/api.js';
import { isWholeDate } from '../../lib/format.js';
import { useAudit } from '../../lib/history.js';
import { useJob } from '../../lib/jobs.js';
import { useGet, useSend } from '../../lib/query.js';
import { useUrlState } from '../../lib/url.js';
import { Problem } from '../../ui/alert/Alert.jsx';
import { Button } from '../../ui/button/Button.jsx';
import { DatePicker } from '../../ui/date-picker/DatePicker.jsx';
import { EmptyState } from '../../ui/empty-state/EmptyState.jsx';
import { Find } from '../../ui/find/Find.jsx';
import { HistoryList } from '../../ui/history-list/HistoryList.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { Select } from '../../ui/select/Select.jsx';
import { AuditCheck } from './AuditCheck.jsx';

const EMPTY = { actor_id: '', action: '', from: '', to: '', check: '' };

/** The last verification asked for, so that coming back by the menu finds it; the address finds it after a reload. */
let lastCheck = '';

/** @typedef {{contact_id: number, name: string}} Actor */

/** @param {{audit: ReturnType<typeof useAudit>}} props */
function Entries({ audit }) {
  if (audit.error) return <Problem error={audit.error} onRetry={audit.retry} />;
  if (audit.isLoading) return <Loading />;
  if (audit.entries.length === 0) return <EmptyState icon={ScrollText} title="Nothing fits">Widen the dates, or choose everybody.</EmptyState>;
  return (
    <div className="stack" aria-busy={audit.isBusy}>
      <HistoryList entries={audit.entries} />
      {audit.hasMore && <div><Button onPress={audit.loadMore} isBusy={audit.isLoadingMore}>Load more</Button></div>}
    </div>
  );
}

/** A date that filters once it is typed to its end, or taken away. @param {{name: string, label: string, value: string, onChange: (day: string) => void}} props */
function FilterDate({ value, onChange, ...rest }) {
  const [day, setDay] = useState(/** @type {string|null} */ (value || null));
  const change = (/** @type {string|null} */ next) => {
    setDay(next);
    if (next === null || isWholeDate(next)) onChange(next ?? '');
  };
  return <DatePicker {...rest} value={day} onChange={change} />;
}

/** Asks the server to verify the audit, and remembers in the address which job does it.
 * @param {string} id @param {(patch: {check: string}) => void} set */
function useCheck(id, set) {
  const check = useJob(id || lastCheck);
  useEffect(() => { lastCheck = id || lastCheck; }, [id]);
  const start = useSend((_input, key) => send('POST', '/audit/verify', undefined, { key }), {
    onDone: (/** @type {import('../../lib/types.js').Job} */ made) => set({ check: String(made.id) }),
  });
  return { check, start, isBusy: start.isBusy || Boolean(check.job && !check.isOver) };
}

/** Everything that anybody changed, and the proof that it still stands as it was written. */
export default function Audit() {
  const [{ check: id, ...filter }, set] = useUrlState(EMPTY);
  const staff = useGet('/staff');
  const audit = useAudit(filter);
  const { check, start, isBusy } = useCheck(id, set);
  const actors = [{ id: '', label: 'Everybody' }, ...(staff.data?.items ?? []).map((/** @type {Actor} */ one) => ({ id: String(one.contact_id), label: one.name }))];
  return (
    <div className="stack">
      <PageHeader
        title="Audit log"
        lead="Who changed what, when, why and by which way. Nothing here can be edited or deleted."
        actions={<Button icon={ShieldCheck} isBusy={isBusy} onPress={() => start.send(null)}>Verify the audit</Button>}
      />
      {start.error && <Problem error={start.error} />}
      {!start.isBusy && <AuditCheck check={check} />}
      <Find label="Action" placeholder="Such as enrollment.cancel" value={filter.action} onFind={(action) => set({ action })}>
        <Select name="actor_id" label="Who" value={filter.actor_id} onChange={(actor_id) => set({ actor_id })} options={actors} />
        <FilterDate name="from" label="From" value={filter.from} onChange={(from) => set({ from })} />
        <FilterDate name="to" label="To" value={filter.to} onChange={(to) => set({ to })} />
      </Find>
      <Entries audit={audit} />
    </div>
  );
}
