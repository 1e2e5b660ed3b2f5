import { SEGMENT_OPS } from '../../lib/words.js';

/** @typedef {import('../../lib/types.js').ProfileField} ProfileField */
/** @typedef {import('../../lib/types.js').SegmentCondition} SegmentCondition */
/** @typedef {import('../../lib/types.js').SegmentGroup} SegmentGroup */
/** @typedef {{key: number, field: string, op: string, value: string}} DraftCondition */
/** @typedef {{key: number, match: 'all'|'any', conditions: DraftCondition[]}} DraftGroup */
/** @typedef {DraftCondition|DraftGroup} DraftPart */

let made = 0;

/** Parts of a draft are told apart by a key of their own, as they have no number. */
const newKey = () => { made += 1; return made; };

/** @param {DraftPart} part @returns {part is DraftGroup} */
export const isGroup = (part) => 'conditions' in part;

/** @returns {DraftCondition} */
export const emptyCondition = () => ({ key: newKey(), field: '', op: 'is', value: '' });

/** @returns {DraftGroup} */
export const emptyGroup = () => ({ key: newKey(), match: 'any', conditions: [emptyCondition()] });

/** @param {SegmentCondition} condition @returns {DraftCondition} */
const draftCondition = ({ field, op, value }) => ({ key: newKey(), field, op, value: String(value ?? '') });

/** A stored rule, to be edited. @param {(SegmentCondition|SegmentGroup)[]} conditions @returns {DraftPart[]} */
export const draftOf = (conditions) => conditions.map((part) => ('conditions' in part ? { key: newKey(), match: part.match, conditions: part.conditions.map(draftCondition) } : draftCondition(part)));

/** @param {DraftCondition} condition */
const conditionBody = ({ field, op, value }) => (op === 'is_empty' ? { field, op } : { field, op, value: value.trim() });

/** What is sent. @param {DraftPart[]} parts */
export const bodyOf = (parts) => parts.map((part) => (isGroup(part) ? { match: part.match, conditions: part.conditions.map(conditionBody) } : conditionBody(part)));

/** The operators that a field's type has. @param {ProfileField|undefined} field */
export const opsOf = (field) => SEGMENT_OPS[field?.type ?? 'choice'];

/** What a condition still lacks. @param {DraftCondition} condition @param {string} path @param {ProfileField[]} fields */
function conditionFaults({ field: key, op, value }, path, fields) {
  const field = fields.find((one) => one.key === key);
  if (!field) return [{ name: `${path}/field`, detail: 'Choose a field' }];
  if (op === 'is_empty') return [];
  if (!value.trim()) return [{ name: `${path}/value`, detail: 'Enter a value' }];
  if (field.type === 'number' && !/^-?\d{1,14}(\.\d{1,4})?$/.test(value.trim())) return [{ name: `${path}/value`, detail: 'Enter a number, such as 12.5' }];
  if (field.type === 'date' && !/^[12]\d{3}-/.test(value)) return [{ name: `${path}/value`, detail: 'Enter a whole date' }];
  return [];
}

/** What the rule still lacks, each at its place. @param {DraftPart[]} parts @param {ProfileField[]} fields */
export function ruleFaults(parts, fields) {
  if (parts.length === 0) return [{ name: 'conditions', detail: 'Add at least one condition' }];
  return parts.flatMap((part, index) => (isGroup(part)
    ? part.conditions.flatMap((condition, at) => conditionFaults(condition, `conditions/${index}/conditions/${at}`, fields))
    : conditionFaults(part, `conditions/${index}`, fields)));
}

/** The parts with one of them replaced, or taken away. @template {{key: number}} T @param {T[]} parts @param {number} key @param {T|null} next */
export const putPart = (parts, key, next) => parts.flatMap((part) => (part.key !== key ? [part] : next ? [next] : []));
