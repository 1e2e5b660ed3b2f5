import { send } from '../../lib/api.js';
import { list, plural } from '../../lib/format.js';
import { formProps, useForm } from '../../lib/form.js';
import { required } from '../../lib/limits.js';
import { Button } from '../../ui/button/Button.jsx';
import { Dialog } from '../../ui/dialog/Dialog.jsx';
import { Form, FormActions } from '../../ui/form/Form.jsx';
import { TextArea } from '../../ui/text-field/TextField.jsx';
import { itemOf } from './items.jsx';
import { named } from './useQueue.js';

/** How many people are named before the rest is counted. */
const NAMED = 6;

/** @param {string[]} names */
function someNames(names) {
  const rest = names.length - NAMED;
  return list(rest > 0 ? [...names.slice(0, NAMED), plural(rest, 'other')] : names);
}

/** Rejects many completions with one note. The rows stay those that were ticked when it opened.
 * @param {{rows: import('../../lib/types.js').CompletionRow[], onClose: () => void, onDone: (outcomes: import('./Outcomes.jsx').Outcome[]) => void}} props */
export default function RejectDialog({ rows, onClose, onDone }) {
  const form = useForm({
    initial: { note: '' },
    check: ({ note }) => required('note', note.trim(), 'Enter a note that says why'),
    run: ({ note }, { key }) => send('POST', '/completions/reject', { items: rows.map(itemOf), note: note.trim() }, { key }).then(({ items }) => named(items, rows)),
    onDone: (outcomes) => {
      onDone(outcomes);
      onClose();
    },
  });
  return (
    <Dialog title={`Reject ${plural(rows.length, 'completion')}?`} onClose={onClose} isBusy={form.isBusy} isAlert>
      <Form {...formProps(form)}>
        <p>Of {someNames(rows.map((row) => row.contact_name))}. They can submit again; the note is shown to them.</p>
        <TextArea label="Note" {...form.bind('note')} />
        <FormActions>
          <Button variant="danger" type="submit" isBusy={form.isBusy}>Reject</Button>
          <Button onPress={onClose} isDisabled={form.isBusy}>Cancel</Button>
        </FormActions>
      </Form>
    </Dialog>
  );
}
