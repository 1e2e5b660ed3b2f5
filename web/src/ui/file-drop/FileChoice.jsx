import { FileText, Upload, X } from 'lucide-react';
import { useId, useState } from 'react';
import { bytes } from '../../lib/format.js';
import { Button } from '../button/Button.jsx';
import { FieldBox } from '../field/FieldBox.jsx';
import './file-drop.css';

/**
 * One file to choose or to drop. It is not sent: whoever asked for it decides when.
 * @param {{name: string, label: string, hint?: string, accept?: string, file: File|null, isBusy?: boolean, onChange: (file: File|null) => void}} props
 */
export function FileChoice({ name, label, hint, accept, file, isBusy, onChange }) {
  const id = useId();
  const [isOver, setOver] = useState(false);
  /** @param {FileList|null} files */
  const take = (files) => {
    if (files?.[0]) onChange(files[0]);
  };
  return (
    <FieldBox name={name}>
      <label className="field-label" htmlFor={id}>{label}</label>
      {hint && <p className="field-hint" id={`${id}-hint`}>{hint}</p>}
      <div
        className="file-drop"
        data-over={isOver || undefined}
        onDragOver={(event) => { event.preventDefault(); setOver(true); }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => { event.preventDefault(); setOver(false); take(event.dataTransfer.files); }}
      >
        <input
          className="file-input"
          type="file"
          id={id}
          name={name}
          accept={accept}
          disabled={isBusy}
          aria-describedby={hint && `${id}-hint`}
          onChange={(event) => {
            take(event.target.files);
            event.target.value = '';
          }}
        />
        <span className="file-choose" aria-hidden><Upload size={16} /> {file ? 'Choose another file' : 'Choose a file'}</span>
        <span className="file-or secondary small" aria-hidden>or drop it here</span>
      </div>
      {file && (
        <ul className="file-items" aria-label={`${label}, chosen`}>
          <li className="file-item">
            <FileText size={18} aria-hidden />
            <span className="file-words"><bdi className="file-name">{file.name}</bdi><span className="secondary small">{bytes(file.size)}</span></span>
            <Button variant="quiet" isSmall icon={X} aria-label={`Remove ${file.name}`} isDisabled={isBusy} onPress={() => onChange(null)} />
          </li>
        </ul>
      )}
    </FieldBox>
  );
}
