import { Cell, Column, Row, Table, TableBody, TableHeader } from 'react-aria-components';
import { CheckBoxOnly } from '../choice/Choice.jsx';
import './table.css';

/**
 * Rows to tick, by mouse, touch or keyboard. What is ticked stays ticked while other rows are shown.
 * @template Data
 * @param {{label: string, columns: import('./Table.jsx').Column<Data>[], rows: Data[], getKey: (row: Data) => number|string, isBusy?: boolean,
 *   selected: Set<number|string>, onSelect: (selected: Set<number|string>) => void, disabled?: Iterable<number|string>}} props
 */
export function SelectTable({ label, columns, rows, getKey, isBusy = false, selected, onSelect, disabled }) {
  /** @param {'all'|Set<number|string>} keys */
  const select = (keys) => {
    const shown = new Set(rows.map(getKey));
    const elsewhere = [...selected].filter((key) => !shown.has(key));
    onSelect(new Set([...elsewhere, ...(keys === 'all' ? shown : keys)]));
  };
  return (
    <div className="table-box" aria-busy={isBusy}>
      <Table
        className="table"
        aria-label={label}
        selectionMode="multiple"
        selectedKeys={selected}
        onSelectionChange={(keys) => select(/** @type {any} */ (keys))}
        disabledKeys={disabled}
        disabledBehavior="selection"
      >
        <TableHeader>
          <Column className="table-tick"><CheckBoxOnly slot="selection" /></Column>
          {columns.map((column, index) => (
            <Column key={column.id} id={column.id} isRowHeader={index === 0} data-align={column.align}>
              <span className={column.isLabelHidden ? 'visually-hidden' : undefined}>{column.label}</span>
            </Column>
          ))}
        </TableHeader>
        <TableBody dependencies={[columns, rows]}>
          {rows.map((row) => (
            <Row key={getKey(row)} id={getKey(row)}>
              <Cell className="table-tick"><CheckBoxOnly slot="selection" /></Cell>
              {columns.map((column) => (
                <Cell key={column.id} data-label={column.isLabelHidden ? '' : column.label} data-align={column.align} data-whole={column.isWhole || undefined}>{column.cell(row)}</Cell>
              ))}
            </Row>
          ))}
        </TableBody>
      </Table>
    </div>
  );
}
