import { useEffect } from 'react';
import { discardFile, uploadFile } from '../../lib/files.js';
import { FileDrop } from '../../ui/file-drop/FileDrop.jsx';
import { useFiles } from '../../ui/file-drop/useFiles.js';

/** One PNG, or none. @param {{name: string, label: string, hint: string, value: number|null, onChange: (id: number|null) => void}} props */
export function PictureField({ name, label, hint, value, onChange }) {
  const files = useFiles({ upload: uploadFile, discard: discardFile, initial: value ? [{ id: value, name: 'Picture', size: 0, type: 'image/png' }] : [] });
  const id = files.ids.at(-1) ?? null;
  useEffect(() => {
    if (id !== value) onChange(id);
  });
  return <FileDrop name={name} label={label} hint={hint} isOptional accept="image/png" files={files} />;
}
