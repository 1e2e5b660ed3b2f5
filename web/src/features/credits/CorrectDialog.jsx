import { useDeferredValue } from 'react';
import { send } from '../../lib/api.js';
import { formProps, useForm } from '../../lib/form.js';
import { creditAmount, date, plural } from '../../lib/format.js';
import { required, useLimits } from '../../lib/limits.js';
import { useGet } from '../../lib/query.js';
import { CREDIT_PROVENANCE } from '../../lib/words.js';
import { Alert, Problem } from '../../ui/alert/Alert.jsx';
import { Button } from '../../ui/button/Button.jsx';
import { DatePicker } from '../../ui/date-picker/DatePicker.jsx';
import { Dialog } from '../../ui/dialog/Dialog.jsx';
import { Form, FormActions } from '../../ui/form/Form.jsx';
import { NumberField } from '../../ui/number-field/NumberField.jsx';
import { TextArea } from '../../ui/text-field/TextField.jsx';
import { toast } from '../../ui/toast/Toast.jsx';

/** What becomes of the report. @param {import('../../lib/types.js').CreditAward} award */
const reporting = ({ submission }) => (submission === 'not_reportable'
  ? 'This credit is not reported, and a correction does not change that.'
  : 'The corrected credit is reported anew.');

/** @param {import('../../lib/types.js').CreditAward} award */
function bounds({ maximum, increment, decimals }) {
  const steps = `in steps of ${creditAmount(increment, decimals)}`;
  return maximum === null ? `${steps}. 0 takes the credit away.` : `At most ${creditAmount(maximum, decimals)}, ${steps}. 0 takes the credit away.`;
}

/** @typedef {{enrollment_id: number, requirement_id: number, program_name: string, title: string, was: string|null, met_on: string|null}} Effect */

/** @param {Effect} effect */
const change = ({ was, met_on: met }) => (met === null ? `not met any more (was met on ${date(was)})` : was === null ? `met on ${date(met)}` : `met on ${date(met)} instead of ${date(was)}`);

/** What the correction would do to requirements of programs. @param {{award: import('../../lib/types.js').CreditAward, amount: number|null, expires: string|null}} props */
function Requirements({ award, amount, expires }) {
  const asked = useDeferredValue(amount);
  const isChanged = asked !== null && (asked !== award.amount || expires !== award.expires_on);
  const { data, error } = useGet(isChanged ? `/credits/${award.id}/effect` : null, { amount: asked, ...(expires && { expires_on: expires }) }, { keep: true });
  /** @type {Effect[]} */
  const effects = (isChanged && data?.items) || [];
  if (isChanged && error) return <Problem error={error} />;
  if (effects.length === 0) return null;
  return (
    <Alert tone={effects.some(({ met_on: met }) => met === null) ? 'warn' : 'info'} title={`This changes ${plural(effects.length, 'requirement')}`} isLive>
      <ul>
        {effects.map((effect) => <li key={`${effect.enrollment_id} ${effect.requirement_id}`}>{effect.title}, {effect.program_name}: {change(effect)}</li>)}
      </ul>
      {effects.some(({ met_on: met }) => met === null) && <p>A program that was earned with it is earned no more.</p>}
    </Alert>
  );
}

/** Changes an amount or its end, with a reason that stays readable. @param {{award: import('../../lib/types.js').CreditAward, onClose: () => void}} props */
export default function CorrectDialog({ award, onClose }) {
  const limits = useLimits('credit_correction');
  const form = useForm({
    initial: { amount: /** @type {number|null} */ (award.amount), expires_on: /** @type {string|null} */ (award.expires_on), reason: '' },
    check: (values) => [
      ...required('amount', values.amount, 'Enter an amount, or 0'),
      ...(values.amount === award.amount && values.expires_on === award.expires_on ? [{ name: 'amount', detail: 'Change the amount or the end of the credit' }] : []),
      ...required('reason', values.reason.trim(), 'Enter a reason'),
    ],
    run: (_values, { changes }) => send('PATCH', `/credits/${award.id}`, changes, { version: award.version }),
    onDone: () => {
      toast('Credit corrected');
      onClose();
    },
  });
  return (
    <Dialog title={`Correct ${award.credit_title}`} onClose={onClose} isBusy={form.isBusy}>
      <Form {...formProps(form)}>
        <p>{award.contact_name}, {award.course_title}. {CREDIT_PROVENANCE[award.provenance]}.</p>
        <NumberField label="Amount" hint={bounds(award)} min={0} digits={2} {...form.bind('amount')} />
        <DatePicker label="Valid until" isOptional hint="Empty: it does not expire." {...form.bind('expires_on')} />
        <TextArea label="Reason" hint="Stands in the history of this credit." {...limits('reason')} {...form.bind('reason')} />
        <Requirements award={award} amount={form.values.amount} expires={form.values.expires_on} />
        <Alert>{reporting(award)}</Alert>
        <FormActions>
          <Button variant="primary" type="submit" isBusy={form.isBusy}>Correct credit</Button>
          <Button onPress={onClose} isDisabled={form.isBusy}>Cancel</Button>
        </FormActions>
      </Form>
    </Dialog>
  );
}
