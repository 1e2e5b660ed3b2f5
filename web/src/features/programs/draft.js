/**
 * The definition while it is edited: plain data, and pure functions that each give the next draft.
 * Keys tell stages and requirements apart on screen, the new ones too, which have no id yet.
 *
 * @typedef {import('../../lib/types.js').Definition} Definition
 * @typedef {import('../../lib/types.js').DefinitionRequirement & {key: string}} DraftRequirement
 * @typedef {{key: string, title: string, needed: 'all'|number, requirements: DraftRequirement[]}} DraftStage
 * @typedef {{in_order: boolean, completion_period: import('../../lib/types.js').Period, grace_period: import('../../lib/types.js').Period|null,
 *   requires_approval: boolean, designation: string, certificate_template_id: number|null, certificate_validity: import('../../lib/types.js').Period|null, note: string, stages: DraftStage[]}} Draft
 */

let last = 0;
const newKey = () => `new-${last += 1}`;

/** @returns {DraftStage} */
const emptyStage = () => ({ key: newKey(), title: '', needed: 'all', requirements: [] });

/** @returns {DraftRequirement} */
export const emptyRequirement = () => ({
  key: newKey(), title: '', component_id: 0, component_title: '', needs_grade: false, pass_grade: null, grade_scale: null, needs_approval: false, needs_file: false,
  min_credits: null, credit_type: null, since_enrollment: false,
});

/** @param {Definition} definition @returns {Draft} */
export function toDraft({ version, in_order, completion_period, grace_period, requires_approval, designation, certificate_template_id, certificate_validity, stages }) {
  const isNew = version === 0 && stages.length === 0;
  return {
    in_order,
    completion_period: completion_period ?? { n: 12, unit: 'months' },
    grace_period,
    requires_approval,
    designation: designation ?? '',
    certificate_template_id,
    certificate_validity,
    note: '',
    stages: isNew ? [{ ...emptyStage(), title: 'Requirements' }] : stages.map((stage, index) => ({
      ...stage,
      key: `stage-${index}`,
      requirements: stage.requirements.map((requirement) => ({ ...requirement, key: String(requirement.id) })),
    })),
  };
}

/** @param {DraftRequirement} requirement */
const requirementBody = ({ id, title, component_id, needs_grade, pass_grade, grade_scale, needs_approval, needs_file, min_credits, credit_type, since_enrollment }) => ({
  ...(id && { id }),
  title,
  component_id,
  needs_grade,
  pass_grade: needs_grade ? pass_grade : null,
  grade_scale: needs_grade ? grade_scale : null,
  needs_approval,
  needs_file,
  ...(credit_type && { min_credits, credit_type, since_enrollment }),
});

/** What is sent to the server. @param {Draft} draft */
export function toBody({ designation, note, stages, ...rules }) {
  return {
    ...rules,
    designation: designation.trim() || null,
    ...(note.trim() && { note: note.trim() }),
    stages: stages.map(({ title, needed, requirements }) => ({ title, needed, requirements: requirements.map(requirementBody) })),
  };
}

/** @param {Draft} draft */
export const addStage = (draft) => ({ ...draft, stages: [...draft.stages, emptyStage()] });

/** @param {Draft} draft @param {string} key */
export const removeStage = (draft, key) => ({ ...draft, stages: draft.stages.filter((stage) => stage.key !== key) });

/** @param {Draft} draft @param {string} key @param {Partial<DraftStage>} patch */
export const changeStage = (draft, key, patch) => ({ ...draft, stages: draft.stages.map((stage) => (stage.key === key ? { ...stage, ...patch } : stage)) });

/** The items with the one at `index` moved by `step` places. @template T @param {T[]} items @param {number} index @param {number} step */
function shifted(items, index, step) {
  const to = index + step;
  if (to < 0 || to >= items.length) return items;
  return items.with(index, items[to]).with(to, items[index]);
}

/** @param {Draft} draft @param {string} key @param {number} step */
export const moveStage = (draft, key, step) => ({ ...draft, stages: shifted(draft.stages, draft.stages.findIndex((stage) => stage.key === key), step) });

/** Puts a requirement into a stage: in the place of the one with its key, or at the end.
 * @param {Draft} draft @param {string} stageKey @param {DraftRequirement} requirement */
export function putRequirement(draft, stageKey, requirement) {
  return {
    ...draft,
    stages: draft.stages.map((stage) => {
      if (stage.key !== stageKey) return stage;
      const index = stage.requirements.findIndex((one) => one.key === requirement.key);
      return { ...stage, requirements: index < 0 ? [...stage.requirements, requirement] : stage.requirements.with(index, requirement) };
    }),
  };
}

/** @param {Draft} draft @param {string} key */
export const removeRequirement = (draft, key) => ({
  ...draft,
  stages: draft.stages.map((stage) => ({ ...stage, requirements: stage.requirements.filter((one) => one.key !== key) })),
});

/** Drops requirements beside another one, or at the end of a stage.
 * @param {Draft} draft @param {string[]} keys @param {string} stageKey @param {{key: string, isAfter: boolean}|null} target @returns {Draft} */
export function dropRequirements(draft, keys, stageKey, target) {
  const all = draft.stages.flatMap((stage) => stage.requirements);
  const moved = keys.map((key) => all.find((one) => one.key === key)).filter((one) => one !== undefined);
  if (moved.length === 0 || (target && keys.includes(target.key))) return draft;
  return {
    ...draft,
    stages: draft.stages.map((stage) => {
      const rest = stage.requirements.filter((one) => !keys.includes(one.key));
      if (stage.key !== stageKey) return { ...stage, requirements: rest };
      const at = target ? rest.findIndex((one) => one.key === target.key) + (target.isAfter ? 1 : 0) : rest.length;
      return { ...stage, requirements: rest.toSpliced(at, 0, ...moved) };
    }),
  };
}

/** Moves a requirement up or down; at the edge of its stage it goes over into the next one.
 * @param {Draft} draft @param {string} key @param {1|-1} step @returns {Draft} */
export function moveRequirement(draft, key, step) {
  const at = draft.stages.findIndex((stage) => stage.requirements.some((one) => one.key === key));
  const stage = draft.stages[at];
  const index = stage.requirements.findIndex((one) => one.key === key);
  const next = index + step;
  if (next >= 0 && next < stage.requirements.length) return changeStage(draft, stage.key, { requirements: shifted(stage.requirements, index, step) });
  const neighbour = draft.stages[at + step];
  if (!neighbour) return draft;
  const first = neighbour.requirements[0];
  return dropRequirements(draft, [key], neighbour.key, step > 0 && first ? { key: first.key, isAfter: false } : null);
}
