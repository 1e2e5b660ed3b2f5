import { FileCheck2 } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useLocation } from 'wouter';
import { send } from '../../lib/api.js';
import { number, plural } from '../../lib/format.js';
import { useGet, useList, useSend } from '../../lib/query.js';
import { useUrlState } from '../../lib/url.js';
import { Alert, Problem } from '../../ui/alert/Alert.jsx';
import { Button } from '../../ui/button/Button.jsx';
import { DatePicker } from '../../ui/date-picker/DatePicker.jsx';
import { DefinitionList } from '../../ui/definition-list/DefinitionList.jsx';
import { EmptyState } from '../../ui/empty-state/EmptyState.jsx';
import { Link } from '../../ui/link/Link.jsx';
import { LoadMore } from '../../ui/load-more/LoadMore.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { Section } from '../../ui/section/Section.jsx';
import { Select } from '../../ui/select/Select.jsx';
import { Table } from '../../ui/table/Table.jsx';
import { toast } from '../../ui/toast/Toast.jsx';
import { AGENCY } from './words.js';
import './reports.css';

const ActivityDialog = lazy(() => import('./ActivityDialog.jsx'));

/** @typedef {import('./words.js').Lack} Lack */
/** @typedef {import('./words.js').Preview} Preview */

const AGENCIES = [{ id: 'pars', label: 'PARS: physicians, by ACCME' }, { id: 'cpe', label: 'CPE Monitor: pharmacists, by ACPE and NABP' }];
const EMPTY = { agency: 'pars', from: '', to: '' };

/** @param {(row: Lack) => void} onCourse @returns {import('../../ui/table/Table.jsx').Column<Lack>[]} */
const columns = (onCourse) => [
  { id: 'name', label: 'Of whom', cell: (row) => <Link href={row.subject === 'course' ? `/courses/${row.subject_id}` : `/contacts/${row.subject_id}/edit`}>{row.name}</Link> },
  { id: 'reason', label: 'What is missing', cell: (row) => row.reason },
  { id: 'remedy', label: 'What to do', cell: (row) => row.remedy },
  { id: 'credits', label: 'Credits that wait', align: 'end', cell: (row) => number(row.credits) },
  {
    id: 'actions', label: 'Actions', isLabelHidden: true, align: 'end',
    cell: (row) => row.subject === 'course' && <Button isSmall aria-label={`Enter the numbers of ${row.name}`} onPress={() => onCourse(row)}>Enter</Button>,
  },
];

/** What would be left out, each with what to do about it. @param {{params: Record<string, unknown>}} props */
function Missing({ params }) {
  /** @type {ReturnType<typeof useList<Lack>>} */
  const list = useList('/reports/problems', params);
  const [course, setCourse] = useState(/** @type {Lack|null} */ (null));
  if (list.error) return <Problem error={list.error} onRetry={list.retry} />;
  if (list.isLoading) return <Loading />;
  if (list.items.length === 0) return <EmptyState icon={FileCheck2} title="Nothing is missing">Every credit of these days says all that the agency asks for.</EmptyState>;
  return (
    <>
      <Table label="What is missing" columns={columns(setCourse)} rows={list.items} getKey={(row) => `${row.code}-${row.subject_id}`} isBusy={list.isBusy} />
      <LoadMore shown={list.items.length} hasMore={list.hasMore} isBusy={list.isLoadingMore} onMore={list.loadMore} />
      {course && <Suspense><ActivityDialog course={{ id: course.subject_id, name: course.name }} onClose={() => setCourse(null)} /></Suspense>}
    </>
  );
}

/** @param {{preview: Preview, agency: string}} props */
function Effect({ preview, agency }) {
  const { adds, corrections, deletes, unchanged, left_out: leftOut, legacy, imported } = preview;
  return (
    <>
      <DefinitionList
        isRow
        items={[
          { label: 'New', value: number(adds) },
          { label: 'Corrected', value: number(corrections) },
          { label: 'Taken back', value: number(deletes) },
          { label: 'Reported before', value: number(unchanged) },
          { label: 'Left out', value: number(leftOut) },
        ]}
      />
      <ul className="report-notes secondary small">
        <li>Corrections and credits that are gone leave with the next report, whatever days it covers: as a Delete, and an Add where there is a new line.</li>
        {legacy > 0 && <li>{plural(legacy, 'credit')} of these days came with the global importer, which is for old records: {legacy === 1 ? 'it is' : 'they are'} never reported.</li>}
        {imported > 0 && <li>{plural(imported, 'credit')} of these days came with an import: {AGENCY[agency]} is not told of {imported === 1 ? 'it' : 'them'}.</li>}
      </ul>
    </>
  );
}

/** A report is seen before it is made. */
export default function NewReport() {
  const [, navigate] = useLocation();
  const [{ agency, from, to }, set] = useUrlState(EMPTY);
  const isTurned = Boolean(from && to && from > to);
  const params = { agency, ...(from && { from }), ...(to && { to }) };
  const preview = useGet(isTurned ? null : '/reports/preview', params, { keep: true });
  const make = useSend((_input, key) => send('POST', '/reports/exports', { agency, from: from || null, to: to || null }, { key }), {
    onDone: ({ id, state }) => {
      toast(state === 'making' ? 'The report is being made' : 'Report made');
      navigate(`/reports/${id}`);
    },
  });
  const rows = preview.data ? preview.data.adds + 2 * preview.data.corrections + preview.data.deletes : 0;
  return (
    <div className="stack">
      <PageHeader title="New report" crumbs={[{ label: 'Reports', href: '/reports' }]} lead="Nothing is marked as reported before you make the file." />
      <div className="report-choice">
        <Select name="agency" label="Agency" value={agency} onChange={(next) => set({ agency: next }, { replace: true })} options={AGENCIES} />
        <DatePicker name="from" label="Awarded from" isOptional value={from || null} onChange={(next) => set({ from: next ?? '' }, { replace: true })} />
        <DatePicker name="to" label="Until" isOptional value={to || null} onChange={(next) => set({ to: next ?? '' }, { replace: true })} />
      </div>
      {isTurned && <Alert tone="warn" title="The first day is after the last" isLive><p>Choose an earlier first day.</p></Alert>}
      {preview.error && <Problem error={preview.error} onRetry={preview.refetch} />}
      {!isTurned && (
        <>
          <Section title="What the file would say" isCard>
            {preview.data ? <Effect preview={preview.data} agency={agency} /> : !preview.error && <Loading />}
            {make.error && <Problem error={make.error} />}
            <p><Button variant="primary" isBusy={make.isBusy} isDisabled={rows === 0} onPress={() => make.send(null)}>{rows ? `Make the file with ${plural(rows, 'line')}` : 'Nothing to report'}</Button></p>
          </Section>
          <Section title="What is left out"><Missing params={params} /></Section>
        </>
      )}
    </div>
  );
}
