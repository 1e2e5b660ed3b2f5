import { useRef, useState } from 'react';
import { useAsyncList } from 'react-aria-components';
import { ComboBox } from '../combo-box/ComboBox.jsx';

/** @typedef {import('../combo-box/ComboBox.jsx').Option} Option */

/** A page of what fits a text. `cursor` is what the page before called `next`. @typedef {(text: string, cursor: string|undefined, signal: AbortSignal) => Promise<{options: Option[], next: string|null}>} Search */

/** What was found so far, page by page; nothing is asked before the field is used. @param {Search} search */
function useFound(search) {
  const isUsed = useRef(false);
  const list = useAsyncList({
    load: async ({ filterText = '', cursor, signal }) => {
      if (!isUsed.current) return { items: [] };
      const { options, next } = await search(filterText, cursor, signal);
      return { items: options, cursor: next ?? undefined };
    },
  });
  return {
    ...list,
    begin: () => {
      if (isUsed.current) return;
      isUsed.current = true;
      list.reload();
    },
  };
}

/**
 * One of more than can be offered at once: found by typing or by scrolling, however many there are. What is chosen stays until another is
 * chosen or the text is taken out, whether or not it is among what was found.
 * @param {import('../field/Field.jsx').FieldProps & {value: number|null, title?: string|null, search: Search, onChange: (id: number|null, chosen: Option|null) => void,
 *   emptyText?: string, isDisabled?: boolean, placeholder?: string}} props  title: of what is chosen already
 */
export function Picker({ value, title = null, search, onChange, emptyText = 'Nothing fits', ...field }) {
  const [text, setText] = useState(title ?? '');
  const chosen = useRef(title ?? '');
  const list = useFound(search);
  const settle = (/** @type {number|null} */ id, /** @type {Option|null} */ option) => {
    chosen.current = option?.label ?? '';
    setText(chosen.current);
    if (list.filterText) list.setFilterText('');
    if (id !== value) onChange(id, option);
  };
  const type = (/** @type {string} */ typed) => {
    if (typed === '' && value !== null) settle(null, null);
    setText(typed);
    list.setFilterText(typed.trim());
  };
  /** The combobox also says so when its list closes, then of what was chosen before. @param {number|string|null} key */
  const choose = (key) => {
    const option = list.items.find(({ id }) => id === key);
    if (option) settle(Number(key), option);
  };
  return (
    <ComboBox
      {...field}
      value={value}
      text={text}
      onText={type}
      onChange={choose}
      options={list.items}
      emptyText={list.error ? `The search failed. ${list.error.message}` : list.isLoading ? 'Searching…' : emptyText}
      more={{ isLoading: list.loadingState === 'loadingMore', onMore: list.loadMore }}
      onFocus={list.begin}
      onBlur={() => setText(chosen.current)}
    />
  );
}
