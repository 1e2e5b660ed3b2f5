import { Send, Webhook as WebhookIcon } from 'lucide-react';
import { send } from '../../lib/api.js';
import { dateTime, number, plural } from '../../lib/format.js';
import { formProps, useForm } from '../../lib/form.js';
import { useGet, useList, useSend } from '../../lib/query.js';
import { useUrlState } from '../../lib/url.js';
import { Alert, Problem } from '../../ui/alert/Alert.jsx';
import { StatusBadge } from '../../ui/badge/Badge.jsx';
import { Button } from '../../ui/button/Button.jsx';
import { Switch } from '../../ui/choice/Choice.jsx';
import { EmptyState } from '../../ui/empty-state/EmptyState.jsx';
import { Form, FormActions } from '../../ui/form/Form.jsx';
import { LoadMore } from '../../ui/load-more/LoadMore.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { Section } from '../../ui/section/Section.jsx';
import { Select } from '../../ui/select/Select.jsx';
import { Table } from '../../ui/table/Table.jsx';
import { TextField } from '../../ui/text-field/TextField.jsx';
import { toast } from '../../ui/toast/Toast.jsx';
import { DELIVERY_STATE, EVENT } from './words.js';

/** @typedef {import('./words.js').Delivery} Delivery */
/** @typedef {{enabled: boolean, url: string|null, can_sign: boolean, waiting: number, failed: number, version: number}} Settings */

const EMPTY = { state: '' };
const STATES = [{ id: '', label: 'All' }, ...Object.entries(DELIVERY_STATE).map(([id, { label }]) => ({ id, label }))];

/** @param {{settings: Settings}} props */
function SettingsForm({ settings }) {
  const form = useForm({
    initial: { url: settings.url ?? '', enabled: settings.enabled },
    stamp: settings.version,
    run: ({ url, enabled }) => send('PATCH', '/webhook', { url: url.trim() || null, enabled }, { version: settings.version }),
    onDone: () => toast('Settings saved'),
  });
  return (
    <Form {...formProps(form)} label="Webhook">
      {!settings.can_sign && <Alert tone="warn" title="There is no secret to sign with"><p>An administrator names its file in LAUREL_WEBHOOK_SECRET_FILE where Laurel is started. Without it nothing is sent.</p></Alert>}
      <TextField label="Address" hint="It begins with https:// and is reached over the internet." width="full" {...form.bind('url')} />
      <Switch label="Send messages" hint="While this is off, nothing that happens is told, and what waits is kept." {...form.bind('enabled')} />
      <FormActions><Button variant="primary" type="submit" isBusy={form.isBusy} isDisabled={!form.isDirty}>Save settings</Button></FormActions>
    </Form>
  );
}

/** @param {(row: Delivery) => void} onRetry @param {boolean} isBusy @returns {import('../../ui/table/Table.jsx').Column<Delivery>[]} */
const columns = (onRetry, isBusy) => [
  { id: 'event', label: 'Message', cell: (row) => <>{EVENT[row.event] ?? row.event}<span className="cell-sub">{`Number ${row.id}`}</span></> },
  { id: 'state', label: 'State', cell: (row) => <StatusBadge words={DELIVERY_STATE} status={row.state} /> },
  { id: 'attempts', label: 'Attempts', align: 'end', cell: (row) => number(row.attempts) },
  { id: 'error', label: 'What happened', cell: (row) => row.error ?? '' },
  { id: 'at', label: 'When', isWhole: true, cell: (row) => (row.ended_at ? dateTime(row.ended_at) : `Next attempt ${dateTime(row.send_at)}`) },
  {
    id: 'actions', label: 'Actions', isLabelHidden: true, align: 'end',
    cell: (row) => row.state !== 'waiting' && <Button isSmall isDisabled={isBusy} aria-label={`Send again: ${EVENT[row.event] ?? row.event}, number ${row.id}`} onPress={() => onRetry(row)}>Send again</Button>,
  },
];

function Deliveries() {
  const [{ state }, set] = useUrlState(EMPTY);
  /** @type {ReturnType<typeof useList<Delivery>>} */
  const list = useList('/webhook/deliveries', state ? { state } : {});
  const retry = useSend((/** @type {Delivery} */ row, key) => send('POST', `/webhook/deliveries/${row.id}/retry`, undefined, { key }), { onDone: () => toast('It goes out again') });
  return (
    <>
      <Select name="state" label="State" width="short" value={state} onChange={(next) => set({ state: next })} options={STATES} />
      {retry.error && <Problem error={retry.error} />}
      {list.error && <Problem error={list.error} onRetry={list.retry} />}
      {list.isLoading && <Loading />}
      {!list.isLoading && !list.error && list.items.length === 0 && <EmptyState icon={WebhookIcon} title={state ? 'No such message' : 'No message yet'}>{state ? 'Choose another state to see more.' : 'Messages appear here once the webhook is on and something happens.'}</EmptyState>}
      {list.items.length > 0 && <Table label="Messages" columns={columns((row) => retry.send(row), retry.isBusy)} rows={list.items} getKey={(row) => row.id} isBusy={list.isBusy} />}
      {list.items.length > 0 && <LoadMore shown={list.items.length} hasMore={list.hasMore} isBusy={list.isLoadingMore} onMore={list.loadMore} />}
    </>
  );
}

/** Telling the association's own system what happens. */
export default function Webhook() {
  const { data, error, refetch } = useGet('/webhook');
  const ping = useSend((_input, key) => send('POST', '/webhook/ping', undefined, { key }), { onDone: () => toast('A test message is on its way') });
  return (
    <div className="stack">
      <PageHeader
        title="Webhook"
        lead="Tells the association’s own system at once what happens here: credits, courses and programs that are earned, and what of it is corrected or taken back. Each message is signed, and tried again until it arrives. What an import brought is not told."
        actions={data?.enabled && <Button icon={Send} isBusy={ping.isBusy} onPress={() => ping.send(null)}>Send a test message</Button>}
      />
      {ping.error && <Problem error={ping.error} />}
      {error && !data && <Problem error={error} onRetry={refetch} />}
      {!data && !error && <Loading />}
      {data && data.failed > 0 && <Alert tone="warn" title={`${plural(data.failed, 'message')} could not be delivered`}><p>They were tried {number(16)} times. Once the other side answers again, send them again below.</p></Alert>}
      {data && <SettingsForm settings={data} />}
      <Section title="Messages"><Deliveries /></Section>
    </div>
  );
}
