import { ScrollText } from 'lucide-react';
import { useState } from 'react';
import { isWholeDate } from '../../lib/format.js';
import { useAudit } from '../../lib/history.js';
import { useGet } from '../../lib/query.js';
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

const EMPTY = { actor_id: '', action: '', from: '', to: '' };

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

/** Everything that anybody changed. */
export default function Audit() {
  const [state, set] = useUrlState(EMPTY);
  const staff = useGet('/staff');
  const audit = useAudit(state);
  const actors = [{ id: '', label: 'Everybody' }, ...(staff.data?.items ?? []).map((/** @type {Actor} */ one) => ({ id: String(one.contact_id), label: one.name }))];
  return (
    <div className="stack">
      <PageHeader title="Audit log" lead="Who changed what, when, why and by which way. Nothing here can be edited or deleted." />
      <Find label="Action" placeholder="Such as enrollment.cancel" value={state.action} onFind={(action) => set({ action })}>
        <Select name="actor_id" label="Who" value={state.actor_id} onChange={(actor_id) => set({ actor_id })} options={actors} />
        <FilterDate name="from" label="From" value={state.from} onChange={(from) => set({ from })} />
        <FilterDate name="to" label="To" value={state.to} onChange={(to) => set({ to })} />
      </Find>
      <Entries audit={audit} />
    </div>
  );
}
