import { ChevronDown, X } from 'lucide-react';
import { Button, Collection, ComboBox as AriaComboBox, Group, Input, ListBox, ListBoxItem, ListBoxLoadMoreItem, Popover, Text } from 'react-aria-components';
import { FieldParts } from '../field/Field.jsx';
import { FieldBox } from '../field/FieldBox.jsx';
import { useFieldError } from '../form/Form.jsx';
import '../field/field.css';
import './combo-box.css';

/** @typedef {{id: number|string, label: string, detail?: string}} Option */

/** Options that come page by page as the list is scrolled. @typedef {{options: Option[], isLoading: boolean, onMore: () => void}} More */

const asItem = (/** @type {Option} */ option) => (
  <ListBoxItem id={option.id} textValue={option.label} className="option">
    <Text slot="label">{option.label}</Text>
    {option.detail && <Text slot="description" className="option-detail">{option.detail}</Text>}
  </ListBoxItem>
);

/** The list that opens under a combobox.
 * @param {{emptyText: string, more?: More, children?: React.ReactNode}} props */
export function Options({ emptyText, more, children }) {
  return (
    <Popover className="popover" offset={4}>
      <ListBox className="options" renderEmptyState={() => <span className="options-empty">{emptyText}</span>}>
        {more ? (
          <>
            <Collection items={more.options}>{asItem}</Collection>
            <ListBoxLoadMoreItem className="options-empty" isLoading={more.isLoading} onLoadMore={more.onMore}>Loading more…</ListBoxLoadMoreItem>
          </>
        ) : asItem}
      </ListBox>
      {children}
    </Popover>
  );
}

/**
 * One of many, found by typing. The options come from outside, already filtered by `text`.
 * @param {import('../field/Field.jsx').FieldProps & {value: number|string|null, text: string, onText: (text: string) => void,
 *   onChange: (id: number|string|null) => void, options: Option[], emptyText?: string, isDisabled?: boolean, placeholder?: string,
 *   more?: {isLoading: boolean, onMore: () => void}, onFocus?: () => void, onBlur?: () => void}} props
 */
export function ComboBox({ name, label, hint, isOptional, width, value, text, onText, onChange, options, emptyText = 'Nothing found', isDisabled, placeholder, more, onFocus, onBlur }) {
  const error = useFieldError(name);
  return (
    <FieldBox name={name} width={width}>
      <AriaComboBox
        items={options}
        inputValue={text}
        onInputChange={onText}
        value={value}
        onChange={(key) => onChange(/** @type {any} */ (key))}
        onFocus={onFocus}
        onBlur={onBlur}
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
        <Options emptyText={emptyText} more={more && { options, ...more }} />
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
