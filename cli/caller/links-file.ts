import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { stringify } from 'csv-stringify/sync';
import { UsageError } from '../../operator/terminal/operator-errors.ts';
import { type RequestFile, splitRecords } from './read-request-file.ts';

/** What became of a row. */
export interface RowResult {
  id: string;
  status: string;
  link: string;
  error: string;
  /** How the link is now, as the API tells it. */
  link_status: string;
  usage: string;
  requested: string;
  as_of: string;
}

/** New ones come at the end: some who read the file count the columns. */
const resultColumns = [
  'id',
  'status',
  'link',
  'error',
  'link_status',
  'usage',
  'requested',
  'as_of',
] as const;

/** `orders.csv` has its links in `orders.links.csv`. */
export function linksFileOf(path: string): string {
  return `${path.replace(/\.csv$/i, '')}.links.csv`;
}

/** Writes the links beside the rows: the whole file or nothing. The caller's own cells are left as they were. */
export function writeLinks(file: RequestFile, results: RowResult[]): string {
  const target = linksFileOf(file.path);
  const records = [
    [...file.columns, ...resultColumns],
    ...file.rows.map(({ cells }, index) => {
      const result = results[index];
      return [...cells, ...resultColumns.map((column) => result?.[column] ?? '')];
    }),
  ];
  const written = `${target}.new`;
  writeFileSync(written, stringify(records, { delimiter: file.delimiter }));
  renameSync(written, target);
  return target;
}

/**
 * A file that was changed after it had been sent is another file to the API: all of its rows would be made into links once more.
 * @throws UsageError when the links there belong to other rows.
 */
export function refuseChangedFile(file: RequestFile): void {
  const target = linksFileOf(file.path);
  const text = readIfThere(target);
  if (text === undefined) {
    return;
  }
  const [header, ...rows] = splitRecords(target, text, file.delimiter).map(({ cells }) => cells);
  const width = file.columns.length;
  const isSame =
    rows.length === file.rows.length &&
    areEqual(header?.slice(0, width), file.columns) &&
    file.rows.every(({ cells }, index) => areEqual(rows[index]?.slice(0, width), cells));
  if (!isSame) {
    throw new UsageError(
      `${target} holds the links of other rows than ${file.path} has now: was that changed after it was sent? Put new or corrected rows into a file of their own. To ask for links for all of ${file.path} again, move ${target} away first.`,
    );
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
}

function areEqual(a: string[] | undefined, b: string[]): boolean {
  return a !== undefined && a.length === b.length && a.every((cell, index) => cell === b[index]);
}
