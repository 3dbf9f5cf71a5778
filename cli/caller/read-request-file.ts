import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { CsvError, parse } from 'csv-parse/sync';
import { UsageError } from '../../operator/terminal/operator-errors.ts';
import { guessColumn } from './guess-column.ts';
import { findField, type RequestField, readValue, requestFields, setField } from './request-fields.ts';
import { formulaMark, type RequestRow } from './request-row.ts';
import { describeFaults, type RowFault } from './row-faults.ts';

/** A CSV file of requests. */
export interface RequestFile {
  path: string;
  /** SHA-256 of its bytes, in hex. */
  contentHash: string;
  delimiter: string;
  columns: string[];
  rows: RequestRow[];
}

/**
 * Reads a CSV file whose first line names the fields. All that can be told without asking the API is told at once.
 * @param defaults what each row asks for that does not say it.
 * @throws UsageError that names the lines and the column of each fault.
 */
export function readRequestFile(path: string, defaults: Record<string, unknown> = {}): RequestFile {
  const { bytes, text } = readText(path);
  const delimiter = guessDelimiter(text);
  const [header, ...records] = splitRecords(path, text, delimiter);
  if (header === undefined) {
    throw new UsageError(`${path} is empty: its first line names the fields, such as account,peer,title.`);
  }
  const columns = header.cells.map((name) => name.trim());
  const faults = findColumnFaults(columns);
  const fields = columns.map((name) => findField(name));
  // Spreadsheets write empty rows at the end as cells without text.
  const filled = records.filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
  const rows = filled.map((record) => {
    const row = toRow(record, columns, fields, faults);
    return { ...row, request: { ...defaults, ...row.request } };
  });
  if (faults.length > 0) {
    throw new UsageError([`${path} cannot be sent:`, ...describeFaults(faults)].join('\n'));
  }
  if (rows.length === 0) {
    throw new UsageError(`${path} has no rows below its header.`);
  }
  return { path, contentHash: createHash('sha256').update(bytes).digest('hex'), delimiter, columns, rows };
}

export interface CsvRecord {
  line: number;
  cells: string[];
}

/** @throws UsageError where the text is no CSV. */
export function splitRecords(path: string, text: string, delimiter: string): CsvRecord[] {
  try {
    // With `info` each row comes with where it ends, which the library's types do not know.
    const parsed = parse(text, {
      bom: true,
      delimiter,
      skip_empty_lines: true,
      info: true,
    }) as unknown as { record: string[]; info: { lines: number; empty_lines: number } }[];
    let previous = { lines: 0, empty_lines: 0 };
    return parsed.map(({ record, info }) => {
      // The parser tells where a record ends; a quoted cell may hold line breaks.
      const line = previous.lines + (info.empty_lines - previous.empty_lines) + 1;
      previous = info;
      return { line, cells: record };
    });
  } catch (error) {
    if (error instanceof CsvError) {
      throw new UsageError(`${path}: ${error.message}.`);
    }
    throw error;
  }
}

function readText(path: string): { bytes: Buffer; text: string } {
  try {
    const bytes = readFileSync(path);
    return { bytes, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') {
      throw new UsageError(`${path} is not UTF-8: save it as "CSV UTF-8".`);
    }
    if (code === 'EISDIR') {
      throw new UsageError(`${path} is a folder: name a CSV file.`);
    }
    throw new UsageError(code === 'ENOENT' ? `${path} is not there.` : `${path} cannot be read: ${message}`);
  }
}

/** Where a comma is the decimal sign, spreadsheets part cells with semicolons. */
function guessDelimiter(text: string): string {
  const [header = ''] = text.split(/\r?\n/, 1);
  return [',', ';', '\t'].find((delimiter) => header.includes(delimiter)) ?? ',';
}

function findColumnFaults(columns: string[]): RowFault[] {
  return columns.flatMap((name, index) => {
    const at = { line: 1, column: index + 1 };
    if (findField(name) === undefined) {
      const known = Object.keys(requestFields);
      const meant = guessColumn(name, known);
      const guess = meant === undefined ? '' : ` Did you mean ${meant}?`;
      const detail = `${name} is no field.${guess} Fields are: ${known.join(', ')}; metadata.NAME for what is yours`;
      return [{ ...at, detail }];
    }
    return columns.indexOf(name) < index ? [{ ...at, detail: `${name} is there twice` }] : [];
  });
}

/** An empty cell is a field left out. */
function toRow(
  { line, cells }: CsvRecord,
  columns: string[],
  fields: (RequestField | undefined)[],
  faults: RowFault[],
): RequestRow {
  const request: Record<string, unknown> = {};
  for (const [index, name] of columns.entries()) {
    const cell = (cells[index] ?? '').replace(formulaMark, '');
    const field = fields[index];
    if (cell === '' || field === undefined) {
      continue;
    }
    const read = readValue(field, cell);
    if ('problem' in read) {
      faults.push({ line, column: index + 1, detail: `${name} ${read.problem}`, value: cell });
    } else {
      setField(request, name, read.value);
    }
  }
  return { line, cells, request };
}
