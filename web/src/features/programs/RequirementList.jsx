import { ArrowDown, ArrowUp, GripVertical, Pencil, Trash2 } from 'lucide-react';
import { Button as AriaButton, GridList, GridListItem, useDragAndDrop } from 'react-aria-components';
import { Button } from '../../ui/button/Button.jsx';
import { FieldBox } from '../../ui/field/FieldBox.jsx';
import { useErrorsWithin } from '../../ui/form/Form.jsx';
import { dropRequirements, moveRequirement, removeRequirement } from './draft.js';
import { requirementFacts } from './ReadDefinition.jsx';

/** @typedef {import('./draft.js').Draft} Draft */
/** @typedef {import('./draft.js').DraftStage} DraftStage */
/** @typedef {import('./draft.js').DraftRequirement} DraftRequirement */
/** @typedef {{stage: DraftStage, index: number, draft: Draft, onChange: (draft: Draft) => void, onEdit: (requirement: DraftRequirement) => void}} ListProps */

const TYPE = 'application/x-laurel-requirement';

/** @param {any[]} items @returns {Promise<string[]>} */
const keysOf = (items) => Promise.all(items.map((item) => item.getText(TYPE)));

/** Where something was dropped, in the draft's words. @param {any} target */
const placeOf = (target) => ({ key: String(target.key), isAfter: target.dropPosition === 'after' });

/** Dragging within a stage and between stages, by mouse, touch, keyboard or screen reader. @param {ListProps} props */
function useDragging({ stage, draft, onChange }) {
  const drop = (/** @type {string[]} */ keys, /** @type {{key: string, isAfter: boolean}|null} */ target) => onChange(dropRequirements(draft, keys, stage.key, target));
  return useDragAndDrop({
    getItems: (keys) => [...keys].map((key) => ({ [TYPE]: String(key) })),
    acceptedDragTypes: [TYPE],
    getDropOperation: () => 'move',
    onReorder: ({ keys, target }) => drop([...keys].map(String), placeOf(target)),
    onInsert: async ({ items, target }) => drop(await keysOf(items), placeOf(target)),
    onRootDrop: async ({ items }) => drop(await keysOf(items), null),
  });
}

/** @param {{requirement: DraftRequirement, path: string, isFirst: boolean, isLast: boolean} & Pick<ListProps, 'draft'|'onChange'|'onEdit'>} props */
function Item({ requirement, path, isFirst, isLast, draft, onChange, onEdit }) {
  const errors = useErrorsWithin(path);
  const { key, title } = requirement;
  const name = title || 'Untitled requirement';
  return (
    <GridListItem id={key} textValue={name} className="edit-item">
      <AriaButton slot="drag" className="edit-grip" aria-label={`Drag ${name}`}><GripVertical size={16} aria-hidden /></AriaButton>
      <FieldBox name={path}>
        <div>
          <strong>{name}</strong>
          <span className="cell-sub">{[requirement.component_title !== title && requirement.component_title, requirementFacts(requirement)].filter(Boolean).join(' · ')}</span>
          {errors.map((error) => <span key={error.name} className="field-error">{error.detail} </span>)}
        </div>
      </FieldBox>
      <div className="edit-buttons">
        <Button variant="quiet" isSmall icon={Pencil} aria-label={`Edit ${name}`} onPress={() => onEdit(requirement)} />
        <Button variant="quiet" isSmall icon={ArrowUp} aria-label={`Move ${name} up`} isDisabled={isFirst} onPress={() => onChange(moveRequirement(draft, key, -1))} />
        <Button variant="quiet" isSmall icon={ArrowDown} aria-label={`Move ${name} down`} isDisabled={isLast} onPress={() => onChange(moveRequirement(draft, key, 1))} />
        <Button variant="quiet" isSmall icon={Trash2} aria-label={`Remove ${name}`} onPress={() => onChange(removeRequirement(draft, key))} />
      </div>
    </GridListItem>
  );
}

/** The requirements of a stage, to be put in order. @param {ListProps} props */
export function RequirementList(props) {
  const { stage, index, draft, onChange, onEdit } = props;
  const { dragAndDropHooks } = useDragging(props);
  const errors = useErrorsWithin(`stages/${index}`);
  const lastStage = draft.stages.length - 1;
  return (
    <GridList
      className="edit-list"
      aria-label={`Requirements of ${stage.title || `stage ${index + 1}`}`}
      items={stage.requirements}
      dependencies={[draft, errors]}
      dragAndDropHooks={dragAndDropHooks}
      keyboardNavigationBehavior="tab"
      renderEmptyState={() => 'No requirement yet'}
    >
      {stage.requirements.map((requirement, at) => (
        <Item
          key={requirement.key}
          requirement={requirement}
          path={`stages/${index}/requirements/${at}`}
          isFirst={index === 0 && at === 0}
          isLast={index === lastStage && at === stage.requirements.length - 1}
          draft={draft}
          onChange={onChange}
          onEdit={onEdit}
        />
      ))}
    </GridList>
  );
}
