import { useState } from 'react';
import { send } from '../../lib/api.js';
import { formProps, useForm } from '../../lib/form.js';
import { required, useLimits } from '../../lib/limits.js';
import { useCan } from '../../lib/session.js';
import { Button } from '../../ui/button/Button.jsx';
import { DefinitionList } from '../../ui/definition-list/DefinitionList.jsx';
import { Form, FormActions } from '../../ui/form/Form.jsx';
import { Link } from '../../ui/link/Link.jsx';
import { Section } from '../../ui/section/Section.jsx';
import { TextArea, TextField } from '../../ui/text-field/TextField.jsx';
import { toast } from '../../ui/toast/Toast.jsx';
import { OPTIONS } from './options.js';
import { PrerequisitesField } from './PrerequisitesField.jsx';
import { StatusSection } from './StatusSection.jsx';

/** @typedef {import('../../lib/types.js').Program} Program */

/** @param {Program} program */
const settingsOf = ({ name, code, description, prerequisites }) => ({ name, code, description: description ?? '', prerequisites });

/** @param {{name: string, code: string}} values */
const check = ({ name, code }) => [...required('name', name.trim(), 'Enter a name'), ...required('code', code.trim(), 'Enter a code')];

/** The settings that take effect at once, for everybody. @param {{program: Program}} props */
function LiveSettings({ program }) {
  const isReadOnly = !useCan()('program_write');
  const limit = useLimits('program');
  const [initialPrograms] = useState(program.prerequisite_programs ?? []);
  const form = useForm({
    initial: settingsOf(program),
    stamp: program.version,
    check,
    run: (_values, { changes }) => send('PATCH', `/programs/${program.id}`, changes, { version: program.version }),
    onDone: () => toast('Settings saved'),
  });
  return (
    <Section title="Settings" hint="These take effect at once, for everybody, whatever version they are enrolled under." isCard>
      <Form {...formProps(form)}>
        <TextField label="Name" width="medium" isDisabled={isReadOnly} {...limit('name')} {...form.bind('name')} />
        <TextField label="Code" width="short" isDisabled={isReadOnly} {...limit('code')} {...form.bind('code')} />
        <TextArea label="Description" isOptional isDisabled={isReadOnly} {...limit('description')} {...form.bind('description')} />
        <PrerequisitesField programId={program.id} known={initialPrograms} isDisabled={isReadOnly} {...form.bind('prerequisites')} />
        {!isReadOnly && (
          <FormActions>
            <Button variant="primary" type="submit" isBusy={form.isBusy} isDisabled={!form.isDirty}>Save settings</Button>
            {form.isDirty && <Button onPress={form.discard} isDisabled={form.isBusy}>Discard changes</Button>}
          </FormActions>
        )}
      </Form>
    </Section>
  );
}

/** The options as they are; they are changed with the definition. @param {{program: Program}} props */
function OptionsNow({ program }) {
  return (
    <Section title="Options" hint={<>They are set on the <Link href={`/programs/${program.id}/definition`}>Definition tab</Link>.</>} isCard>
      <DefinitionList isRow items={OPTIONS.map(({ name, label }) => ({ label, value: program[name] ? 'On' : 'Off' }))} />
    </Section>
  );
}

/** @param {{program: Program}} props */
export function Overview({ program }) {
  return (
    <>
      <StatusSection program={program} />
      <OptionsNow program={program} />
      <LiveSettings program={program} />
    </>
  );
}
