import { useEffect, useRef, useState } from 'react';

/** @typedef {{id: number, name: string, size: number, type: string}} StoredFile */
/** @typedef {{title?: string, detail?: string, remedy?: string, status?: number}} Fault */
/** @typedef {{key: string, name: string, size: number, sent: number, file?: File, stored?: StoredFile, fault?: Fault}} Entry */
/** @typedef {(file: File, options: {onProgress: (sent: number) => void, signal: AbortSignal}) => Promise<StoredFile>} Upload */

let made = 0;

/**
 * Files on their way to the server: each is sent at once, by itself, and may fail, be sent again or be taken back by itself.
 * @param {{upload: Upload, discard?: (id: number) => void, initial?: StoredFile[]}} options  initial: files that are there already and only lose their place when removed
 */
export function useFiles({ upload, discard, initial = [] }) {
  const [entries, setEntries] = useState(() => initial.map((stored) => /** @type {Entry} */ ({ key: `kept-${stored.id}`, name: stored.name, size: stored.size, sent: stored.size, stored })));
  const [news, setNews] = useState('');
  const running = useRef(/** @type {Map<string, AbortController>} */ (new Map()));

  // What is still on its way when the form goes away has nobody who waits for it.
  useEffect(() => {
    const all = running.current;
    return () => all.forEach((controller) => controller.abort());
  }, []);

  /** @param {string} key @param {Partial<Entry>} patch */
  const change = (key, patch) => setEntries((now) => now.map((entry) => (entry.key === key ? { ...entry, ...patch } : entry)));

  /** @param {string} key @param {File} file */
  const start = async (key, file) => {
    const controller = new AbortController();
    running.current.set(key, controller);
    try {
      const stored = await upload(file, { signal: controller.signal, onProgress: (sent) => change(key, { sent: Math.min(sent, file.size) }) });
      change(key, { stored, name: stored.name, size: stored.size, sent: stored.size });
      setNews(`${stored.name} is attached`);
    } catch (fault) {
      if (controller.signal.aborted) return;
      change(key, { fault: /** @type {Fault} */ (fault) });
      setNews(`${file.name} could not be attached`);
    } finally {
      running.current.delete(key);
    }
  };

  /** @param {Entry} entry */
  const remove = (entry) => {
    running.current.get(entry.key)?.abort();
    if (entry.stored && entry.file) discard?.(entry.stored.id);
    setEntries((now) => now.filter(({ key }) => key !== entry.key));
    setNews(`${entry.name} is removed`);
  };

  return {
    entries,
    /** What happened last, for those who listen. */
    news,
    ids: entries.flatMap(({ stored }) => (stored ? [stored.id] : [])),
    isSending: entries.some(({ stored, fault }) => !stored && !fault),
    hasFailed: entries.some(({ fault }) => fault),
    /** @param {Iterable<File>} files */
    add: (files) => {
      const fresh = [...files].map((file) => /** @type {Entry & {file: File}} */ ({ key: `new-${++made}`, name: file.name, size: file.size, sent: 0, file }));
      setEntries((now) => [...now, ...fresh]);
      fresh.forEach(({ key, file }) => { start(key, file); });
    },
    /** @param {Entry} entry */
    retry: (entry) => {
      if (!entry.file) return;
      change(entry.key, { fault: undefined, sent: 0 });
      start(entry.key, entry.file);
    },
    remove,
    /** Gives back what was sent and is not used after all. */
    giveBack: () => entries.forEach((entry) => { if (entry.file) remove(entry); }),
  };
}

/** Why a form with these files cannot be saved yet.
 * @param {string} name @param {ReturnType<typeof useFiles>} files @param {boolean} [isRequired] @returns {{name: string, detail: string}[]} */
export function fileFaults(name, files, isRequired = false) {
  if (files.isSending) return [{ name, detail: 'Wait until the files are sent, or cancel them' }];
  if (files.hasFailed) return [{ name, detail: 'Remove the files that were refused, or send them again' }];
  return isRequired && files.ids.length === 0 ? [{ name, detail: 'Attach the file that shows the completion' }] : [];
}
