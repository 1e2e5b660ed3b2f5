import { FieldError, Label, Text } from 'react-aria-components';
import { fieldId, useFieldError } from '../form/Form.jsx';
import './field.css';

/** @typedef {{name: string, label: string, hint?: React.ReactNode, isOptional?: boolean, width?: 'short'|'medium'|'full'}} FieldProps */

/** The element around a field; the error summary finds the field by it.
 * @param {{name: string, width?: string, children: React.ReactNode}} props */
export function FieldBox({ name, width = 'full', children }) {
  const error = useFieldError(name);
  return <div id={fieldId(name)} className={`field field-${width}`} data-invalid={error ? '' : undefined}>{children}</div>;
}

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
