import { useForm } from './form.js';
import { required } from './limits.js';

/**
 * The form of ui/dialog/ReasonDialog: one text, without which nothing is sent.
 * @template Out
 * @param {{field?: string, label?: string, run: (reason: string, key: string) => Promise<Out>, onDone: (out: Out) => void}} options
 */
export function useReason({ field = 'reason', label = 'Reason', run, onDone }) {
  const form = useForm({
    initial: /** @type {Record<string, string>} */ ({ [field]: '' }),
    check: (values) => required(field, values[field].trim(), `Enter a ${label.toLowerCase()}`),
    run: (values, { key }) => run(values[field].trim(), key),
    onDone,
  });
  return { ...form, field, label };
}
