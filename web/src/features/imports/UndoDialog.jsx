import { send } from '../../lib/api.js';
import { number, plural } from '../../lib/format.js';
import { useGet, useSend } from '../../lib/query.js';
import { Alert, Problem } from '../../ui/alert/Alert.jsx';
import { DefinitionList } from '../../ui/definition-list/DefinitionList.jsx';
import { ConfirmDialog } from '../../ui/dialog/Dialog.jsx';
import { Disclosure } from '../../ui/disclosure/Disclosure.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';

/** @typedef {{line: number, who: string, what: string, why: string}} Kept */
/** @typedef {{enrollments: number, restored: number, credits: number, contacts: number, courses: number, attendance: number, holding: number, kept: number, because: string[], keeps: Kept[]}} Undo */

/** Who stays, by name; of many, the first. @param {{undo: Undo}} props */
function Keeps({ undo }) {
  const more = undo.kept - undo.keeps.length;
  return (
    <Disclosure label="Who stays">
      <ul className="import-keeps">
        {undo.keeps.map((row) => (
          <li key={row.line}>
            {row.who}, {row.what}
            <span className="secondary small"> (line {number(row.line)}) {row.why}</span>
          </li>
        ))}
      </ul>
      {more > 0 && <p className="secondary small">And {number(more)} more. Afterwards all of them are under “Kept when undone”.</p>}
    </Disclosure>
  );
}

/** What undoing takes away, and what stays because something later depends on it. @param {{undo: Undo}} props */
function Effect({ undo }) {
  const items = [
    { label: 'Enrollments removed', value: undo.enrollments },
    { label: 'Enrollments set back to assigned', value: undo.restored },
    { label: 'Credits removed', value: undo.credits },
    { label: 'Attendance set back', value: undo.attendance },
    { label: 'Contacts removed', value: undo.contacts },
    { label: 'Courses removed', value: undo.courses },
    { label: 'Waiting rows forgotten', value: undo.holding },
  ].filter(({ value }) => value > 0).map(({ label, value }) => ({ label, value: number(value) }));
  return (
    <>
      {items.length > 0 ? <DefinitionList items={items} /> : <p>There is nothing to take away.</p>}
      {undo.contacts + undo.courses > 0 && (
        <p className="secondary small">Contacts and courses that something else needs by now stay. Afterwards they are under “Kept when undone”.</p>
      )}
      {undo.kept > 0 && (
        <Alert tone="warn" title={`${plural(undo.kept, 'enrollment')} will stay, with what belongs to them`}>
          <ul className="import-because">{undo.because.map((one) => <li key={one}>{one}</li>)}</ul>
        </Alert>
      )}
      {undo.keeps.length > 0 && <Keeps undo={undo} />}
    </>
  );
}

/** @param {{id: number, onClose: () => void}} props */
export default function UndoDialog({ id, onClose }) {
  const { data, error } = useGet(`/imports/${id}/revert`, undefined, { once: true });
  const revert = useSend((_input, key) => send('POST', `/imports/${id}/revert`, undefined, { key }), { onDone: onClose });
  return (
    <ConfirmDialog title="Undo this import?" confirm="Undo the import" isDanger isBusy={revert.isBusy} isDisabled={!data} error={revert.error} onConfirm={() => revert.send(null)} onClose={onClose}>
      {error && <Problem error={error} />}
      {!data && !error && <Loading />}
      {data && <Effect undo={data} />}
    </ConfirmDialog>
  );
}
