import { number } from '../../lib/format.js';
import { NumberField } from '../../ui/number-field/NumberField.jsx';

/** @param {{pass_grade: number|null, grade_scale: string|number|null}} requirement */
function gradeHint({ pass_grade: pass, grade_scale: scale }) {
  const parts = [pass !== null && `Pass mark ${number(pass)}`, scale && `scale ${scale}`].filter(Boolean);
  return parts.length > 0 ? parts.join(', ') : undefined;
}

/** @param {{requirement: {pass_grade: number|null, grade_scale: string|number|null}, name: string, value: number|null, onChange: (value: number|null) => void, isOptional?: boolean}} props */
export function GradeField({ requirement, ...rest }) {
  return <NumberField label="Grade" hint={gradeHint(requirement)} digits={2} {...rest} />;
}
