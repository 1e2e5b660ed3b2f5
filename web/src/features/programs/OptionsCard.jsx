import { send } from '../../lib/api.js';
import { formProps, useForm } from '../../lib/form.js';
import { useCan } from '../../lib/session.js';
import { Button } from '../../ui/button/Button.jsx';
import { Switch } from '../../ui/choice/Choice.jsx';
import { Form, FormActions } from '../../ui/form/Form.jsx';
import { Section } from '../../ui/section/Section.jsx';
import { toast } from '../../ui/toast/Toast.jsx';
import { OPTIONS } from './options.js';

/** @typedef {import('../../lib/types.js').Program} Program */

/** @param {Program} program */
const optionsOf = ({ maintenance, allow_enrollee_cancel, self_enrollment, in_catalogue }) => ({ maintenance, allow_enrollee_cancel, self_enrollment, in_catalogue });

/** The options of a program, saved apart from its versions. @param {{program: Program}} props */
export function OptionsCard({ program }) {
  const isReadOnly = !useCan()('program_write');
  const form = useForm({
    initial: optionsOf(program),
    stamp: program.version,
    run: (_values, { changes }) => send('PATCH', `/programs/${program.id}`, changes, { version: program.version }),
    onDone: () => toast('Options saved. They hold from now on.'),
  });
  return (
    <Section title="Options" hint="They hold at once, for everyone, also for current enrollees." isCard>
      <Form {...formProps(form)} label="Options">
        <div className="options-grid">
          {OPTIONS.map(({ name, label, hint }) => <Switch key={name} label={label} hint={hint} isDisabled={isReadOnly} {...form.bind(name)} />)}
        </div>
        {!isReadOnly && (
          <FormActions>
            <Button variant="primary" type="submit" isBusy={form.isBusy} isDisabled={!form.isDirty}>Save options</Button>
            {form.isDirty && <Button onPress={form.discard} isDisabled={form.isBusy}>Keep as they were</Button>}
          </FormActions>
        )}
      </Form>
    </Section>
  );
}
