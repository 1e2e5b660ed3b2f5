import { createContext, useContext, useEffect, useRef } from 'react';
import { Problem } from '../alert/Alert.jsx';
import './form.css';

/** @typedef {{name: string, detail: string}} FieldError */

const ErrorsContext = createContext(/** @type {FieldError[]} */ ([]));

/** The id of the element around a field.
 * @param {string} name */
export const fieldId = (name) => `field-${name.replaceAll('/', '-')}`;

/** @param {string} text */
const sentence = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/** What is wrong with one field, if anything.
 * @param {string|undefined} name */
export function useFieldError(name) {
  const detail = useContext(ErrorsContext).find((error) => error.name === name)?.detail;
  return detail && sentence(detail);
}

/** Everything that is wrong within one part of a form, such as one row of a list.
 * @param {string} part */
export function useErrorsWithin(part) {
  return useContext(ErrorsContext).filter((error) => error.name === part || error.name.startsWith(`${part}/`)).map((error) => ({ ...error, detail: sentence(error.detail) }));
}

/** The element of a field, or of the closest part around it that is on the page.
 * @param {string} name @returns {HTMLElement|null} */
function findField(name) {
  const found = document.getElementById(fieldId(name));
  const cut = name.lastIndexOf('/');
  return found ?? (cut > 0 ? findField(name.slice(0, cut)) : null);
}

/** Puts the cursor into a field; false where no such field is on the page.
 * @param {string} name */
function focusField(name) {
  const control = /** @type {HTMLElement|null|undefined} */ (findField(name)?.querySelector('input:not([type=hidden]), select, textarea, [role=spinbutton], button'));
  control?.focus({ preventScroll: true });
  control?.scrollIntoView({ block: 'center' });
  return Boolean(control);
}

/** A fault as a sentence. One that begins small, as the server's do, is about a field that it does not name; in the summary the field's label does.
 * @param {FieldError} error */
function faultWords({ name, detail }) {
  if (/^[^a-z]/.test(detail)) return detail;
  const label = findField(name)?.querySelector('label, legend')?.textContent;
  return label ? `${label}: ${detail}` : sentence(detail);
}

/** @param {{errors: FieldError[], ref: React.Ref<HTMLDivElement>}} props */
function ErrorSummary({ errors, ref }) {
  return (
    <div className="error-summary" role="alert" tabIndex={-1} ref={ref}>
      <h2>There is a problem</h2>
      <ul>
        {errors.map(({ name, detail }) => (
          <li key={name + detail}>
            <a href={`#${fieldId(name)}`} onClick={(event) => { event.preventDefault(); focusField(name); }}>{faultWords({ name, detail })}</a>
          </li>
        ))}
      </ul>
    </div>
  );
}

/**
 * A form. What the server says about a field stands beside the field and in a summary that takes focus and links to it; what concerns
 * the whole stands above. With a single wrong field the focus goes straight there.
 * @param {{onSubmit: () => void, errors: FieldError[], problem?: any, id?: string, label?: string, children: React.ReactNode}} props
 */
export function Form({ onSubmit, errors, problem, id, label, children }) {
  const summary = useRef(/** @type {HTMLDivElement|null} */ (null));
  useEffect(() => {
    if (errors.length === 1 && focusField(errors[0].name)) return;
    if (errors.length > 0) summary.current?.focus();
  }, [errors]);

  /** @param {React.FormEvent} event */
  const submit = (event) => {
    event.preventDefault();
    // A dialog's form may stand inside another form's tree: its submit is not theirs.
    event.stopPropagation();
    onSubmit();
  };
  return (
    <ErrorsContext value={errors}>
      <form className="form" id={id} aria-label={label} noValidate onSubmit={submit}>
        {errors.length > 1 && <ErrorSummary errors={errors} ref={summary} />}
        {problem && errors.length === 0 && <Problem error={problem} />}
        {errors.length === 1 && !findField(errors[0].name) && <Problem error={{ title: 'There is a problem', detail: sentence(errors[0].detail) }} />}
        {children}
      </form>
    </ErrorsContext>
  );
}

/** The buttons at the end of a form. @param {{children: React.ReactNode}} props */
export const FormActions = ({ children }) => <div className="form-actions">{children}</div>;

/** Fields that belong together. @param {{legend: string, hint?: React.ReactNode, children: React.ReactNode}} props */
export function FieldSet({ legend, hint, children }) {
  return (
    <fieldset className="fieldset">
      <legend>{legend}</legend>
      {hint && <p className="field-hint">{hint}</p>}
      {children}
    </fieldset>
  );
}
