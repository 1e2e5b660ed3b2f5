import { FileText, RotateCw, Upload, X } from 'lucide-react';
import { useId, useState } from 'react';
import { bytes } from '../../lib/format.js';
import { Button } from '../button/Button.jsx';
import { FieldBox } from '../field/FieldBox.jsx';
import { useErrorsWithin } from '../form/Form.jsx';
import './file-drop.css';

/** @typedef {import('./useFiles.js').Entry} Entry */

/** How far one file is, or why it was refused and what helps. @param {{entry: Entry}} props */
function State({ entry: { name, size, sent, stored, fault } }) {
  if (fault) return <span className="file-fault">{[fault.detail || fault.title, fault.remedy].filter(Boolean).join(' ')}</span>;
  if (stored) return <span className="secondary small">{bytes(size)}</span>;
  return (
    <span className="file-progress">
      <progress aria-label={`Sending ${name}`} value={sent} max={Math.max(size, 1)} />
      <span className="secondary small">{sent < size ? `${bytes(sent)} of ${bytes(size)}` : 'Being checked …'}</span>
    </span>
  );
}

/** @param {{entry: Entry, onRemove: () => void, onRetry: () => void}} props */
function Item({ entry, onRemove, onRetry }) {
  const isSending = !entry.stored && !entry.fault;
  // What the server refused for good is not worth another try; a lost connection is.
  const mayRetry = entry.fault && (!entry.fault.status || entry.fault.status >= 500);
  return (
    <li className="file-item" data-failed={entry.fault ? '' : undefined}>
      <FileText size={18} aria-hidden />
      <span className="file-words">
        <bdi className="file-name">{entry.name}</bdi>
        <State entry={entry} />
      </span>
      {mayRetry && <Button variant="quiet" isSmall icon={RotateCw} aria-label={`Send ${entry.name} again`} onPress={onRetry} />}
      <Button variant="quiet" isSmall icon={X} aria-label={`${isSending ? 'Cancel' : 'Remove'} ${entry.name}`} onPress={onRemove} />
    </li>
  );
}

/**
 * Files to choose, to drop or to photograph. Each is sent as soon as it is chosen and says for itself how far it is or why it was refused.
 * It knows nothing of where they go: see `useFiles`.
 * @param {{name: string, label: string, hint?: string, isOptional?: boolean, accept?: string, files: ReturnType<typeof import('./useFiles.js').useFiles>}} props
 */
export function FileDrop({ name, label, hint, isOptional, accept, files }) {
  const id = useId();
  const errors = useErrorsWithin(name);
  const [isOver, setOver] = useState(false);
  /** @param {React.DragEvent} event */
  const drop = (event) => {
    event.preventDefault();
    setOver(false);
    files.add(event.dataTransfer.files);
  };
  const described = [hint && `${id}-hint`, errors.length > 0 && `${id}-error`].filter(Boolean).join(' ') || undefined;
  return (
    <FieldBox name={name}>
      <label className="field-label" htmlFor={id}>{label}{isOptional && <span className="field-optional"> (optional)</span>}</label>
      {hint && <p className="field-hint" id={`${id}-hint`}>{hint}</p>}
      {errors.length > 0 && <p className="field-error" id={`${id}-error`}>{errors[0].detail}</p>}
      <div
        className="file-drop"
        data-over={isOver || undefined}
        onDragOver={(event) => { event.preventDefault(); setOver(true); }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <input
          className="file-input"
          type="file"
          id={id}
          name={name}
          multiple
          accept={accept}
          aria-describedby={described}
          aria-invalid={errors.length > 0 || undefined}
          onChange={(event) => {
            files.add(event.target.files ?? []);
            // The same file may be chosen again once it was removed.
            event.target.value = '';
          }}
        />
        <span className="file-choose" aria-hidden><Upload size={16} /> Choose files</span>
        <span className="file-or secondary small" aria-hidden>or drop them here</span>
      </div>
      {files.entries.length > 0 && (
        <ul className="file-items" aria-label={`${label}, attached`}>
          {files.entries.map((entry) => <Item key={entry.key} entry={entry} onRemove={() => files.remove(entry)} onRetry={() => files.retry(entry)} />)}
        </ul>
      )}
      <p className="visually-hidden" role="status">{files.news}</p>
    </FieldBox>
  );
}
