import { send } from '../../lib/api.js';
import { formProps, useForm } from '../../lib/form.js';
import { creditAmount, plural } from '../../lib/format.js';
import { required } from '../../lib/limits.js';
import { Button } from '../../ui/button/Button.jsx';
import { Dialog } from '../../ui/dialog/Dialog.jsx';
import { Form, FormActions } from '../../ui/form/Form.jsx';
import { NumberField } from '../../ui/number-field/NumberField.jsx';
import { toast } from '../../ui/toast/Toast.jsx';

/** Claims what one has earned of a variable credit: once, so it says so first. @param {{offer: import('../../lib/types.js').CreditOffer, onClose: () => void}} props */
export default function ClaimDialog({ offer, onClose }) {
  const form = useForm({
    initial: { amount: /** @type {number|null} */ (null) },
    check: (values) => required('amount', values.amount, 'Enter the amount that you claim'),
    run: (values, { key }) => send('POST', `/course-enrollments/${offer.course_enrollment_id}/claim`, { credit_type: offer.credit_type, amount: values.amount }, { key }),
    onDone: (award) => {
      toast(`${creditAmount(award.amount, award.decimals)} ${award.credit_title} awarded`);
      onClose();
    },
  });
  const most = creditAmount(offer.maximum, offer.decimals);
  return (
    <Dialog title={`Claim ${offer.title}`} onClose={onClose} isBusy={form.isBusy}>
      <Form {...formProps(form)}>
        <p>{offer.course_title} awards up to {most}. Claim what corresponds to the time you took part.</p>
        <NumberField label="Amount" hint={`At most ${most}, in steps of ${creditAmount(offer.increment, offer.decimals)}.`} min={0} digits={2} {...form.bind('amount')} />
        <div><Button isSmall onPress={() => form.set({ amount: offer.maximum })}>Claim all {most}</Button></div>
        <p className="secondary">You claim once. If the amount is wrong afterwards, your organisation can correct it.{offer.valid_months ? ` The credit is valid for ${plural(offer.valid_months, 'month')}.` : ''}</p>
        <FormActions>
          <Button variant="primary" type="submit" isBusy={form.isBusy}>Claim credit</Button>
          <Button onPress={onClose} isDisabled={form.isBusy}>Cancel</Button>
        </FormActions>
      </Form>
    </Dialog>
  );
}
