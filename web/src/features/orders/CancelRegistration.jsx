import { useState } from 'react';
import { send } from '../../lib/api.js';
import { dateTime, money } from '../../lib/format.js';
import { useGet, useSend } from '../../lib/query.js';
import { useCan } from '../../lib/session.js';
import { ConfirmDialog } from '../../ui/dialog/Dialog.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { Select } from '../../ui/select/Select.jsx';
import { TextField } from '../../ui/text-field/TextField.jsx';
import { toast } from '../../ui/toast/Toast.jsx';

/** @typedef {{amount_minor: number, currency: string}|null} Price */
/** @typedef {{contact_name: string, offering_title: string, effect: string, paid: Price, refund: Price, refund_until: string|null, frees_seat: boolean}} Preview */

/** What becomes of the money, in words. @param {Preview} preview */
function moneyWords({ effect, paid, refund, refund_until: until }) {
  if (effect === 'refund_to_card') return `${money(refund)} goes back to the card it was paid with.`;
  if (effect === 'refund_by_hand') return `${money(refund)} is paid back by the organisation.`;
  if (effect === 'invoice_reduced') return `${money(refund)} no longer has to be paid.`;
  if (effect === 'no_refund') return `${money(paid)} is not paid back${until ? `: a full refund was possible until ${dateTime(until)}` : ''}.`;
  return 'Nothing was paid for it.';
}

const BY_RULE = { id: 'rule', label: 'By the rule of the offering' };

/** Cancels a registration; says first what becomes of the place and the money.
 * @param {{id: number, isStaff?: boolean, onClose: () => void}} props */
export default function CancelRegistration({ id, isStaff = false, onClose }) {
  const mayDecide = useCan()('order_write') && isStaff;
  const [refund, setRefund] = useState('rule');
  const [reason, setReason] = useState('');
  const path = `/registrations/${id}/cancel`;
  const { data, error } = useGet(path, { refund }, { once: true, keep: true });
  const cancel = useSend((/** @type {null} */ _none, key) => send('POST', path, { refund, ...(reason.trim() && { reason: reason.trim() }) }, { key }), {
    onDone: () => {
      toast('Registration cancelled');
      onClose();
    },
  });
  return (
    <ConfirmDialog title="Cancel the registration?" confirm="Cancel registration" cancel="Keep it" isDanger isBusy={cancel.isBusy} isDisabled={!data} error={cancel.error ?? error} onConfirm={() => cancel.send(null)} onClose={onClose}>
      {!data && !error && <Loading rows={2} />}
      {data && (
        <>
          <p><strong>{data.contact_name}</strong>, {data.offering_title}</p>
          <p>{data.frees_seat ? 'The place becomes free and goes to the first on the waiting list.' : 'The place on the waiting list is given up.'} {moneyWords(data)}</p>
        </>
      )}
      {mayDecide && data?.paid && <Select name="refund" label="Refund" value={refund} onChange={setRefund} options={[BY_RULE, { id: 'full', label: 'In full' }, { id: 'none', label: 'None' }]} />}
      {mayDecide && <TextField name="reason" label="Reason" hint="The person reads it." isOptional value={reason} onChange={setReason} />}
    </ConfirmDialog>
  );
}
