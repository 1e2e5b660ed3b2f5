import { FileDown } from 'lucide-react';
import { useEffect, useState } from 'react';
import { draw } from '../../lib/api.js';
import { Problem } from '../../ui/alert/Alert.jsx';
import { Button } from '../../ui/button/Button.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';

/** @typedef {import('./template.js').Template} Template */

const PAUSE = 500;

/** The picture of what the template makes, drawn by the server a moment after the last change.
 * @param {Omit<Template, 'name'>} draft */
function usePicture(draft) {
  const [state, setState] = useState({ url: '', of: '', error: /** @type {any} */ (null) });
  const text = JSON.stringify(draft);
  useEffect(() => {
    const controller = new AbortController();
    const timer = setTimeout(() => {
      draw('/certificate-templates/preview.png', JSON.parse(text), controller.signal).then(
        (blob) => setState({ url: URL.createObjectURL(blob), of: text, error: null }),
        (error) => error.name !== 'AbortError' && setState((now) => ({ ...now, of: text, error })),
      );
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [text]);
  useEffect(() => () => URL.revokeObjectURL(state.url), [state.url]);
  return { ...state, isStale: state.of !== text };
}

/** @param {Omit<Template, 'name'>} draft */
async function openPdf(draft) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await draw('/certificate-templates/preview.pdf', draft));
  link.download = 'preview.pdf';
  link.click();
  URL.revokeObjectURL(link.href);
}

/** What a certificate with these settings looks like, with made-up names. @param {{draft: Omit<Template, 'name'>}} props */
export function Preview({ draft }) {
  const { url, error, isStale } = usePicture(draft);
  return (
    <section className="template-preview" aria-label="Preview" aria-busy={isStale}>
      <div className="row-between">
        <h2>Preview</h2>
        <Button icon={FileDown} isSmall isDisabled={Boolean(error)} onPress={() => openPdf(draft)}>Preview as PDF</Button>
      </div>
      {error && <Problem error={error} />}
      {url ? <img src={url} data-stale={isStale || undefined} alt="The certificate of a made-up person, as it would be printed" /> : !error && <Loading label="Drawing the preview" rows={6} />}
    </section>
  );
}
