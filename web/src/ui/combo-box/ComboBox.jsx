import { ChevronDown, X } from 'lucide-react';
import { Button, ComboBox as AriaComboBox, Group, Input, ListBox, ListBoxItem, Popover, Text } from 'react-aria-components';
import { FieldParts } from '../field/Field.jsx';
import { FieldBox } from '../field/FieldBox.jsx';
import { useFieldError } from '../form/Form.jsx';
import '../field/field.css';
import './combo-box.css';

/** @typedef {{id: number|string, label: string, detail?: string}} Option */

/** The list that opens under a combobox.
 * @param {{emptyText: string, children?: React.ReactNode}} props */
export function Options({ emptyText, children }) {
  return (
    <Popover className="popover" offset={4}>
      <ListBox className="options" renderEmptyState={() => <span className="options-empty">{emptyText}</span>}>
        {(/** @type {Option} */ option) => (
          <ListBoxItem id={option.id} textValue={option.label} className="option">
            <Text slot="label">{option.label}</Text>
            {option.detail && <Text slot="description" className="option-detail">{option.detail}</Text>}
          </ListBoxItem>
        )}
      </ListBox>
      {children}
    </Popover>
  );
}

/**
 * One of many, found by typing. The options come from outside, already filtered by `text`.
 * @param {import('../field/Field.jsx').FieldProps & {value: number|string|null, text: string, onText: (text: string) => void,
 *   onChange: (id: number|string|null) => void, options: Option[], emptyText?: string, isDisabled?: boolean, placeholder?: string}} props
 */
export function ComboBox({ name, label, hint, isOptional, width, value, text, onText, onChange, options, emptyText = 'Nothing found', isDisabled, placeholder }) {
  const error = useFieldError(name);
  return (
    <FieldBox name={name} width={width}>
      <AriaComboBox
        items={options}
        inputValue={text}
        onInputChange={onText}
        value={value}
        onChange={(key) => onChange(/** @type {any} */ (key))}
        isDisabled={isDisabled}
        isInvalid={Boolean(error)}
        validationBehavior="aria"
        menuTrigger="focus"
        allowsEmptyCollection
      >
        <FieldParts label={label} hint={hint} isOptional={isOptional} error={error}>
          <Group className="input input-group">
            <Input className="input-bare" placeholder={placeholder} />
            <Button className="input-button"><ChevronDown size={16} aria-hidden /></Button>
          </Group>
        </FieldParts>
        <Options emptyText={emptyText} />
      </AriaComboBox>
    </FieldBox>
  );
}

/** What was chosen so far, each with a button that takes it away again.
 * @param {{label: string, items: Option[], onRemove: (id: number|string) => void}} props */
export function Chips({ label, items, onRemove }) {
  if (items.length === 0) return null;
  return (
    <ul className="chips" aria-label={label}>
      {items.map((item) => (
        <li key={item.id} className="chip">
          {item.label}
          <Button className="chip-remove" aria-label={`Remove ${item.label}`} onPress={() => onRemove(item.id)}><X size={14} aria-hidden /></Button>
        </li>
      ))}
    </ul>
  );
}
