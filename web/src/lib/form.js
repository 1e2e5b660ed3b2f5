import { useEffect, useMemo, useRef, useState } from 'react';
import { useSend } from './query.js';

/** @typedef {{name: string, detail: string}} FieldError */

/** @param {import('./api.js').ApiError|null} error @returns {FieldError[]} */
const fieldErrors = (error) => (error?.errors ?? []).map(({ pointer, detail }) => ({ name: pointer.replace(/^#\//, ''), detail }));

/** The members of `values` that differ from `base`.
 * @template {Record<string, any>} T
 * @param {T} values @param {T} base */
function changed(values, base) {
  const names = Object.keys(values).filter((name) => JSON.stringify(values[name]) !== JSON.stringify(base[name]));
  return /** @type {Partial<T>} */ (Object.fromEntries(names.map((name) => [name, values[name]])));
}

/**
 * The state of a form: its values, what was changed, what is wrong with it, and its one submit.
 * A new `stamp` (the version of what is edited) brings new initial values in without taking away what the person typed.
 * @template {Record<string, any>} T, Out
 * @param {{initial: T, stamp?: unknown, check?: (values: T) => FieldError[], run: (values: T, context: {changes: Partial<T>, key: string}) => Promise<Out>,
 *   onDone?: (out: Out) => void}} options
 */
export function useForm({ initial, stamp, check, run, onDone }) {
  const [base, setBase] = useState(initial);
  const [values, setValues] = useState(initial);
  const [found, setFound] = useState(/** @type {FieldError[]} */ ([]));
  const changes = changed(values, base);
  const seen = useRef(stamp);

  const submit = useSend((/** @type {T} */ input, key) => run(input, { changes, key }), {
    onDone: (out, input) => {
      setBase(input);
      onDone?.(out);
    },
  });

  useEffect(() => {
    if (seen.current === stamp) return;
    seen.current = stamp;
    setBase(initial);
    setValues({ ...initial, ...changes });
  }, [stamp, initial, changes]);

  // A new array for every submit that failed, and only then, so that the form can move focus each time.
  const errors = useMemo(() => (found.length > 0 ? found : fieldErrors(submit.error)), [found, submit.error]);

  return {
    values,
    changes,
    isDirty: Object.keys(changes).length > 0,
    /** @param {Partial<T>} patch */
    set: (patch) => setValues((now) => ({ ...now, ...patch })),
    /** What a field needs to show and change one value.
     * @template {keyof T & string} K
     * @param {K} name @returns {{name: K, value: T[K], onChange: (value: T[K]) => void}} */
    bind: (name) => ({ name, value: values[name], onChange: (value) => setValues((now) => ({ ...now, [name]: value })) }),
    submit: () => {
      const wrong = check?.(values) ?? [];
      setFound(wrong);
      if (wrong.length === 0) submit.send(values);
      else submit.reset();
    },
    discard: () => {
      setValues(base);
      setFound([]);
      submit.reset();
    },
    isBusy: submit.isBusy,
    errors,
    problem: submit.error,
  };
}

/** What `ui/form` needs from a form.
 * @param {ReturnType<typeof useForm>} form */
export const formProps = (form) => ({ onSubmit: form.submit, errors: form.errors, problem: form.problem });
