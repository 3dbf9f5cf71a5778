/*
 * A small reader and writer of CSV (RFC 4180). csv-parse, which the command line tool uses, has 14 KB gzipped in a browser: it
 * brings Node's Buffer along.
 */

export interface CsvRecord {
  /** Where it begins, counted from 1. */
  line: number;
  cells: string[];
}

/** The text is no CSV. */
export class CsvFault extends Error {
  override readonly name = 'CsvFault';
  readonly line: number;
  readonly kind: 'openQuote' | 'strayQuote' | 'width';

  constructor(line: number, kind: CsvFault['kind']) {
    super(`${kind} in line ${line}`);
    this.line = line;
    this.kind = kind;
  }
}

/** Where a comma is the decimal sign, spreadsheets part cells with semicolons. */
export function guessDelimiter(text: string): string {
  const [header = ''] = text.split(/\r?\n/, 1);
  return [',', ';', '\t'].find((delimiter) => header.includes(delimiter)) ?? ',';
}

/**
 * The records of a text. Empty lines are left out.
 *
 * @throws CsvFault where a quote is not closed or stands within a cell, or where a row has more or fewer cells than the first.
 */
export function readCsv(given: string, delimiter: string): CsvRecord[] {
  const text = given.replace(/^\ufeff/, '');
  const records: CsvRecord[] = [];
  let line = 1;
  let record: CsvRecord = { line, cells: [] };
  let at = 0;
  function endRecord() {
    if (record.cells.length > 1 || record.cells[0] !== '') {
      const width = records[0]?.cells.length ?? record.cells.length;
      if (record.cells.length !== width) {
        throw new CsvFault(record.line, 'width');
      }
      records.push(record);
    }
    record = { line, cells: [] };
  }
  while (at < text.length) {
    const cell = text[at] === '"' ? readQuoted(text, at, record.line) : readPlain(text, at, delimiter);
    record.cells.push(cell.value);
    line += countLines(cell.value);
    at = cell.end;
    if (text[at] === delimiter) {
      at += 1;
      if (at === text.length) {
        record.cells.push('');
      }
      continue;
    }
    const lineEnd = /\r\n|\n|\r|$/y;
    lineEnd.lastIndex = at;
    const found = lineEnd.exec(text);
    if (found === null) {
      throw new CsvFault(record.line, 'strayQuote');
    }
    at += found[0].length;
    line += 1;
    endRecord();
    if (found[0] === '') {
      break;
    }
  }
  if (record.cells.length > 0) {
    endRecord();
  }
  return records;
}

interface Cell {
  value: string;
  /** Behind it. */
  end: number;
}

function readPlain(text: string, start: number, delimiter: string): Cell {
  let end = start;
  while (end < text.length && text[end] !== delimiter && text[end] !== '\n' && text[end] !== '\r') {
    end += 1;
  }
  return { value: text.slice(start, end), end };
}

/** Two quotes within are one. */
function readQuoted(text: string, start: number, line: number): Cell {
  let end = start + 1;
  while (true) {
    end = text.indexOf('"', end);
    if (end === -1) {
      throw new CsvFault(line, 'openQuote');
    }
    if (text[end + 1] !== '"') {
      break;
    }
    end += 2;
  }
  return { value: text.slice(start + 1, end).replaceAll('""', '"'), end: end + 1 };
}

function countLines(cell: string): number {
  return cell.split(/\r\n|\n|\r/).length - 1;
}

/** Cells with a delimiter, a quote or a line break are quoted. */
export function writeCsv(rows: string[][], delimiter: string): string {
  return rows
    .map((cells) => cells.map((cell) => quote(cell, delimiter)).join(delimiter))
    .map((line) => `${line}\n`)
    .join('');
}

function quote(cell: string, delimiter: string): string {
  return cell.includes(delimiter) || /["\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
