import { Download } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useLocation, useParams, useSearch } from 'wouter';
import { upload } from '../../lib/api.js';
import { bytes } from '../../lib/format.js';
import { useGet } from '../../lib/query.js';
import { Problem } from '../../ui/alert/Alert.jsx';
import { Button } from '../../ui/button/Button.jsx';
import { FileChoice } from '../../ui/file-drop/FileChoice.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { PageProblem } from '../../ui/page-header/PageProblem.jsx';
import { ProgressBar } from '../../ui/progress-bar/ProgressBar.jsx';
import { Section } from '../../ui/section/Section.jsx';
import { Select } from '../../ui/select/Select.jsx';
import { ChooseTarget } from './ChooseTarget.jsx';
import { HeaderPreview } from './HeaderPreview.jsx';
import { KINDS } from './kinds.js';
import { LockNotice } from './LockNotice.jsx';
import './imports.css';

/** @typedef {import('./kinds.js').Look} Look */

const LOOKED_AT = 256 * 1024;

/** What a file is recognised as, asked as soon as it is chosen. @param {string} kind */
function useLook(kind) {
  const [file, setFile] = useState(/** @type {File|null} */ (null));
  const [look, setLook] = useState(/** @type {Look|null} */ (null));
  const [error, setError] = useState(/** @type {any} */ (null));
  const ask = (/** @type {File|null} */ which) => {
    setError(null);
    if (which) upload('/imports/look', which.slice(0, LOOKED_AT), { params: { kind } }).then(setLook, setError);
  };
  const choose = (/** @type {File|null} */ which) => {
    setFile(which);
    setLook(null);
    ask(which);
  };
  return { file, choose, look, error, again: () => ask(file) };
}

/** Sends the file; going away from the page cancels it. @param {(made: {id: number}) => void} onDone */
function useUpload(onDone) {
  const [sent, setSent] = useState(/** @type {number|null} */ (null));
  const [error, setError] = useState(/** @type {any} */ (null));
  const abort = useRef(/** @type {AbortController|null} */ (null));
  useEffect(() => () => abort.current?.abort(), []);
  const start = (/** @type {File} */ file, /** @type {Record<string, unknown>} */ params) => {
    abort.current = new AbortController();
    setSent(0);
    setError(null);
    upload('/imports', file, { params, onProgress: setSent, signal: abort.current.signal }).then(onDone, (fault) => {
      setSent(null);
      if (fault.name !== 'AbortError') setError(fault);
    });
  };
  return { sent, error, start, cancel: () => abort.current?.abort() };
}

const UNKNOWN = [
  { id: 'hold', label: 'Keep the row until the person is added' },
  { id: 'create', label: 'Add the person as a contact' },
];

/** The course or event that the address names, as the page of an event does. @param {'course'|'event'|undefined} needs */
function useNamed(needs) {
  const id = Number(new URLSearchParams(useSearch()).get(`${needs}_id`)) || null;
  const { data, error } = useGet(needs && id ? `/${needs}s/${id}` : null);
  return { id: error ? null : id, title: data?.title ?? null, isLoading: Boolean(needs && id) && !data && !error };
}

/** One kind of import: its lock, its template, and a file to choose. */
export default function ImportKind() {
  const kind = /** @type {import('./kinds.js').Kind} */ (useParams().kind);
  const known = KINDS[kind];
  const [, navigate] = useLocation();
  const [unknown, setUnknown] = useState('hold');
  const named = useNamed(known?.needs);
  const [chosen, setTarget] = useState(/** @type {number|null|undefined} */ (undefined));
  const target = chosen === undefined ? named.id : chosen;
  const { file, choose, look, error, again } = useLook(kind);
  const sending = useUpload(({ id }) => navigate(`/import/${kind}/${id}`));
  if (!known) return <PageProblem title="Import" error={{ status: 404, title: 'There is no such import', detail: 'Choose one of the kinds under Import.' }} />;
  const params = { kind, name: file?.name, unknown_person: known.hasPeople ? unknown : undefined, [`${known.needs ?? 'course'}_id`]: target ?? undefined };
  const isReady = Boolean(file && look && !look.problem && (known.needs !== 'course' || target));
  return (
    <div className="stack">
      <PageHeader title={known.label} crumbs={[{ label: 'Import', href: '/import' }]} lead={known.lead} />
      <LockNotice kind={kind} />
      <Section title="The file" hint={<a className="link" href={`/api/imports/template.csv?kind=${kind}`} download><Download size={14} aria-hidden /> Template with all columns</a>}>
        <div className="stack-small">
          {known.needs && !named.isLoading && <ChooseTarget needs={known.needs} title={named.title} value={target} onChange={setTarget} />}
          {known.hasPeople && <Select name="unknown_person" label="When nobody has the number or address of a row" value={unknown} onChange={setUnknown} options={UNKNOWN} width="full" />}
          <FileChoice name="file" label="CSV file" hint="Comma, semicolon or tab; UTF-8, UTF-16 or Windows-1252; any size." accept=".csv,.txt,.tsv,text/csv" file={file} isBusy={sending.sent !== null} onChange={choose} />
          {error && <Problem error={error} onRetry={again} />}
          {file && !look && !error && <Loading />}
        </div>
      </Section>
      {file && look && (
        <Section title="What was recognised">
          <HeaderPreview kind={kind} {...look} onMapped={again} />
        </Section>
      )}
      {sending.error && <Problem error={sending.error} />}
      {file && sending.sent !== null && (
        <ProgressBar label={`Uploading ${file.name}`} isWide done={Math.round(sending.sent / 1000)} of={Math.max(1, Math.round(file.size / 1000))} unit="kB" note={sending.sent >= file.size ? 'being stored' : bytes(file.size)} />
      )}
      {file && (
        <div className="row">
          <Button variant="primary" isDisabled={!isReady} isBusy={sending.sent !== null} onPress={() => sending.start(file, params)}>Upload and check</Button>
          {sending.sent !== null && <Button onPress={sending.cancel}>Cancel</Button>}
          <span className="secondary small">Nothing is changed yet: you see what each row would do first.</span>
        </div>
      )}
    </div>
  );
}
