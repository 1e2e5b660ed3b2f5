import { useDeferredValue, useState } from 'react';
import { useGet } from '../../lib/query.js';
import { Chips, ComboBox } from '../../ui/combo-box/ComboBox.jsx';

/** @typedef {{id: number, code: string, name: string}} ProgramName */

/** The programs that have to be earned first: found by typing, shown as a list that can be shortened.
 * @param {{programId: number, known: ProgramName[], name: string, value: number[], onChange: (ids: number[]) => void, isDisabled: boolean}} props */
export function PrerequisitesField({ programId, known, name, value, onChange, isDisabled }) {
  const [text, setText] = useState('');
  const [names, setNames] = useState(() => new Map(known.map((program) => [program.id, program])));
  const q = useDeferredValue(text.trim());
  // Nothing is offered before something is typed: the list opens again after a choice, and Tab would take what the pointer is over.
  const { data } = useGet(isDisabled || !q ? null : '/programs', { q, limit: 8 }, { keep: true });
  /** @type {ProgramName[]} */
  const found = (q ? data?.items ?? [] : []).filter((/** @type {ProgramName} */ program) => program.id !== programId && !value.includes(program.id));
  const add = (/** @type {number|string|null} */ id) => {
    const program = found.find((one) => one.id === id);
    if (!program) return;
    setNames(new Map(names).set(program.id, program));
    onChange([...value, program.id]);
    setText('');
  };
  return (
    <div className="stack-small">
      <ComboBox
        name={name}
        label="Prerequisites"
        hint="People can enroll only when they have earned all of these."
        isOptional
        width="medium"
        value={null}
        text={text}
        onText={setText}
        onChange={add}
        options={found.map((program) => ({ id: program.id, label: program.name, detail: program.code }))}
        emptyText={q ? 'No other program fits' : 'Type a part of its name or code'}
        placeholder="Add a program"
        isDisabled={isDisabled}
      />
      {isDisabled
        ? value.map((id) => <span key={id}>{names.get(id)?.name}</span>)
        : <Chips label="Prerequisites" items={value.map((id) => ({ id, label: names.get(id)?.name ?? `Program ${id}` }))} onRemove={(id) => onChange(value.filter((one) => one !== id))} />}
    </div>
  );
}
