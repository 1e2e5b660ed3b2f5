import { send } from '../../lib/api.js';
import { formProps, useForm } from '../../lib/form.js';
import { useCan } from '../../lib/session.js';
import { Button } from '../../ui/button/Button.jsx';
import { Form, FormActions } from '../../ui/form/Form.jsx';
import { Section } from '../../ui/section/Section.jsx';
import { TextField } from '../../ui/text-field/TextField.jsx';
import { toast } from '../../ui/toast/Toast.jsx';

/** @typedef {import('../../lib/types.js').Program} Program */

const MAX = 366;

/** "30, 7" as numbers; NaN for what is none. @param {string} text */
const daysOf = (text) => text.split(/[\s,;]+/).filter(Boolean).map((word) => (/^\d+$/.test(word) ? Number(word) : NaN));

/** @param {{reminder_days: string}} values */
function check({ reminder_days: text }) {
  const days = daysOf(text);
  const isGood = days.length <= 10 && days.every((day) => day >= 1 && day <= MAX);
  return isGood ? [] : [{ name: 'reminder_days', detail: `Enter at most ten whole numbers from 1 to ${MAX}, such as 30, 7` }];
}

/** How many days before a deadline people are reminded; saved apart from the versions. @param {{program: Program}} props */
export function RemindersCard({ program }) {
  const isReadOnly = !useCan()('program_write');
  const form = useForm({
    initial: { reminder_days: program.reminder_days.join(', ') },
    stamp: program.version,
    check,
    run: ({ reminder_days: text }) => send('PATCH', `/programs/${program.id}`, { reminder_days: daysOf(text) }, { version: program.version }),
    onDone: () => toast('Reminders saved. They hold from tomorrow morning on.'),
  });
  return (
    <Section title="Reminders" hint="People are mailed in their own morning, once each, before the deadline, before the grace period ends, or before the enrollment expires." isCard>
      <Form {...formProps(form)} label="Reminders">
        <TextField label="Days before" width="medium" hint="Such as 30, 7. Leave it empty to remind nobody." inputMode="numeric" isDisabled={isReadOnly} {...form.bind('reminder_days')} />
        {!isReadOnly && (
          <FormActions>
            <Button variant="primary" type="submit" isBusy={form.isBusy} isDisabled={!form.isDirty}>Save reminders</Button>
          </FormActions>
        )}
      </Form>
    </Section>
  );
}
