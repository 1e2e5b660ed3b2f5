import { useEffect } from 'react';
import { send } from '../../lib/api.js';
import { plural } from '../../lib/format.js';
import { useSend } from '../../lib/query.js';
import { Alert } from '../../ui/alert/Alert.jsx';
import { ConfirmDialog } from '../../ui/dialog/Dialog.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { toast } from '../../ui/toast/Toast.jsx';

/** @typedef {{enrollments: number, completions: number, registrations: number, contacts: number, files: number, items: {id: number, contact_name: string, program_name: string}[], refused: {id: number, code: string}[]}} PurgePreview */

/** How many enrollments are named before the rest is counted. */
const NAMED = 8;

/** @param {{preview: PurgePreview}} props */
function Effect({ preview }) {
  const rest = preview.items.length - NAMED;
  return (
    <>
      <p>
        This deletes <strong>{plural(preview.enrollments, 'enrollment')}</strong> of {plural(preview.contacts, 'contact')} with <strong>{plural(preview.completions, 'completion')}</strong>
        {preview.files > 0 && <> and <strong>{plural(preview.files, 'file')}</strong></>}{preview.registrations > 0 && <> and <strong>{plural(preview.registrations, 'registration')}</strong></>}. It cannot be undone. The contacts stay.
      </p>
      <ul className="stack-tiny">
        {preview.items.slice(0, NAMED).map((item) => <li key={item.id}>{item.contact_name}, {item.program_name}</li>)}
        {rest > 0 && <li className="secondary">and {plural(rest, 'other')}</li>}
      </ul>
      {preview.refused.length > 0 && <Alert tone="warn">{plural(preview.refused.length, 'ticked enrollment is', 'ticked enrollments are')} no longer inactive and will be left alone.</Alert>}
    </>
  );
}

/** @param {number[]} ids @param {string} key @returns {Promise<PurgePreview>} */
const askPreview = (ids, key) => send('POST', '/enrollments/purge/preview', { ids }, { key });

/** Names what a purge deletes, and asks for a typed word before it happens.
 * @param {{ids: number[], onClose: () => void, onDone: () => void}} props */
export default function PurgeDialog({ ids, onClose, onDone }) {
  const preview = useSend(askPreview);
  const purge = useSend((/** @type {number[]} */ input, key) => send('POST', '/enrollments/purge', { ids: input }, { key }), {
    onDone: ({ purged, refused }) => {
      toast(`${plural(purged, 'enrollment')} purged${refused.length > 0 ? `, ${plural(refused.length, 'enrollment')} left alone` : ''}`);
      onDone();
      onClose();
    },
  });
  const { send: ask } = preview;
  // The preview belongs to what was ticked when the dialog opened.
  // eslint-disable-next-line react/exhaustive-deps
  useEffect(() => ask(ids), []);
  const nothing = preview.result?.enrollments === 0;
  return (
    <ConfirmDialog
      title="Purge the ticked enrollments?"
      confirm="Purge"
      cancel="Keep them"
      isDanger
      typed="purge"
      isBusy={purge.isBusy}
      isDisabled={!preview.result || nothing}
      error={purge.error ?? preview.error}
      onConfirm={() => purge.send(ids)}
      onClose={onClose}
    >
      {preview.result ? <Effect preview={preview.result} /> : !preview.error && <Loading rows={3} />}
    </ConfirmDialog>
  );
}
