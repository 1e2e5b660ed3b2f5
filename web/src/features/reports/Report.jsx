import { useState } from 'react';
import { useParams } from 'wouter';
import { send } from '../../lib/api.js';
import { date, dateTime, number, plural } from '../../lib/format.js';
import { formProps, useForm } from '../../lib/form.js';
import { required } from '../../lib/limits.js';
import { useGet, useList, useSend } from '../../lib/query.js';
import { useCan } from '../../lib/session.js';
import { useUrlState } from '../../lib/url.js';
import { Alert, Problem } from '../../ui/alert/Alert.jsx';
import { StatusBadge } from '../../ui/badge/Badge.jsx';
import { Button, DownloadLink } from '../../ui/button/Button.jsx';
import { DefinitionList } from '../../ui/definition-list/DefinitionList.jsx';
import { ConfirmDialog, Dialog } from '../../ui/dialog/Dialog.jsx';
import { Form, FormActions } from '../../ui/form/Form.jsx';
import { Link } from '../../ui/link/Link.jsx';
import { LoadMore } from '../../ui/load-more/LoadMore.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { PageProblem } from '../../ui/page-header/PageProblem.jsx';
import { ProgressBar } from '../../ui/progress-bar/ProgressBar.jsx';
import { Section } from '../../ui/section/Section.jsx';
import { Select } from '../../ui/select/Select.jsx';
import { Table } from '../../ui/table/Table.jsx';
import { TextArea } from '../../ui/text-field/TextField.jsx';
import { toast } from '../../ui/toast/Toast.jsx';
import { AGENCY, REPORT_STATE, ROW_STATE } from './words.js';
import './reports.css';

/** @typedef {import('./words.js').Report} ReportFile */
/** @typedef {import('./words.js').ReportRow} ReportRow */
/** @typedef {Map<number, string>} Refused  what the agency said, by row */

const EMPTY = { state: '' };
const STATES = [{ id: '', label: 'All rows' }, ...Object.entries(ROW_STATE).map(([id, { label }]) => ({ id, label }))];

/** @param {{title: string, lead: string, onSay: (message: string) => void, onClose: () => void}} props */
function MessageDialog({ title, lead, onSay, onClose }) {
  const form = useForm({
    initial: { message: '' },
    check: ({ message }) => required('message', message.trim(), 'Enter what the agency said'),
    run: async ({ message }) => message.trim(),
    onDone: (message) => {
      onSay(message);
      onClose();
    },
  });
  return (
    <Dialog title={title} onClose={onClose}>
      <Form {...formProps(form)}>
        <p>{lead}</p>
        <TextArea label="What the agency said" {...form.bind('message')} />
        <FormActions>
          <Button variant="danger" type="submit">Note it</Button>
          <Button onPress={onClose}>Cancel</Button>
        </FormActions>
      </Form>
    </Dialog>
  );
}

/** @param {Refused} refused @param {((row: ReportRow) => void)|null} onRefuse @returns {import('../../ui/table/Table.jsx').Column<ReportRow>[]} */
const columns = (refused, onRefuse) => [
  { id: 'n', label: 'Line', align: 'end', cell: (row) => number(row.n) },
  { id: 'name', label: 'Who', cell: (row) => <><Link href={`/enrollments/people/${row.contact_id}`}>{row.name}</Link><span className="cell-sub">{row.activity_id}</span></> },
  { id: 'action', label: 'What', cell: (row) => (row.action === 'add' ? 'Add' : 'Delete') },
  { id: 'completed', label: 'Completed on', isWhole: true, cell: (row) => date(row.completed_on) },
  { id: 'amount', label: 'Credits', align: 'end', cell: (row) => number(row.amount) },
  {
    id: 'state', label: 'State',
    cell: (row) => (refused.has(row.n)
      ? <><StatusBadge words={ROW_STATE} status="rejected" /><span className="cell-sub">{refused.get(row.n)}</span></>
      : <><StatusBadge words={ROW_STATE} status={row.state} />{row.message && <span className="cell-sub">{row.message}</span>}</>),
  },
  ...(onRefuse
    ? [{
      id: 'actions', label: 'Actions', isLabelHidden: true, align: /** @type {const} */ ('end'),
      cell: (/** @type {ReportRow} */ row) => <Button isSmall aria-label={`${refused.has(row.n) ? 'Not refused after all' : 'Refused'}: line ${row.n}, ${row.name}`} onPress={() => onRefuse(row)}>{refused.has(row.n) ? 'Undo' : 'Refused'}</Button>,
    }]
    : []),
];

/** @param {{report: ReportFile, refused: Refused, onRefuse: ((row: ReportRow) => void)|null}} props */
function Rows({ report, refused, onRefuse }) {
  const [{ state }, set] = useUrlState(EMPTY);
  /** @type {ReturnType<typeof useList<ReportRow>>} */
  const list = useList(`/reports/exports/${report.id}/rows`, state ? { state } : {});
  return (
    <>
      <Select name="state" label="Show" width="short" value={state} onChange={(next) => set({ state: next })} options={STATES} />
      {list.error && <Problem error={list.error} onRetry={list.retry} />}
      {list.isLoading && <Loading />}
      {!list.isLoading && !list.error && list.items.length === 0 && <p className="secondary">No line of this state.</p>}
      {list.items.length > 0 && <Table label="Lines" columns={columns(refused, onRefuse)} rows={list.items} getKey={(row) => row.n} isBusy={list.isBusy} />}
      {list.items.length > 0 && <LoadMore shown={list.items.length} hasMore={list.hasMore} isBusy={list.isLoadingMore} onMore={list.loadMore} />}
    </>
  );
}

/** @param {{report: ReportFile, refused: Refused, onDone: () => void, onClose: () => void}} props */
function AcceptDialog({ report, refused, onDone, onClose }) {
  const rejected = [...refused].map(([n, message]) => ({ n, message }));
  const accept = useSend((_input, key) => send('POST', `/reports/exports/${report.id}/accept`, { rejected }, { version: report.version, key }), {
    onDone: () => {
      toast('The answer is noted');
      onDone();
      onClose();
    },
  });
  const rest = report.adds + report.deletes - rejected.length;
  return (
    <ConfirmDialog title="Note what the agency took?" confirm={`Note ${plural(rest, 'accepted line')}`} cancel="Not yet" isBusy={accept.isBusy} error={accept.error} onConfirm={() => accept.send(null)} onClose={onClose}>
      <p>{plural(rest, 'line')} accepted{rejected.length > 0 && `, ${plural(rejected.length, 'line')} refused`}. What was refused leaves again with the next report. This cannot be changed afterwards.</p>
    </ConfirmDialog>
  );
}

/** @param {{report: ReportFile}} props */
function Facts({ report }) {
  return (
    <DefinitionList
      items={[
        { label: 'State', value: <StatusBadge words={REPORT_STATE} status={report.state} /> },
        { label: 'Awarded', value: [report.from && `from ${date(report.from)}`, report.to && `until ${date(report.to)}`].filter(Boolean).join(' ') || 'On all days' },
        { label: report.state === 'making' ? 'Lines so far' : 'Lines', value: `${number(report.adds)} added, ${number(report.deletes)} taken back` },
        { label: 'Left out', value: plural(report.left_out, 'credit') },
        { label: 'Made', value: `${dateTime(report.created_at)}${report.created_by_name ? ` by ${report.created_by_name}` : ''}` },
        { label: 'Answer noted', value: report.decided_at && `${dateTime(report.decided_at)}${report.decided_by_name ? ` by ${report.decided_by_name}` : ''}` },
        { label: 'SHA-256 of the file', value: report.hash && <span className="report-hash small">{report.hash}</span> },
      ]}
    />
  );
}

/** @param {{report: ReportFile}} props */
function Answer({ report }) {
  const can = useCan();
  const [refused, setRefused] = useState(/** @type {Refused} */ (new Map()));
  const [asked, setAsked] = useState(/** @type {ReportRow|'accept'|'reject'|null} */ (null));
  const close = () => setAsked(null);
  const isOpen = report.state === 'sent' && can('report_write');
  const reject = useSend((/** @type {string} */ message, key) => send('POST', `/reports/exports/${report.id}/reject`, { message }, { version: report.version, key }), { onDone: () => toast('The answer is noted') });
  const refuse = (/** @type {ReportRow} */ row) => {
    if (!refused.has(row.n)) return setAsked(row);
    const next = new Map(refused);
    next.delete(row.n);
    return setRefused(next);
  };
  return (
    <>
      {isOpen && (
        <Section title="What did the agency say?" hint="Mark the lines it refused below, then note the rest as accepted." isCard>
          {reject.error && <Problem error={reject.error} />}
          <div className="row">
            <Button variant="primary" onPress={() => setAsked('accept')}>{refused.size ? `Accepted, but for ${plural(refused.size, 'line')}` : 'Accepted'}</Button>
            <Button variant="danger" isBusy={reject.isBusy} onPress={() => setAsked('reject')}>Rejected as a whole</Button>
          </div>
        </Section>
      )}
      <Section title="Lines"><Rows report={report} refused={refused} onRefuse={isOpen ? refuse : null} /></Section>
      {asked === 'accept' && <AcceptDialog report={report} refused={refused} onDone={() => setRefused(new Map())} onClose={close} />}
      {asked === 'reject' && <MessageDialog title="Rejected as a whole?" lead="For the agency this file never was: everything in it leaves again with the next report." onSay={(message) => reject.send(message)} onClose={close} />}
      {asked && typeof asked === 'object' && <MessageDialog title={`Line ${asked.n} was refused?`} lead={`${asked.name}: it leaves again with the next report, once it is mended.`} onSay={(message) => setRefused(new Map(refused).set(asked.n, message))} onClose={close} />}
    </>
  );
}

/** A large file while it is being made: how far it is, or why it stopped. @param {{report: ReportFile}} props */
function Making({ report }) {
  const can = useCan();
  const resume = useSend((_input, key) => send('POST', `/reports/exports/${report.id}/resume`, undefined, { key }));
  if (report.work !== 'failed') {
    return (
      <Section title="The file is being made" hint="It goes on when you leave this page. Until it is made, no other report for the agency can be made or answered." isCard>
        <ProgressBar label="Credits and lines" isWide done={report.done} of={report.total} note={report.work === 'waiting' ? 'waiting for its turn' : undefined} />
      </Section>
    );
  }
  return (
    <Alert tone="danger" title="Making the file stopped before its end" isLive>
      {resume.error && <Problem error={resume.error} />}
      <p>{report.error}</p>
      <p>What is written so far stays right, and nothing is written twice. Going on starts where it stopped.</p>
      {can('report_write') && <div><Button isSmall isBusy={resume.isBusy} onPress={() => resume.send(null)}>Go on</Button></div>}
    </Alert>
  );
}

/** A file that was made, and the answer to it. */
export default function Report() {
  const { id } = useParams();
  const { data, error, refetch } = useGet(`/reports/exports/${id}`, undefined, { again: (report) => (report?.state === 'making' && report.work !== 'failed' ? 1_000 : false) });
  if (error && !data) return <PageProblem title="Report" error={error} onRetry={refetch} />;
  if (!data) return <Loading />;
  const title = `${AGENCY[data.agency]} ${data.id}`;
  return (
    <div className="stack">
      <PageHeader
        title={title} crumbs={[{ label: 'Reports', href: '/reports' }]} lead={data.state === 'making' ? undefined : 'Download the file and hand it in; it stays as it is, whatever changes. Then note the answer.'}
        actions={data.state !== 'making' && <DownloadLink variant="primary" href={`/api/reports/exports/${id}/file.csv`} label={`Download ${title}`}>Download the file</DownloadLink>}
      />
      {data.state === 'making' && <Making report={data} />}
      <Facts report={data} />
      {data.state !== 'making' && <Answer report={data} />}
    </div>
  );
}
