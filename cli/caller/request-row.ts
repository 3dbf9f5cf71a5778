/**
 * The API's own CSV files put an apostrophe before a text that a spreadsheet would take for a formula, such as `@launch`. A
 * row of such a file is read as what it stands for.
 * @see https://csv.js.org/stringify/options/escape_formulas/
 */
export const formulaMark = /^'(?=[=+\-@\t\r\uff1d\uff0b\uff0d\uff20])/;

/** A row of the caller's file: a request, and where it was read. */
export interface RequestRow {
  /** In the file, counted from 1; the header has a line too. */
  line: number;
  cells: string[];
  request: Record<string, unknown>;
}
