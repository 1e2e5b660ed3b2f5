import { Plus, Trash2 } from 'lucide-react';
import { send } from '../../lib/api.js';
import { formProps, useForm } from '../../lib/form.js';
import { creditAmount, plural } from '../../lib/format.js';
import { useGet } from '../../lib/query.js';
import { useCan } from '../../lib/session.js';
import { Alert, Problem } from '../../ui/alert/Alert.jsx';
import { Button } from '../../ui/button/Button.jsx';
import { Checkbox } from '../../ui/choice/Choice.jsx';
import { Form, FormActions } from '../../ui/form/Form.jsx';
import { Link } from '../../ui/link/Link.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { NumberField } from '../../ui/number-field/NumberField.jsx';
import { Section } from '../../ui/section/Section.jsx';
import { Select } from '../../ui/select/Select.jsx';
import { toast } from '../../ui/toast/Toast.jsx';
import './courses.css';

/** @typedef {import('../../lib/types.js').CourseCredit} Credit */
/** @typedef {import('../../lib/types.js').CreditType} CreditType */
/** @typedef {import('../../lib/types.js').Course} Course */

/** @param {Credit} credit @returns {Credit} */
const sent = ({ credit_type, maximum, variable, valid_months }) => ({ credit_type, maximum, variable, valid_months });

/** @param {{credits: Credit[]}} values */
const check = ({ credits }) => credits.flatMap(({ maximum }, at) => (maximum === null ? [{ name: `credits/${at}/maximum`, detail: 'Enter how much it awards at most' }] : []));

/** What a row means, said in a sentence. @param {Credit} credit @param {CreditType|undefined} type */
function meaning({ maximum, variable, valid_months: months }, type) {
  if (maximum === null || !type) return '';
  const most = `${creditAmount(maximum, type.decimals)} ${type.title}`;
  const what = variable ? `Who completes the course claims up to ${most}, in steps of ${creditAmount(type.increment, type.decimals)}.` : `Whoever completes the course is awarded ${most} at once.`;
  return months ? `${what} It expires after ${plural(months, 'month')}.` : what;
}

/** @param {{credit: Credit, at: number, types: CreditType[], free: CreditType[], onChange: (patch: Partial<Credit>) => void, onRemove: () => void}} props */
function Row({ credit, at, types, free, onChange, onRemove }) {
  const type = types.find(({ code }) => code === credit.credit_type);
  const choices = types.filter((one) => one === type || free.includes(one)).map(({ code, title }) => ({ id: code, label: title }));
  const name = (/** @type {string} */ member) => `credits/${at}/${member}`;
  return (
    <li className="course-credit">
      <div className="course-credit-fields">
        <Select name={name('credit_type')} label="Credit type" value={credit.credit_type} onChange={(code) => onChange({ credit_type: code })} options={choices} />
        <NumberField name={name('maximum')} label="Maximum" min={0} digits={2} value={credit.maximum} onChange={(maximum) => onChange({ maximum })} />
        <NumberField name={name('valid_months')} label="Valid for months" isOptional min={1} value={credit.valid_months} onChange={(valid_months) => onChange({ valid_months })} />
        <Checkbox name={name('variable')} label="Variable" value={credit.variable} onChange={(variable) => onChange({ variable })} />
      </div>
      <Button variant="quiet" isSmall icon={Trash2} aria-label={`Remove ${type?.title ?? credit.credit_type}`} onPress={onRemove} />
      <p className="secondary">{meaning(credit, type)}</p>
    </li>
  );
}

/** @param {{course: Course, stored: Credit[], types: CreditType[]}} props */
function Editor({ course, stored, types }) {
  const form = useForm({
    initial: { credits: stored.map(sent) },
    check,
    run: ({ credits }) => send('PUT', `/courses/${course.id}/credits`, { credits }),
    onDone: () => toast('Credits saved'),
  });
  const { credits } = form.values;
  const set = (/** @type {Credit[]} */ next) => form.set({ credits: next });
  const free = types.filter(({ code }) => !credits.some(({ credit_type: taken }) => taken === code));
  return (
    <Form {...formProps(form)} label="Credits">
      {credits.length === 0 && <p className="secondary">This course awards no credit.</p>}
      <ul className="course-credits" aria-label="Credits that the course awards">
        {credits.map((credit, at) => (
          <Row
            key={credit.credit_type}
            credit={credit}
            at={at}
            types={types}
            free={free}
            onChange={(patch) => set(credits.map((one, index) => (index === at ? { ...one, ...patch } : one)))}
            onRemove={() => set(credits.filter((_one, index) => index !== at))}
          />
        ))}
      </ul>
      {free.length > 0 && <div><Button icon={Plus} onPress={() => set([...credits, { credit_type: free[0].code, maximum: null, variable: false, valid_months: null }])}>Add a credit</Button></div>}
      {form.isDirty && <Alert>This holds for completions from now on. What people have been awarded stays as it is; a single credit is corrected on the person’s page.</Alert>}
      <FormActions>
        <Button variant="primary" type="submit" isBusy={form.isBusy} isDisabled={!form.isDirty}>Save credits</Button>
        {form.isDirty && <Button onPress={form.discard} isDisabled={form.isBusy}>Discard changes</Button>}
      </FormActions>
    </Form>
  );
}

/** @param {{stored: Credit[], types: CreditType[]}} props */
function ReadCredits({ stored, types }) {
  if (stored.length === 0) return <p className="secondary">This course awards no credit.</p>;
  return <ul className="stack-small">{stored.map((credit) => <li key={credit.credit_type}>{meaning(credit, types.find(({ code }) => code === credit.credit_type))}</li>)}</ul>;
}

/** What completing the course awards. @param {{course: Course}} props */
export default function CourseCredits({ course }) {
  const can = useCan();
  const stored = useGet(`/courses/${course.id}/credits`);
  const types = useGet('/credit-types');
  const error = stored.error ?? types.error;
  if (error) return <Problem error={error} onRetry={() => { stored.refetch(); types.refetch(); }} />;
  if (!stored.data || !types.data) return <Loading />;
  const isEmpty = types.data.items.length === 0;
  return (
    <Section title="Credits" hint="Variable credit waits for the learner’s claim and may be less than the maximum; imports can award less only where it is variable. Other credit is awarded whole and by itself." isCard>
      {isEmpty && <Alert>There are no credit types yet. {can('credit_write') && <Link href="/settings/credit-types">Create one under Credit types</Link>}</Alert>}
      {!isEmpty && (can('credit_write') ? <Editor key={course.version} course={course} stored={stored.data.items} types={types.data.items} /> : <ReadCredits stored={stored.data.items} types={types.data.items} />)}
    </Section>
  );
}
