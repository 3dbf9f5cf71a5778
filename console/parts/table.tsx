import type { ComponentChildren, VNode } from 'preact';
import { useRef } from 'preact/hooks';
import { text } from '../strings.ts';

export interface Column<T> {
  name: string;
  cell(row: T): ComponentChildren;
  /** Digits stand under digits. */
  isNumber?: boolean;
}

/** Which rows are chosen, by their keys. */
export interface Selection {
  keys: ReadonlySet<string>;
  onChange(keys: Set<string>): void;
}

/** A row is not made anew while it, its columns and its checkbox are the same. */
interface MadeRow<T> {
  columns: Column<T>[];
  /** Undefined without a checkbox. */
  isChosen: boolean | undefined;
  node: VNode;
}

export interface TableProps<T> {
  /** Names the table for those who hear it. */
  label: string;
  columns: Column<T>[];
  rows: T[];
  keyOf(row: T): string;
  /** Names a row in the label of its checkbox. */
  nameOf?(row: T): string;
  selection?: Selection | undefined;
}

/**
 * Rows as a table; on a narrow screen each row is a card.
 *
 * @param columns the same array as long as its cells are the same: then rows that are the same objects are not rendered again.
 */
export function Table<T extends object>({ label, columns, rows, keyOf, nameOf, selection }: TableProps<T>) {
  const latest = useRef(selection);
  latest.current = selection;
  const made = useRef(new WeakMap<T, MadeRow<T>>());
  return (
    <table class="table">
      <caption class="unseen">{label}</caption>
      <thead>
        <tr>
          {selection && (
            <th scope="col" class="pick">
              <SelectAll keys={rows.map(keyOf)} selection={selection} />
            </th>
          )}
          {columns.map(({ name, isNumber }) => (
            <th key={name} scope="col" class={isNumber ? 'number' : undefined}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const key = keyOf(row);
          const isChosen = selection?.keys.has(key);
          const known = made.current.get(row);
          if (known?.columns === columns && known.isChosen === isChosen) {
            return known.node;
          }
          const node = (
            <tr key={key}>
              {selection && (
                <td class="pick">
                  <input
                    type="checkbox"
                    aria-label={text.common.selectRow(nameOf?.(row) ?? key)}
                    checked={isChosen}
                    onChange={() => latest.current && toggle(latest.current, key)}
                  />
                </td>
              )}
              {columns.map(({ name, cell, isNumber }) => (
                <td key={name} data-name={name} class={isNumber ? 'number' : undefined}>
                  <div>{cell(row)}</div>
                </td>
              ))}
            </tr>
          );
          made.current.set(row, { columns, isChosen, node });
          return node;
        })}
      </tbody>
    </table>
  );
}

function SelectAll({ keys, selection }: { keys: string[]; selection: Selection }) {
  const isAll = keys.length > 0 && keys.every((key) => selection.keys.has(key));
  return (
    <input
      type="checkbox"
      aria-label={text.common.selectAll}
      checked={isAll}
      onChange={() => selection.onChange(new Set(isAll ? [] : keys))}
    />
  );
}

function toggle({ keys, onChange }: Selection, key: string): void {
  const changed = new Set(keys);
  if (!changed.delete(key)) {
    changed.add(key);
  }
  onChange(changed);
}
