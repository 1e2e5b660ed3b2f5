import './definition-list.css';

/** Facts with their names. Facts without a value are left out.
 * @param {{items: {label: string, value: React.ReactNode}[], isRow?: boolean}} props */
export function DefinitionList({ items, isRow = false }) {
  return (
    <dl className={isRow ? 'facts facts-row' : 'facts'}>
      {items.filter(({ value }) => value !== null && value !== undefined && value !== '').map(({ label, value }) => (
        <div key={label}><dt>{label}</dt><dd>{value}</dd></div>
      ))}
    </dl>
  );
}
