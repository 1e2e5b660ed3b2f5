import { ArrowDown, ArrowUp, ArrowUpDown } from 'lucide-react';
import './table.css';

/** @template Row @typedef {{id: string, label: string, cell: (row: Row) => React.ReactNode, align?: 'end', isWhole?: boolean, isLabelHidden?: boolean, isSortable?: boolean}} Column  isWhole: never broken into lines, as dates are */
/** @typedef {{column: string, direction: 'ascending'|'descending'}} Sort */

/** @param {{label: string, id: string, sort: Sort, onSort: (sort: Sort) => void}} props */
function SortButton({ label, id, sort, onSort }) {
  const direction = sort.column === id ? sort.direction : null;
  const Icon = direction === null ? ArrowUpDown : direction === 'ascending' ? ArrowUp : ArrowDown;
  return (
    <button type="button" className="table-sort" onClick={() => onSort({ column: id, direction: direction === 'ascending' ? 'descending' : 'ascending' })}>
      {label}<Icon size={14} aria-hidden />
    </button>
  );
}

/** Where rows are cards there is no head to press: a list to choose from stands in its place.
 * @param {{label: string, columns: Column<any>[], sort: Sort, onSort: (sort: Sort) => void}} props */
function SortChoice({ label, columns, sort, onSort }) {
  /** @param {string} text */
  const choose = (text) => {
    const [column, direction] = text.split(' ');
    onSort({ column, direction: direction === 'descending' ? 'descending' : 'ascending' });
  };
  return (
    <label className="table-sorts">
      <span className="field-label">Sort by</span>
      <select className="input" aria-label={`Sort by, ${label}`} value={`${sort.column} ${sort.direction}`} onChange={(event) => choose(event.target.value)}>
        {columns.filter(({ isSortable }) => isSortable).flatMap(({ id, label: name }) => [
          <option key={id} value={`${id} ascending`}>{name}, ascending</option>,
          <option key={`${id}-down`} value={`${id} descending`}>{name}, descending</option>,
        ])}
      </select>
    </label>
  );
}

/** A head cell. @param {{column: Column<any>, sort?: Sort, onSort?: (sort: Sort) => void}} props */
function Head({ column, sort, onSort }) {
  const isSorted = column.isSortable && sort?.column === column.id;
  return (
    <th scope="col" role="columnheader" data-align={column.align} aria-sort={isSorted ? sort.direction : undefined}>
      {column.isSortable && sort && onSort
        ? <><SortButton label={column.label} id={column.id} sort={sort} onSort={onSort} /><span className="table-sorted">{column.label}</span></>
        : <span className={column.isLabelHidden ? 'visually-hidden' : undefined}>{column.label}</span>}
    </th>
  );
}

/**
 * Rows to read. The first column names the row. On phones each row becomes a card; the roles keep what the cards' layout would take away.
 * @template Row
 * @param {{label: string, columns: Column<Row>[], rows: Row[], getKey: (row: Row) => React.Key, isBusy?: boolean, sort?: Sort, onSort?: (sort: Sort) => void}} props
 */
export function Table({ label, columns, rows, getKey, isBusy = false, sort, onSort }) {
  return (
    <div className="table-box" aria-busy={isBusy}>
      {sort && onSort && <SortChoice label={label} columns={columns} sort={sort} onSort={onSort} />}
      <table className="table" role="table" aria-label={label}>
        <thead role="rowgroup">
          <tr role="row">{columns.map((column) => <Head key={column.id} column={column} sort={sort} onSort={onSort} />)}</tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => (
            <tr key={getKey(row)} role="row">
              {columns.map((column, index) => {
                const Cell = index === 0 ? 'th' : 'td';
                return (
                  <Cell key={column.id} role={index === 0 ? 'rowheader' : 'cell'} scope={index === 0 ? 'row' : undefined} data-label={column.isLabelHidden ? '' : column.label} data-align={column.align} data-whole={column.isWhole || undefined}>
                    {column.cell(row)}
                  </Cell>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
