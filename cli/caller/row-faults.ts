import { toPlainText } from '../../operator/terminal/table.ts';
import { groupBy } from './group-by.ts';

/** What is wrong with a row of the caller's file. */
export interface RowFault {
  /** In the file, counted from 1; undefined for a fault of the whole file. */
  line?: number;
  /** Counted from 1. */
  column?: number;
  detail: string;
  /** The cell as it is written. */
  value?: string;
}

const maxFaults = 10;
const maxLines = 5;
const maxValues = 3;

/** A text line for each fault: rows that share a fault share its line. Beyond the tenth, faults are only counted. */
export function describeFaults(faults: RowFault[]): string[] {
  const groups = [
    ...groupBy(faults, ({ line, column, detail }) =>
      JSON.stringify([line === undefined, column, detail]),
    ).values(),
  ];
  const lines = groups.slice(0, maxFaults).map((group) => `  ${toPlainText(describeGroup(group))}`);
  const rest = groups.length - lines.length;
  return rest > 0 ? [...lines, `  and ${rest} more`] : lines;
}

function describeGroup(group: RowFault[]): string {
  const [first] = group;
  const lines = group.flatMap(({ line }) => line ?? []);
  const where = [
    ...(lines.length === 0 ? [] : [describeLines(lines)]),
    ...(first?.column === undefined ? [] : [`column ${first.column}`]),
  ].join(', ');
  const what = `${first?.detail}${describeValues(group.flatMap(({ value }) => value ?? []))}`;
  return where === '' ? what : `${where}: ${what}`;
}

/** Such as "line 3", "lines 2 to 41" or "lines 2, 5, 9, 11, 14 and 35 more". */
export function describeLines(lines: number[]): string {
  const [first = 0, ...others] = lines;
  const last = others.at(-1);
  if (last === undefined) {
    return `line ${first}`;
  }
  if (lines.length > 2 && last - first === lines.length - 1) {
    return `lines ${first} to ${last}`;
  }
  if (lines.length <= maxLines) {
    return `lines ${[first, ...others.slice(0, -1)].join(', ')} and ${last}`;
  }
  return `lines ${lines.slice(0, maxLines).join(', ')} and ${lines.length - maxLines} more`;
}

function describeValues(values: string[]): string {
  if (values.length === 0) {
    return '.';
  }
  const different = [...new Set(values)];
  const shown = different.slice(0, maxValues).map((value) => quoteCell(value));
  return `, and is ${shown.join(', ')}${different.length > maxValues ? ' and others' : ''}.`;
}

function quoteCell(cell: string): string {
  return JSON.stringify(cell.length > 40 ? `${cell.slice(0, 40)}...` : cell);
}
