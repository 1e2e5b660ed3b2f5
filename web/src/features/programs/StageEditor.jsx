import { ArrowDown, ArrowUp, Plus, Trash2 } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { plural } from '../../lib/format.js';
import { Button } from '../../ui/button/Button.jsx';
import { FieldBox } from '../../ui/field/FieldBox.jsx';
import { useErrorsWithin } from '../../ui/form/Form.jsx';
import { Select } from '../../ui/select/Select.jsx';
import { TextField } from '../../ui/text-field/TextField.jsx';
import { changeStage, emptyRequirement, moveStage, putRequirement, removeStage } from './draft.js';
import { RequirementList } from './RequirementList.jsx';

const RequirementDialog = lazy(() => import('./RequirementDialog.jsx'));
const ConfirmDialog = lazy(() => import('../../ui/dialog/Dialog.jsx').then((module) => ({ default: module.ConfirmDialog })));

/** @typedef {import('./draft.js').Draft} Draft */
/** @typedef {import('./draft.js').DraftStage} DraftStage */
/** @typedef {import('./draft.js').DraftRequirement} DraftRequirement */

/** "All" or any smaller number of the stage's requirements. @param {number} size */
const neededOptions = (size) => [
  { id: 'all', label: 'All requirements' },
  ...Array.from({ length: Math.max(0, size - 1) }, (_, index) => ({ id: String(index + 1), label: `Any ${index + 1} of ${size}` })),
];

/** @param {{stage: DraftStage, index: number, count: number, onMove: (step: number) => void, onRemove: () => void}} props */
function StageButtons({ stage, index, count, onMove, onRemove }) {
  const name = stage.title || `stage ${index + 1}`;
  return (
    <div className="edit-buttons">
      <Button variant="quiet" isSmall icon={ArrowUp} aria-label={`Move ${name} up`} isDisabled={index === 0} onPress={() => onMove(-1)} />
      <Button variant="quiet" isSmall icon={ArrowDown} aria-label={`Move ${name} down`} isDisabled={index === count - 1} onPress={() => onMove(1)} />
      <Button variant="quiet" isSmall icon={Trash2} aria-label={`Remove ${name}`} onPress={onRemove} />
    </div>
  );
}

/** One stage: its name, how many of its requirements are needed, and the requirements.
 * @param {{stage: DraftStage, index: number, draft: Draft, isAward: boolean, onChange: (draft: Draft) => void}} props */
export function StageEditor({ stage, index, draft, isAward, onChange }) {
  const [editing, setEditing] = useState(/** @type {DraftRequirement|null} */ (null));
  const [isRemoving, setRemoving] = useState(false);
  const path = `stages/${index}`;
  const ownErrors = useErrorsWithin(path).filter((error) => error.name === path || error.name === `${path}/requirements`);
  const size = stage.requirements.length;
  const remove = () => onChange(removeStage(draft, stage.key));
  const needed = stage.needed === 'all' || stage.needed >= size ? 'all' : String(stage.needed);
  return (
    <section className="edit-stage" aria-label={stage.title || `Stage ${index + 1}`}>
      <div className="edit-stage-head">
        <div className="edit-stage-fields">
          <TextField name={`${path}/title`} label={`Stage ${index + 1}`} value={stage.title} onChange={(title) => onChange(changeStage(draft, stage.key, { title }))} />
          <Select
            name={`${path}/needed`}
            label="Needed"
            options={neededOptions(size)}
            value={needed}
            onChange={(next) => onChange(changeStage(draft, stage.key, { needed: next === 'all' ? 'all' : Number(next) }))}
          />
        </div>
        <StageButtons stage={stage} index={index} count={draft.stages.length} onMove={(step) => onChange(moveStage(draft, stage.key, step))} onRemove={() => (size > 0 ? setRemoving(true) : remove())} />
      </div>
      <RequirementList stage={stage} index={index} draft={draft} onChange={onChange} onEdit={setEditing} />
      <FieldBox name={path}>
        {ownErrors.map((error) => <span key={error.name} className="field-error">{error.detail}</span>)}
        <span><Button isSmall icon={Plus} onPress={() => setEditing(emptyRequirement())}>Add requirement</Button></span>
      </FieldBox>
      <Suspense>
        {editing && (
          <RequirementDialog
            requirement={editing}
            isAward={isAward}
            path={`${path}/requirements/${Math.max(stage.requirements.findIndex((one) => one.key === editing.key), 0)}`}
            isNew={!stage.requirements.some((one) => one.key === editing.key)}
            onClose={() => setEditing(null)}
            onDone={(requirement) => { onChange(putRequirement(draft, stage.key, requirement)); setEditing(null); }}
          />
        )}
        {isRemoving && (
          <ConfirmDialog title="Remove this stage?" confirm="Remove stage" cancel="Keep it" isDanger onConfirm={() => { setRemoving(false); remove(); }} onClose={() => setRemoving(false)}>
            <p><strong>{stage.title || `Stage ${index + 1}`}</strong> goes with its {plural(size, 'requirement')}. Nothing changes for anybody until the definition is saved.</p>
          </ConfirmDialog>
        )}
      </Suspense>
    </section>
  );
}
