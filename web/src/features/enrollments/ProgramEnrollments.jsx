import { UserPlus, Users } from 'lucide-react';
import { useGet, useList } from '../../lib/query.js';
import { useCan } from '../../lib/session.js';
import { useUrlState } from '../../lib/url.js';
import { ENROLLMENT, options, PROGRAM } from '../../lib/words.js';
import { Alert, Problem } from '../../ui/alert/Alert.jsx';
import { StatusBadge } from '../../ui/badge/Badge.jsx';
import { Button, ButtonLink } from '../../ui/button/Button.jsx';
import { EmptyState } from '../../ui/empty-state/EmptyState.jsx';
import { Find } from '../../ui/find/Find.jsx';
import { Link } from '../../ui/link/Link.jsx';
import { LoadMore } from '../../ui/load-more/LoadMore.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { PageProblem } from '../../ui/page-header/PageProblem.jsx';
import { Select } from '../../ui/select/Select.jsx';
import { Table } from '../../ui/table/Table.jsx';
import { CONTACT_NO, DEADLINE, ENROLLED_ON, ENROLLEE, PROGRESS, STATUS } from './columns.jsx';
import { ProgramTrackers } from './ProgramTrackers.jsx';

/** @typedef {import('../../lib/types.js').EnrollmentRow} EnrollmentRow */

const COLUMNS = [ENROLLEE, CONTACT_NO, STATUS, DEADLINE, PROGRESS, ENROLLED_ON];
const STATUS_OPTIONS = [{ id: '', label: 'All but cancelled' }, ...options(ENROLLMENT)];

/** @param {{list: ReturnType<typeof useList<EnrollmentRow>>, isFiltered: boolean, onShowAll: () => void}} props */
function Enrollees({ list, isFiltered, onShowAll }) {
  if (list.error) return <Problem error={list.error} onRetry={list.retry} />;
  if (list.isLoading) return <Loading />;
  if (list.items.length === 0) {
    return (
      <EmptyState icon={Users} title={isFiltered ? 'No enrollee fits' : 'Nobody is enrolled yet'}>
        {isFiltered ? <Button onPress={onShowAll}>Show all enrollees</Button> : 'Choose “Enroll a Contact” to begin.'}
      </EmptyState>
    );
  }
  return (
    <>
      <Table label="Enrollees" columns={COLUMNS} rows={list.items} getKey={(row) => row.id} isBusy={list.isBusy} />
      <LoadMore shown={list.items.length} total={list.total} hasMore={list.hasMore} isBusy={list.isLoadingMore} onMore={list.loadMore} />
    </>
  );
}

/** The program with its trackers, and everybody who is enrolled in it. @param {{params: {id: string}}} props */
export default function ProgramEnrollments({ params }) {
  const { id } = params;
  const can = useCan();
  const [state, set] = useUrlState({ q: '', status: '', tracker: '' });
  const program = useGet(`/programs/${id}`);
  /** @type {ReturnType<typeof useList<EnrollmentRow>>} */
  const list = useList(`/programs/${id}/enrollments`, state);
  if (program.error) return <PageProblem title="Program enrollments" error={program.error} onRetry={program.refetch} />;
  if (!program.data) return <Loading />;
  const { name, code, status } = program.data;
  const isActive = status === 'active';
  return (
    <div className="stack">
      <PageHeader
        title={name}
        crumbs={[{ label: 'Enrollments by program', href: '/enrollments/programs' }]}
        badge={<StatusBadge words={PROGRAM} status={status} />}
        lead={<>{code} · <Link isQuiet href={`/programs/${id}`}>Program definition</Link></>}
        actions={can('enrollment_create') && isActive && <ButtonLink variant="primary" icon={UserPlus} href={`/enrollments/programs/${id}/enroll`}>Enroll a Contact</ButtonLink>}
      />
      <ProgramTrackers programId={id} chosen={state.tracker} onChoose={(tracker) => set({ tracker, status: '' })} />
      {!isActive && <Alert>Nobody can be enrolled now: only programs with the status Active take enrollments.</Alert>}
      <Find label="Find an enrollee" placeholder="Name, contact number or e-mail" value={state.q} onFind={(q) => set({ q })}>
        <Select name="status" label="Status" value={state.status} onChange={(next) => set({ status: next, tracker: '' })} options={STATUS_OPTIONS} />
      </Find>
      <Enrollees list={list} isFiltered={Boolean(state.q || state.status || state.tracker)} onShowAll={() => set({ q: '', status: '', tracker: '' })} />
    </div>
  );
}
