import { send } from '../../lib/api.js';
import { useSend } from '../../lib/query.js';
import { Alert, Problem } from '../../ui/alert/Alert.jsx';
import { Badge } from '../../ui/badge/Badge.jsx';
import { DefinitionList } from '../../ui/definition-list/DefinitionList.jsx';
import { Select } from '../../ui/select/Select.jsx';
import { Table } from '../../ui/table/Table.jsx';

/** @typedef {import('./kinds.js').HeaderCell & {at: number}} Row */

const ENCODINGS = { 'utf-8': 'UTF-8', 'utf-8-bom': 'UTF-8 with a mark', 'utf-16le': 'UTF-16 (little-endian)', 'utf-16be': 'UTF-16 (big-endian)', 'windows-1252': 'Windows-1252' };
const HOW = { exact: 'as named', cleaned: 'cleaned', alias: 'known under another name', mapped: 'as you said before', profile: 'profile field', ours: 'added by Laurel, left out' };

/** Blanks that would not be seen are shown. @param {string} text */
const visible = (text) => text.replaceAll(/^\s+|\s+$|\s{2,}/g, (blanks) => '␣'.repeat(blanks.length)).replaceAll(/[\u200B-\u200F\u2060-\u2064\uFEFF\u00AD]/g, '⌷');

/** @param {Row} row */
const told = (row) => [row.cleaned && row.how === 'cleaned' ? null : HOW[/** @type {keyof typeof HOW} */ (row.how)] ?? 'not known, left out', row.cleaned && `left out: ${row.cleaned}`].filter(Boolean).join('; ');

/** @param {Row} row */
const how = (row) => <span className="row">{row.cleaned && <Badge tone="warn">Cleaned</Badge>}{told(row)}</span>;

/** @param {Row} row */
const was = (row) => <code className="import-value">{visible(row.was) || '(empty)'}</code>;

/** What a header that is not known is to be taken for. @param {{row: Row, free: string[], onChoose: (column: string) => void}} props */
function Choose({ row, free, onChoose }) {
  const options = [{ id: '', label: 'Leave out' }, ...free.map((name) => ({ id: name, label: name }))];
  return <Select name={`map-${row.at}`} label={`Take ${row.was} for`} isLabelHidden value="" onChange={onChoose} options={options} />;
}

/** @param {string[]} free @param {((row: Row, column: string) => void)|undefined} choose @returns {import('../../ui/table/Table.jsx').Column<Row>[]} */
const columnsOf = (free, choose) => [
  { id: 'was', label: 'Header in the file', cell: was },
  {
    id: 'name', label: 'Taken for',
    cell: (row) => (row.name || row.how === 'ours' || !choose ? (row.name ?? 'Left out') : Choose({ row, free, onChoose: (column) => choose(row, column) })),
  },
  { id: 'how', label: 'How', cell: how },
];

/** What a file was recognised as; headers that are not known can be told, once and for all.
 * @param {{kind: string, encoding: string|null, separator: string|null, header: import('./kinds.js').HeaderCell[], problem?: string|null, columns?: string[], onMapped?: () => void}} props */
export function HeaderPreview({ kind, encoding, separator, header, problem, columns, onMapped }) {
  const map = useSend((/** @type {{header: string, column: string}} */ one) => send('PUT', '/imports/mappings', { kind, mappings: [one] }), { onDone: onMapped });
  const rows = header.map((cell, at) => ({ ...cell, at }));
  const taken = new Set(header.map(({ name }) => name));
  const free = (columns ?? []).filter((name) => !taken.has(name));
  const choose = onMapped && ((/** @type {Row} */ row, /** @type {string} */ column) => map.send({ header: row.was, column }));
  return (
    <div className="stack-small">
      {problem && <Alert tone="danger" title="The file cannot be imported like this" isLive><p>{problem}</p></Alert>}
      {map.error && <Problem error={map.error} />}
      <DefinitionList isRow items={[{ label: 'Encoding', value: ENCODINGS[/** @type {keyof typeof ENCODINGS} */ (encoding)] ?? encoding }, { label: 'Separator', value: separator }, { label: 'Columns', value: header.length }]} />
      {rows.length > 0 && <Table label="Columns of the file" columns={columnsOf(free, choose)} rows={rows} getKey={(row) => row.at} isBusy={map.isBusy} />}
    </div>
  );
}
