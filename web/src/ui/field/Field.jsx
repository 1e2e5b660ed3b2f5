import { FieldError, Label, Text } from 'react-aria-components';
import './field.css';

/** @typedef {{name: string, label: string, hint?: React.ReactNode, isOptional?: boolean, width?: 'short'|'medium'|'full'}} FieldProps */

/** Label, hint and error of a React Aria field, in the order they are read.
 * @param {{label: string, hint?: React.ReactNode, isOptional?: boolean, error?: string, isLabelHidden?: boolean, children: React.ReactNode}} props */
export function FieldParts({ label, hint, isOptional, error, isLabelHidden = false, children }) {
  return (
    <>
      <Label className={isLabelHidden ? 'visually-hidden' : 'field-label'}>{label}{isOptional && <span className="field-optional"> (optional)</span>}</Label>
      {hint && <Text slot="description" className="field-hint">{hint}</Text>}
      <FieldError className="field-error">{error}</FieldError>
      {children}
    </>
  );
}
