import { lazy, Suspense, useState } from 'react';
import { send } from '../../lib/api.js';
import { plural } from '../../lib/format.js';
import { useSend } from '../../lib/query.js';
import { useCan } from '../../lib/session.js';
import { PROGRAM } from '../../lib/words.js';
import { Alert, Problem } from '../../ui/alert/Alert.jsx';
import { StatusBadge } from '../../ui/badge/Badge.jsx';
import { Button } from '../../ui/button/Button.jsx';
import { Section } from '../../ui/section/Section.jsx';
import { toast } from '../../ui/toast/Toast.jsx';

const ConfirmDialog = lazy(() => import('../../ui/dialog/Dialog.jsx').then((module) => ({ default: module.ConfirmDialog })));

/** @typedef {import('../../lib/types.js').Program} Program */
/** @typedef {import('../../lib/types.js').ProgramStatus} Status */

/** Which status may follow which. @type {Record<Status, Status[]>} */
const MOVES = { draft: ['active'], active: ['inactive', 'cancelled'], inactive: ['active', 'cancelled'], cancelled: [] };

/** @type {Record<Status, string>} */
const VERBS = { draft: '', active: 'Activate', inactive: 'Make inactive', cancelled: 'Cancel the program' };

/** @type {Record<Status, string>} */
const MEANING = {
  draft: 'Nobody can be enrolled yet.',
  active: 'People can be enrolled.',
  inactive: 'Nobody can be enrolled; those who have not earned it are inactive.',
  cancelled: 'The program is over. This cannot be taken back.',
};

/** @param {{tone: 'danger'|'warn', title: string, findings: import('../../lib/types.js').Finding[]}} props */
function Findings({ tone, title, findings }) {
  if (findings.length === 0) return null;
  return (
    <Alert tone={tone} title={title}>
      <ul className="stack-tiny">{findings.map((finding) => <li key={finding.code + finding.detail}>{finding.detail} {finding.remedy}</li>)}</ul>
    </Alert>
  );
}

/** The status of a program, what stands in the way of activating it, and what may come next. @param {{program: Program}} props */
export function StatusSection({ program }) {
  const mayWrite = useCan()('program_write');
  const [asking, setAsking] = useState(/** @type {Status|null} */ (null));
  const move = useSend((/** @type {Status} */ status) => send('PATCH', `/programs/${program.id}`, { status }, { version: program.version }), {
    onDone: (_out, status) => {
      setAsking(null);
      toast(`The program is now ${PROGRAM[status].label.toLowerCase()}`);
    },
  });
  const { status, activation, registrants } = program;
  const start = (/** @type {Status} */ next) => (next === 'active' ? move.send(next) : setAsking(next));
  const close = () => {
    move.reset();
    setAsking(null);
  };
  return (
    <Section
      title="Status"
      hint={MEANING[status]}
      isCard
      actions={mayWrite && MOVES[status].map((next) => (
        <Button key={next} variant={next === 'active' ? 'primary' : 'secondary'} isBusy={move.isBusy && asking === null} onPress={() => start(next)}>{VERBS[next]}</Button>
      ))}
    >
      <div><StatusBadge words={PROGRAM} status={status} /></div>
      {move.error && asking === null && <Problem error={move.error} />}
      {activation && status !== 'cancelled' && <Findings tone="danger" title="The program cannot be activated yet" findings={activation.problems} />}
      {activation && status !== 'cancelled' && <Findings tone="warn" title="Worth a look" findings={activation.warnings} />}
      {asking && (
        <Suspense>
          <ConfirmDialog
            title={`${VERBS[asking]}?`}
            confirm={VERBS[asking]}
            cancel="Leave it"
            isDanger
            isBusy={move.isBusy}
            error={move.error}
            onConfirm={() => move.send(asking)}
            onClose={close}
          >
            <p><strong>{program.name}</strong> has {plural(registrants, 'registrant')}. {MEANING[asking]} Those who have earned it keep it.</p>
          </ConfirmDialog>
        </Suspense>
      )}
    </Section>
  );
}
