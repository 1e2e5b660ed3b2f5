import { fieldId, useFieldError } from '../form/Form.jsx';
import './field.css';

/** The element around a field; the error summary finds the field by it.
 * @param {{name: string, width?: string, children: React.ReactNode}} props */
export function FieldBox({ name, width = 'full', children }) {
  const error = useFieldError(name);
  return <div id={fieldId(name)} className={`field field-${width}`} data-invalid={error ? '' : undefined}>{children}</div>;
}
