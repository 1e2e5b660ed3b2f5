import { useState } from 'react';
import { send } from '../../lib/api.js';
import { dateTime } from '../../lib/format.js';
import { useSend } from '../../lib/query.js';
import { Alert, Problem } from '../../ui/alert/Alert.jsx';
import { Button } from '../../ui/button/Button.jsx';
import { Dialog } from '../../ui/dialog/Dialog.jsx';
import { FormActions } from '../../ui/form/Form.jsx';
import { TextField } from '../../ui/text-field/TextField.jsx';

/** The link itself; it is shown this once and cannot be looked up again.
 * @param {{invitation: {token: string, expires_at: string}, onClose: () => void}} props */
function ShownOnce({ invitation, onClose }) {
  const [copied, setCopied] = useState(/** @type {'no'|'yes'|'failed'} */ ('no'));
  const link = `${window.location.origin}/set-password#${invitation.token}`;
  // Copying may be refused, and without a secure context the clipboard is not there at all.
  const copy = () => Promise.resolve().then(() => navigator.clipboard.writeText(link)).then(() => setCopied('yes'), () => setCopied('failed'));
  return (
    <>
      <Alert tone="warn" title="This link is shown only now">Hand it over in person or by a safe way. It works once, until {dateTime(invitation.expires_at)}.</Alert>
      <TextField name="link" label="Invitation link" value={link} onChange={() => {}} />
      {copied === 'failed' && <p>Copying is not allowed here: select the link and copy it yourself.</p>}
      <FormActions>
        <Button variant="primary" onPress={copy}>{copied === 'yes' ? 'Copied' : 'Copy link'}</Button>
        <Button onPress={onClose}>Done</Button>
      </FormActions>
    </>
  );
}

/** Makes a link with which a person sets their own password. @param {{person: import('./Staff.jsx').Person, onClose: () => void}} props */
export default function InvitationDialog({ person, onClose }) {
  const invite = useSend((_input, key) => send('POST', `/contacts/${person.contact_id}/invitation`, {}, { key }));
  return (
    <Dialog title={`Invitation link for ${person.name}`} onClose={onClose} isBusy={invite.isBusy}>
      {invite.error && <Problem error={invite.error} />}
      {invite.result ? <ShownOnce invitation={invite.result} onClose={onClose} /> : (
        <>
          <p>With the link, {person.name} sets a password and can then sign in. An earlier link that was not used stops working.</p>
          <FormActions>
            <Button variant="primary" isBusy={invite.isBusy} onPress={() => invite.send(null)}>Make the link</Button>
            <Button onPress={onClose} isDisabled={invite.isBusy}>Cancel</Button>
          </FormActions>
        </>
      )}
    </Dialog>
  );
}
