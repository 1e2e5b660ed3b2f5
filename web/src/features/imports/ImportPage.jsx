import { Undo2 } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useParams } from 'wouter';
import { send } from '../../lib/api.js';
import { bytes, dateTime, number, plural } from '../../lib/format.js';
import { useGet, useSend } from '../../lib/query.js';
import { Alert, Problem } from '../../ui/alert/Alert.jsx';
import { StatusBadge } from '../../ui/badge/Badge.jsx';
import { Button } from '../../ui/button/Button.jsx';
import { Checkbox } from '../../ui/choice/Choice.jsx';
import { DefinitionList } from '../../ui/definition-list/DefinitionList.jsx';
import { Disclosure } from '../../ui/disclosure/Disclosure.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { PageProblem } from '../../ui/page-header/PageProblem.jsx';
import { ProgressBar } from '../../ui/progress-bar/ProgressBar.jsx';
import { Section } from '../../ui/section/Section.jsx';
import { HeaderPreview } from './HeaderPreview.jsx';
import { isRunning, KINDS, STATE } from './kinds.js';
import { LockNotice } from './LockNotice.jsx';
import { Rows } from './Rows.jsx';
import './imports.css';

const UndoDialog = lazy(() => import('./UndoDialog.jsx'));

/** @typedef {import('./kinds.js').Import} Import */

/** @type {Record<string, string>} */
const PHASE = {
  courses: 'Looking for courses', judge: 'Checking rows', compare: 'Comparing rows with each other', list: 'Listing problems', make: 'Making courses', people: 'Adding people', release: 'Giving waiting rows to people',
  rows: 'Applying rows', hold: 'Keeping rows that wait', done: 'Finishing', undo: 'Taking rows back', undo_holding: 'Forgetting waiting rows', undo_people: 'Removing people', undo_courses: 'Removing courses',
};

/** @param {number|null} seconds */
const left = (seconds) => (seconds ? `about ${seconds < 90 ? plural(seconds, 'second') : plural(Math.round(seconds / 60), 'minute')} left` : '');

/** @param {{item: Import}} props */
function Running({ item }) {
  const note = [item.rate > 0 && item.done > 0 && `${number(item.rate)} rows a second`, left(item.seconds_left)].filter(Boolean).join(', ');
  return <ProgressBar label={PHASE[item.phase] ?? 'Working'} isWide done={Math.min(item.done, item.total)} of={item.total || null} unit="rows" note={note} />;
}

/** What the credits of the file mean for reporting. @param {{item: Import}} props */
function Reporting({ item }) {
  if (item.kind !== 'course_records' && item.kind !== 'course') return null;
  const imported = item.kind === 'course' ? 'Credits in the file are part of the course’s PARS report and are never submitted by themselves.' : 'Credits in the file are legacy: they are part of no report.';
  return <p className="secondary">{imported} {item.reported > 0 ? `${plural(item.reported, 'completion')} without credit will award the course’s credit by itself, and that is reported.` : 'No row awards a credit by itself.'}</p>;
}

/** The dry run's outcome, and the order to do it. @param {{item: Import}} props */
function Apply({ item }) {
  const asks = item.warnings.filter(({ confirm }) => confirm);
  const [accepted, setAccepted] = useState(false);
  const apply = useSend((_input, key) => send('POST', `/imports/${item.id}/apply`, { confirm: accepted ? asks.map(({ code }) => code) : [] }, { key }));
  const { create, fulfil, hold } = item.counts;
  const does = create + fulfil + hold;
  return (
    <Section title="Apply" isCard>
      <div className="stack-small">
        {apply.error && <Problem error={apply.error} />}
        <p>{does > 0 ? `${plural(create + fulfil, 'row')} will be applied${hold > 0 ? `, ${number(hold)} will wait for their people` : ''}.` : 'Nothing in this file changes anything.'}</p>
        <Reporting item={item} />
        {asks.length > 0 && <Checkbox name="confirm" label="I have read the warning, and want these rows applied all the same" value={accepted} onChange={setAccepted} />}
        <div><Button variant="primary" isBusy={apply.isBusy} isDisabled={asks.length > 0 && !accepted} onPress={() => apply.send(null)}>{does > 0 ? `Apply ${plural(does, 'row')}` : 'Apply'}</Button></div>
      </div>
    </Section>
  );
}

/** It stopped: why, and how it goes on. @param {{item: Import}} props */
function Stopped({ item }) {
  const apply = useSend((_input, key) => send('POST', `/imports/${item.id}/apply`, {}, { key }));
  return (
    <div className="stack-small">
      {apply.error && <Problem error={apply.error} />}
      <Alert tone="danger" title="The import stopped before its end" isLive>
        <p>{item.error}</p>
        {item.applied_at && <p>What is applied stands. It can go on where it stopped, or be undone.</p>}
        {!item.applied_at && <p>Nothing of it was applied. Upload the file again.</p>}
        {item.applied_at && <div><Button isSmall isBusy={apply.isBusy} onPress={() => apply.send(null)}>Go on</Button></div>}
      </Alert>
    </div>
  );
}

/** @param {{item: Import}} props */
function Outcome({ item }) {
  const { create, fulfil, hold } = item.counts;
  if (item.state === 'applied') {
    return (
      <Alert tone="good" title={`${plural(create + fulfil, 'row')} applied`} isLive>
        <p>On {dateTime(item.ended_at)}.{hold > 0 && ` ${plural(hold, 'row')} wait for their people.`}</p>
      </Alert>
    );
  }
  return (
    <Alert tone={item.kept > 0 ? 'warn' : 'good'} title="The import is undone" isLive>
      <p>On {dateTime(item.ended_at)}. {item.kept > 0 ? `${plural(item.kept, 'record')} stayed, because something later depends on ${item.kept === 1 ? 'it' : 'them'}: choose “Kept when undone” among the findings below.` : 'Everything is as it was before.'}</p>
    </Alert>
  );
}

/** @param {{item: Import}} props */
function State({ item }) {
  if (isRunning(item.state)) return <Running item={item} />;
  if (item.state === 'failed') return <Stopped item={item} />;
  if (item.state === 'validated') return item.error ? <Alert tone="warn" title="It was not applied"><p>{item.error}</p></Alert> : null;
  return <Outcome item={item} />;
}

/** @param {{item: Import}} props */
function Facts({ item }) {
  const uploaded = [dateTime(item.created_at), item.created_by_name && `by ${item.created_by_name}`].filter(Boolean).join(' ');
  const unknown = item.unknown_person === 'create' ? 'Added as contacts' : 'Rows wait for them';
  return (
    <div className="stack-small">
      <DefinitionList isRow items={[{ label: 'For', value: item.target_title }, { label: 'Rows', value: number(item.rows) }, { label: 'Size', value: bytes(item.file_bytes) }, { label: 'Uploaded', value: uploaded }, { label: 'Unknown people', value: KINDS[item.kind].hasPeople ? unknown : null }]} />
      {item.header && <Disclosure label="What was recognised"><HeaderPreview kind={item.kind} encoding={item.encoding} separator={item.separator} header={item.header} /></Disclosure>}
    </div>
  );
}

/** One import, from its dry run to its undoing. */
export default function ImportPage() {
  const { kind, id } = /** @type {{kind: import('./kinds.js').Kind, id: string}} */ (useParams());
  const [isUndoing, setUndoing] = useState(false);
  const { data, error, refetch } = useGet(`/imports/${id}`, undefined, { again: (item) => (item && isRunning(item.state) ? 700 : false) });
  /** @type {Import|undefined} */
  const item = data;
  const crumbs = [{ label: 'Import', href: '/import' }, { label: KINDS[kind]?.label ?? 'Import', href: `/import/${kind}` }];
  if (error && !item) return <PageProblem title="Import" error={error} onRetry={() => { refetch(); }} />;
  if (!item) return <Loading />;
  const mayUndo = item.state === 'applied' || (item.state === 'failed' && item.applied_at);
  return (
    <div className="stack">
      <PageHeader
        title={item.file_name || `Import ${item.id}`}
        crumbs={crumbs}
        badge={<StatusBadge words={STATE} status={item.state} />}
        actions={mayUndo && <Button icon={Undo2} onPress={() => setUndoing(true)}>Undo</Button>}
      />
      {isRunning(item.state) && <LockNotice kind={item.kind} />}
      <State item={item} />
      <Facts item={item} />
      {item.state === 'validated' && item.warnings.map((warning) => <Alert key={warning.code} tone="warn" title={warning.confirm ? 'Please confirm' : 'Please note'}><p>{warning.detail}</p></Alert>)}
      {item.state === 'validated' && <Apply item={item} />}
      {item.state !== 'uploading' && item.state !== 'uploaded' && <Rows item={item} />}
      {isUndoing && <Suspense><UndoDialog id={item.id} onClose={() => setUndoing(false)} /></Suspense>}
    </div>
  );
}
