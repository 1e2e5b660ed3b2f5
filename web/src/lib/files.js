import { send, upload } from './api.js';

/** @typedef {{id: number, name: string, size: number, type: string}} StoredFile */

/** What the file chooser offers first. What is taken in the end, the server decides by the content. */
export const ACCEPT = '.pdf,image/*,.txt,.csv,.rtf,.odt,.ods,.odp,.docx,.xlsx,.pptx,.zip';

/** What is taken, for people. */
export const TAKEN = 'PDF, pictures, text and office documents, each up to 20 MB.';

const SHOWN = ['application/pdf', 'image/png', 'image/jpeg', 'image/gif', 'image/webp'];

/** Sends a file; it waits until a record names it, and is removed after a day if none does.
 * @param {File} file @param {{onProgress: (sent: number) => void, signal: AbortSignal}} options @returns {Promise<StoredFile>} */
export const uploadFile = (file, options) => upload('/files', file, { ...options, params: { name: file.name } });

/** Takes a file back that nothing uses yet. If that fails it lapses by itself. @param {number} id */
export const discardFile = (id) => { send('DELETE', `/files/${id}`).catch(() => {}); };

/** Pictures and PDFs open in place; everything else is a download.
 * @param {StoredFile} file */
export const fileLink = ({ id, type }) => (SHOWN.includes(type) ? { href: `/api/files/${id}?inline=true`, target: '_blank' } : { href: `/api/files/${id}` });
