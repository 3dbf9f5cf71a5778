import { guessColumn } from '../../../cli/caller/guess-column.ts';
import { findField, readValue, requestFields, setField } from '../../../cli/caller/request-fields.ts';
import { formulaMark, type RequestRow } from '../../../cli/caller/request-row.ts';
import { text as texts } from '../../strings.ts';
import { checkRequest } from './check-request.ts';
import { CsvFault, type CsvRecord, guessDelimiter, readCsv } from './csv.ts';

/** What is wrong in a file, and what to do. */
export interface FileFault {
  /** Undefined: the whole file. */
  line?: number;
  /** The column's name. */
  column?: string;
  detail: string;
  /** The cell as it is written. */
  value?: string;
}

export interface CheckedFile {
  delimiter: string;
  columns: string[];
  rows: RequestRow[];
  /** Whether a row needed the defaults. */
  isFilledUp: boolean;
  faults: FileFault[];
}

/** For rows that name none. */
export interface FileDefaults {
  account?: string;
  peer?: string;
}

/**
 * Reads a file of requests, as the command line tool does, and holds each row to the service's rules. So what is sent is
 * refused for nothing that can be known here.
 */
export function checkFile(text: string, defaults: FileDefaults, nowMs: number): CheckedFile {
  const delimiter = guessDelimiter(text);
  const read = readRecords(text, delimiter);
  if ('fault' in read) {
    return { delimiter, columns: [], rows: [], isFilledUp: false, faults: [read.fault] };
  }
  const [header, ...records] = read.records;
  const columns = header?.cells.map((name) => name.trim()) ?? [];
  const columnFaults = findColumnFaults(columns);
  if (header === undefined || records.length === 0 || columnFaults.length > 0) {
    const faults = columnFaults.length > 0 ? columnFaults : [{ detail: texts.manyLinks.noRows }];
    return { delimiter, columns, rows: [], isFilledUp: false, faults };
  }
  const checked = records.map((record) => checkRow(record, columns, defaults, nowMs));
  return {
    delimiter,
    columns,
    rows: checked.map(({ row }) => row),
    isFilledUp: checked.some(({ isFilledUp }) => isFilledUp),
    faults: checked.flatMap(({ faults }) => faults),
  };
}

function readRecords(text: string, delimiter: string): { records: CsvRecord[] } | { fault: FileFault } {
  try {
    return { records: readCsv(text, delimiter) };
  } catch (error) {
    if (error instanceof CsvFault) {
      return { fault: { line: error.line, detail: texts.manyLinks.csvFaults[error.kind] } };
    }
    throw error;
  }
}

function findColumnFaults(columns: string[]): FileFault[] {
  return columns.flatMap((column, index) => {
    if (findField(column) === undefined) {
      const meant = guessColumn(column, Object.keys(requestFields));
      return [{ line: 1, column, detail: texts.manyLinks.unknownColumn(meant) }];
    }
    return columns.indexOf(column) < index ? [{ line: 1, column, detail: texts.manyLinks.columnTwice }] : [];
  });
}

function checkRow({ line, cells }: CsvRecord, columns: string[], defaults: FileDefaults, nowMs: number) {
  const faults: FileFault[] = [];
  const request: Record<string, unknown> = {};
  for (const [index, column] of columns.entries()) {
    const cell = (cells[index] ?? '').replace(formulaMark, '');
    const field = findField(column);
    if (cell === '' || field === undefined) {
      continue;
    }
    const value = readValue(field, cell);
    if ('problem' in value) {
      faults.push({ line, column, detail: `${column} ${value.problem}.`, value: cell });
    } else {
      setField(request, column, value.value);
    }
  }
  const needed = pickNeeded(request, defaults);
  const row: RequestRow = { line, cells, request: { ...needed, ...request } };
  // What a cell that cannot be read would have been is not missing.
  const unread = new Set(faults.map(({ column }) => column?.split('.')[0]));
  faults.push(
    ...findRuleFaults(row, columns, nowMs).filter(({ column }) => !unread.has(column?.split('.')[0])),
  );
  return { row, faults, isFilledUp: Object.keys(needed).length > 0 };
}

function pickNeeded(request: Record<string, unknown>, { account, peer }: FileDefaults): FileDefaults {
  const hasPeer = request.peer !== undefined || request.chat_id !== undefined;
  return {
    ...(request.account === undefined && account !== undefined ? { account } : {}),
    ...(!hasPeer && peer !== undefined ? { peer } : {}),
  };
}

function findRuleFaults({ line, cells, request }: RequestRow, columns: string[], nowMs: number): FileFault[] {
  return checkRequest(request, nowMs).map(({ field, detail }) => {
    const value = cells[columns.indexOf(field)];
    return { line, column: field, detail, ...(value ? { value } : {}) };
  });
}
