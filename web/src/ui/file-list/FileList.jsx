import { Paperclip } from 'lucide-react';
import { bytes } from '../../lib/format.js';
import './file-list.css';

/** Files that open by clicking their name.
 * @param {{files: {id: number, name: string, size: number, type: string}[], link: (file: any) => {href: string, target?: string}, label?: string}} props */
export function FileList({ files, link, label = 'Files' }) {
  return (
    <ul className="file-list" aria-label={label}>
      {files.map((file) => (
        <li key={file.id}>
          <Paperclip size={14} aria-hidden />
          <span><a className="link" {...link(file)} rel="noopener"><bdi>{file.name}</bdi></a> <span className="secondary small">{bytes(file.size)}</span></span>
        </li>
      ))}
    </ul>
  );
}
