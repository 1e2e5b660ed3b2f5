import { MailCheck, Send } from 'lucide-react';
import { send } from '../../lib/api.js';
import { dateTime, number, plural } from '../../lib/format.js';
import { useGet, useList, useSend } from '../../lib/query.js';
import { useUrlState } from '../../lib/url.js';
import { MAIL, MAIL_STATE } from '../../lib/words.js';
import { Alert, Problem } from '../../ui/alert/Alert.jsx';
import { StatusBadge } from '../../ui/badge/Badge.jsx';
import { Button } from '../../ui/button/Button.jsx';
import { EmptyState } from '../../ui/empty-state/EmptyState.jsx';
import { LoadMore } from '../../ui/load-more/LoadMore.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { Select } from '../../ui/select/Select.jsx';
import { Table } from '../../ui/table/Table.jsx';
import { toast } from '../../ui/toast/Toast.jsx';

/** @typedef {import('../../lib/types.js').MailItem} MailItem */
/** @typedef {import('../../lib/types.js').MailSummary} MailSummary */

const EMPTY = { state: '' };
const STATES = [{ id: '', label: 'All' }, ...Object.entries(MAIL_STATE).map(([id, { label }]) => ({ id, label }))];

/** The states that a person may send again from. */
const AGAIN = new Set(['failed', 'unclear']);

/** @param {(row: MailItem) => void} onSend @param {boolean} isBusy @returns {import('../../ui/table/Table.jsx').Column<MailItem>[]} */
const columns = (onSend, isBusy) => [
  { id: 'to', label: 'To', cell: (row) => <>{row.contact_name ?? row.address ?? 'Somebody'}{row.contact_name && <div className="secondary">{row.address ?? 'No address'}</div>}</> },
  { id: 'template', label: 'Mail', cell: (row) => MAIL[row.template] ?? row.template },
  { id: 'state', label: 'State', cell: (row) => <StatusBadge words={MAIL_STATE} status={row.state} /> },
  { id: 'at', label: 'When', isWhole: true, cell: (row) => dateTime(row.ended_at ?? row.send_at) },
  { id: 'error', label: 'What happened', cell: (row) => row.error ?? (row.attempts > 1 ? `Sent at attempt ${number(row.attempts)}` : '') },
  {
    id: 'actions',
    label: 'Actions',
    isLabelHidden: true,
    align: 'end',
    cell: (row) => AGAIN.has(row.state) && !row.forgotten
      && <Button isSmall isDisabled={isBusy} aria-label={`Send again: ${MAIL[row.template] ?? row.template}, to ${row.contact_name ?? row.address}`} onPress={() => onSend(row)}>Send again</Button>,
  },
];

/** How sending goes as a whole. @param {{summary: MailSummary}} props */
function Health({ summary }) {
  const { leaves, waiting, failed, unclear, waiting_since: since, last_sent_at: last, error } = summary;
  const waits = plural(waiting, 'mail waits', 'mails wait');
  if (!leaves) {
    return (
      <Alert tone="warn" title={`No mail server is set${waiting ? `: ${waits}` : ''}`}>
        <p>Mails are kept until there is one. Set LAUREL_SMTP_URL where Laurel is started.</p>
      </Alert>
    );
  }
  if (waiting && error) return <Alert tone="warn" title={`${waits} since ${dateTime(since)}`}><p>The mail server says: {error}. Laurel tries again by itself.</p></Alert>;
  const trouble = [failed && `${number(failed)} failed`, unclear && `${number(unclear)} may not have arrived`].filter(Boolean).join(', ');
  return <p className="secondary">{[waiting ? waits : 'Nothing waits', trouble, last && `the last mail left on ${dateTime(last)}`].filter(Boolean).join('; ')}.</p>;
}

/** @param {{list: ReturnType<typeof useList<MailItem>>, onSend: (row: MailItem) => void, isSending: boolean, isFiltered: boolean}} props */
function Mails({ list, onSend, isSending, isFiltered }) {
  if (list.error) return <Problem error={list.error} onRetry={list.retry} />;
  if (list.isLoading) return <Loading />;
  if (list.items.length === 0) {
    return <EmptyState icon={MailCheck} title={isFiltered ? 'No such mail' : 'No mail yet'}>{isFiltered ? 'Choose another state to see more.' : 'Mails appear here once Laurel has something to tell people.'}</EmptyState>;
  }
  return (
    <>
      <Table label="Mails" columns={columns(onSend, isSending)} rows={list.items} getKey={(row) => row.id} isBusy={list.isBusy} />
      <LoadMore shown={list.items.length} hasMore={list.hasMore} isBusy={list.isLoadingMore} onMore={list.loadMore} />
    </>
  );
}

/** What Laurel mails, what became of it, and sending again what failed. */
export default function Mail() {
  const [{ state }, set] = useUrlState(EMPTY);
  const summary = useGet('/mail/summary');
  /** @type {ReturnType<typeof useList<MailItem>>} */
  const list = useList('/mail', state ? { state } : {});
  const one = useSend((/** @type {MailItem} */ row, key) => send('POST', `/mail/${row.id}/resend`, undefined, { key }), { onDone: () => toast('It goes out again') });
  const all = useSend((_input, key) => send('POST', '/mail/resend', { state }, { key }), {
    onDone: ({ resent, refused }) => toast(`${plural(resent, 'mail goes', 'mails go')} out again${refused ? `; what ${number(refused)} said is gone` : ''}`),
  });
  const error = one.error ?? all.error;
  return (
    <div className="stack">
      <PageHeader
        title="Mail"
        lead="What Laurel mails to people, and what became of it. Each mail is sent once; what may not have arrived goes out again only by hand."
        actions={AGAIN.has(state) && list.items.length > 0 && <Button icon={Send} isBusy={all.isBusy} onPress={() => all.send(null)}>Send all of these again</Button>}
      />
      {summary.data && <Health summary={summary.data} />}
      {error && <Problem error={error} />}
      <Select name="state" label="State" width="short" value={state} onChange={(next) => set({ state: next })} options={STATES} />
      <Mails list={list} onSend={(row) => one.send(row)} isSending={one.isBusy} isFiltered={Boolean(state)} />
    </div>
  );
}
