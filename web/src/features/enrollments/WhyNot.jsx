import { Button } from '../../ui/button/Button.jsx';
import { Dialog } from '../../ui/dialog/Dialog.jsx';
import { FormActions } from '../../ui/form/Form.jsx';

/** Says why an action is not open to this person, and what can be done about it.
 * @param {{title: string, reason: import('../../lib/types.js').Finding|null, onClose: () => void}} props */
export default function WhyNot({ title, reason, onClose }) {
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{reason?.detail ?? 'Your role does not include it.'}</p>
      {reason?.remedy && <p>{reason.remedy}</p>}
      <FormActions><Button variant="primary" onPress={onClose}>Close</Button></FormActions>
    </Dialog>
  );
}
