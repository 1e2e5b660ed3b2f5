import { CircleCheck } from 'lucide-react';
import { useState } from 'react';
import { send } from '../../lib/api.js';
import { number, plural } from '../../lib/format.js';
import { useCan } from '../../lib/session.js';
import { Alert, Problem } from '../../ui/alert/Alert.jsx';
import { Button } from '../../ui/button/Button.jsx';
import { EmptyState } from '../../ui/empty-state/EmptyState.jsx';
import { Find } from '../../ui/find/Find.jsx';
import { Form } from '../../ui/form/Form.jsx';
import { LoadMore } from '../../ui/load-more/LoadMore.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { NumberField } from '../../ui/number-field/NumberField.jsx';
import { Table } from '../../ui/table/Table.jsx';
import { itemKey, itemOf, PERSON, WHAT, WHEN } from './items.jsx';
import { Outcomes } from './Outcomes.jsx';
import { useBulk, useQueue } from './useQueue.js';

/** @typedef {import('../../lib/types.js').CompletionRow} CompletionRow */
/** @typedef {Record<string, number|null>} Grades */

/** @param {Grades} grades @param {(grades: Grades) => void} onChange @returns {import('../../ui/table/Table.jsx').Column<CompletionRow>} */
const gradeColumn = (grades, onChange) => ({
  id: 'grade',
  label: 'Grade',
  cell: (row) => (
    <NumberField
      name={itemKey(row)}
      label={`Grade of ${row.contact_name}`}
      isLabelHidden
      digits={2}
      value={grades[itemKey(row)] ?? null}
      onChange={(grade) => onChange({ ...grades, [itemKey(row)]: grade })}
    />
  ),
});

/** @type {import('../../ui/table/Table.jsx').Column<CompletionRow>} */
const PASS = { id: 'pass', label: 'Pass mark', align: 'end', cell: (row) => (row.pass_grade === null ? 'None' : number(row.pass_grade)) };

/** @param {{queue: ReturnType<typeof useQueue>, q: string, columns: import('../../ui/table/Table.jsx').Column<CompletionRow>[]}} props */
function Rows({ queue: { list }, q, columns }) {
  if (list.error) return <Problem error={list.error} onRetry={list.retry} />;
  if (list.isLoading) return <Loading />;
  if (list.items.length === 0) return <EmptyState icon={CircleCheck} title={q ? `Nothing waits for an enrollee that fits “${q}”` : 'Nothing waits for a grade'} />;
  return (
    <>
      <Table label="Completions awaiting a grade" columns={columns} rows={list.items} getKey={itemKey} isBusy={list.isBusy} />
      <LoadMore shown={list.items.length} total={list.total} hasMore={list.hasMore} isBusy={list.isLoadingMore} onMore={list.loadMore} />
    </>
  );
}

/** Completions that need a grade; many can be entered and saved together. @param {{q: string, onFind: (q: string) => void}} props */
export function GradeQueue({ q, onFind }) {
  const mayGrade = useCan()('completion_record');
  const queue = useQueue('awaiting_grade', q);
  const [grades, setGrades] = useState(/** @type {Grades} */ ({}));
  const [outcomes, setOutcomes] = useState(/** @type {import('./Outcomes.jsx').Outcome[]} */ ([]));
  const [errors, setErrors] = useState(/** @type {{name: string, detail: string}[]} */ ([]));
  const save = useBulk(
    (rows, key) => send('POST', '/completions/grade', { items: rows.map((row) => ({ ...itemOf(row), grade: grades[itemKey(row)] })) }, { key }),
    (done) => {
      const refused = done.filter((one) => one.outcome === 'refused');
      setOutcomes(done);
      setErrors(refused.map((one) => ({ name: one.key, detail: one.detail ?? 'This grade was refused' })));
      setGrades(Object.fromEntries(refused.map((one) => [one.key, grades[one.key]])));
    },
  );
  const graded = queue.list.items.filter((row) => typeof grades[itemKey(row)] === 'number');
  const columns = [PERSON, WHAT, WHEN, PASS];
  return (
    <>
      <Find label="Find an enrollee" placeholder="Name, contact number or e-mail" value={q} onFind={onFind} />
      {outcomes.length > 0 && <Outcomes outcomes={outcomes} done="graded" />}
      {!mayGrade && <Alert>Your role does not include entering grades.</Alert>}
      <Form label="Grades" errors={errors} problem={save.error} onSubmit={() => graded.length > 0 && save.send({ rows: graded })}>
        {mayGrade && (
          <div className="row-between">
            <span role="status">{graded.length === 0 ? 'Enter grades below, then save them together.' : `${plural(graded.length, 'grade')} to save`}</span>
            <Button variant="primary" type="submit" isDisabled={graded.length === 0} isBusy={save.isBusy}>Save grades</Button>
          </div>
        )}
        <Rows queue={queue} q={q} columns={mayGrade ? [...columns, gradeColumn(grades, setGrades)] : columns} />
      </Form>
    </>
  );
}
