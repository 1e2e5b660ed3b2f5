import { LockOpen } from 'lucide-react';
import { useState } from 'react';
import { send } from '../../lib/api.js';
import { dateTime, plural } from '../../lib/format.js';
import { useGet, useSend } from '../../lib/query.js';
import { useCan } from '../../lib/session.js';
import { Alert } from '../../ui/alert/Alert.jsx';
import { Button } from '../../ui/button/Button.jsx';
import { ConfirmDialog } from '../../ui/dialog/Dialog.jsx';
import { Link } from '../../ui/link/Link.jsx';

/** @typedef {import('./kinds.js').Lock} Lock */

/** @param {number} seconds */
const age = (seconds) => (seconds < 60 ? plural(seconds, 'second') : plural(Math.floor(seconds / 60), 'minute'));

/** @param {{locks: Lock[], kind: import('./kinds.js').Kind, onClose: () => void}} props */
function UnlockDialog({ locks, kind, onClose }) {
  const unlock = useSend((_input, key) => send('POST', '/imports/unlock', { kind }, { key }), { onDone: onClose });
  return (
    <ConfirmDialog title="Unlock this import?" confirm="Unlock" cancel="Keep the lock" isDanger isBusy={unlock.isBusy} error={unlock.error} onConfirm={() => unlock.send(null)} onClose={onClose}>
      <p>{locks.length === 1 ? `What ${locks[0].owner_name ?? 'the system'} is importing stops at once.` : `${plural(locks.length, 'import')} stop at once.`} What is applied already stays; the import can go on later, or be undone.</p>
      <p>Then the file can be imported again.</p>
    </ConfirmDialog>
  );
}

/** Who is importing files of this kind now, since when, and the way to end that. @param {{kind: import('./kinds.js').Kind}} props */
export function LockNotice({ kind }) {
  const can = useCan();
  const [isAsking, setAsking] = useState(false);
  const { data } = useGet('/imports/locks', undefined, { again: () => 3_000 });
  /** @type {Lock[]} */
  const locks = (data?.items ?? []).filter((/** @type {Lock} */ lock) => lock.kind === kind && !lock.lapsed);
  if (locks.length === 0) return null;
  return (
    <Alert tone="warn" title="An import of this kind is running">
      {locks.map((lock) => (
        <p key={lock.import_id}>
          <Link href={`/import/${kind}/${lock.import_id}`}>Import {lock.import_id}</Link>, started by {lock.owner_name ?? 'the system'} {age(lock.age_seconds)} ago, on {dateTime(lock.taken_at)}.
        </p>
      ))}
      {can('import_unlock')
        ? <div><Button isSmall icon={LockOpen} onPress={() => setAsking(true)}>Unlock</Button></div>
        : <p>If it hangs, a SysAdmin can unlock it.</p>}
      {isAsking && <UnlockDialog locks={locks} kind={kind} onClose={() => setAsking(false)} />}
    </Alert>
  );
}
