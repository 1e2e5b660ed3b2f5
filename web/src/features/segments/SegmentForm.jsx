import { lazy, Suspense, useState } from 'react';
import { formProps, useForm } from '../../lib/form.js';
import { required, useLimits } from '../../lib/limits.js';
import { useCan } from '../../lib/session.js';
import { Alert } from '../../ui/alert/Alert.jsx';
import { Button, ButtonLink } from '../../ui/button/Button.jsx';
import { Form, FormActions } from '../../ui/form/Form.jsx';
import { TextField } from '../../ui/text-field/TextField.jsx';
import { Foreseen, Movements } from './Foreseen.jsx';
import { useForeseen } from './preview.js';
import { bodyOf, draftOf, emptyCondition, ruleFaults } from './rule.js';
import { RuleEditor } from './RuleEditor.jsx';

const ConfirmDialog = lazy(() => import('../../ui/dialog/Dialog.jsx').then((module) => ({ default: module.ConfirmDialog })));

/** @typedef {import('../../lib/types.js').Segment} Segment */
/** @typedef {import('../../lib/types.js').ProfileField} ProfileField */
/** @typedef {{name: string, match: 'all'|'any', conditions: import('./rule.js').DraftPart[]}} Values */

/** @param {Partial<Values>} values */
const requestOf = ({ conditions, ...rest }) => ({ ...rest, ...(conditions && { conditions: bodyOf(conditions) }) });

/**
 * The name and the rule of a segment. A rule that moves people shows whom before it is saved.
 * @param {{segment?: Segment, fields: ProfileField[], submitLabel: string, run: (body: any, key: string) => Promise<Segment>, onDone: (segment: Segment) => void}} props
 */
export function SegmentForm({ segment, fields, submitLabel, run, onDone }) {
  const limit = useLimits('segment');
  const isReadOnly = !useCan()('segment_write');
  const [isAsking, setAsking] = useState(false);
  const [initial] = useState(() => ({ name: segment?.name ?? '', match: segment?.match ?? 'all', conditions: segment ? draftOf(segment.conditions) : [emptyCondition()] }));
  const form = useForm({
    initial: /** @type {Values} */ (initial),
    check: (values) => [...required('name', values.name.trim(), 'Enter a name'), ...ruleFaults(values.conditions, fields)],
    run: (values, { changes, key }) => run(requestOf(segment ? { ...changes, ...(isAsking && foreseen?.brake && { confirm: segment.name }) } : values), key),
    onDone: (saved) => {
      setAsking(false);
      onDone(saved);
    },
  });
  const { values } = form;
  const isComplete = ruleFaults(values.conditions, fields).length === 0;
  const { foreseen, error, isBusy } = useForeseen(isComplete ? { ...(segment && { segment_id: segment.id }), match: values.match, conditions: bodyOf(values.conditions) } : null);
  const moves = Boolean(segment) && isComplete && ('match' in form.changes || 'conditions' in form.changes);
  return (
    <>
      <Form {...formProps(form)} onSubmit={() => (moves && values.name.trim() ? setAsking(true) : form.submit())} problem={isAsking ? null : form.problem}>
        <TextField label="Name" width="medium" {...limit('name')} {...form.bind('name')} isDisabled={isReadOnly} />
        <RuleEditor match={values.match} parts={values.conditions} fields={fields} onMatch={(match) => form.set({ match })} onParts={(conditions) => form.set({ conditions })} />
        <Foreseen foreseen={foreseen} error={error} isBusy={isBusy} />
        {!isReadOnly && (
          <FormActions>
            <Button variant="primary" type="submit" isBusy={form.isBusy || (moves && isBusy)} isDisabled={Boolean(segment) && !form.isDirty}>{submitLabel}</Button>
            {segment && form.isDirty ? <Button onPress={form.discard} isDisabled={form.isBusy}>Discard changes</Button> : <ButtonLink href="/settings/segments">{segment ? 'Back to the list' : 'Cancel'}</ButtonLink>}
          </FormActions>
        )}
      </Form>
      <Suspense>
        {isAsking && segment && foreseen && (
          <ConfirmDialog
            title={`Save the rule of ${segment.name}?`}
            confirm="Save segment"
            cancel="Go back"
            isBusy={form.isBusy || isBusy}
            error={form.problem}
            typed={foreseen.brake ? segment.name : undefined}
            isDanger={foreseen.leaving > 0}
            onConfirm={form.submit}
            onClose={() => setAsking(false)}
          >
            <Movements foreseen={foreseen} />
            {foreseen.brake && <Alert tone="warn">More people would move than the organisation’s settings let pass without a second look.</Alert>}
          </ConfirmDialog>
        )}
      </Suspense>
    </>
  );
}
