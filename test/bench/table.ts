import { alignColumns } from '../../operator/terminal/table.ts';
import type { Figure } from './figure.ts';

/** Rows with the measured values. JSON keeps them, and only the terminal rounds them. Units are in the columns' names. */
export interface Table {
  title: string;
  columns: string[];
  rows: (string | number | Figure)[][];
}

/** The table as lines of text: a figure as its median and, in brackets, its minimum and maximum. */
export function showTable({ title, columns, rows }: Table): string {
  const lines = alignColumns([columns, ...rows.map((row) => row.map(showCell))]);
  return [title, ...lines.map((line) => `  ${line}`)].join('\n');
}

export function showCell(cell: string | number | Figure): string {
  if (typeof cell === 'string') {
    return cell;
  }
  if (typeof cell === 'number') {
    return showNumber(cell);
  }
  return cell.runs === 1
    ? showNumber(cell.median)
    : `${showNumber(cell.median)} (${showNumber(cell.min)} to ${showNumber(cell.max)})`;
}

/** Three digits. A number of a hundred or more has all its digits before the point. */
function showNumber(value: number): string {
  return Math.abs(value) >= 100
    ? Math.round(value).toLocaleString('en')
    : String(Number(value.toPrecision(3)));
}
