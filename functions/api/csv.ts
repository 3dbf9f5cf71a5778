import { stringify } from 'csv-stringify/sync';
import type { ApiResponse } from './api-event.ts';

/** A kind of file. */
export interface CsvFile {
  name: string;
  columns: string[];
}

/**
 * One row without the header row. A text that a spreadsheet would take for a formula begins with an apostrophe.
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
export function writeCsvRow({ columns }: CsvFile, cells: Record<string, unknown>): string {
  return writeCsv([columns.map((column) => String(cells[column] ?? ''))]);
}

/** The file: UTF-8, with the mark by which Excel knows that, and CRLF as RFC 4180 has it. */
export function respondCsv(
  { name, columns }: CsvFile,
  rows: string[],
  headers: Record<string, string> = {},
): ApiResponse {
  return {
    statusCode: 200,
    headers: {
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': `attachment; filename="${name}"`,
      'cache-control': 'no-store',
      ...headers,
    },
    body: `\ufeff${writeCsv([columns])}${rows.join('')}`,
  };
}

/** A lone line feed or carriage return ends a row for most readers, and what follows it could be a formula: such a cell is quoted. */
function writeCsv(rows: string[][]): string {
  return stringify(rows, { escape_formulas: true, record_delimiter: 'windows', quoted_match: /[\r\n]/ });
}
