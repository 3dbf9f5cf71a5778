import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { schemaVersion } from '../../functions/core/schema-version.ts';
import type { Tables } from '../system/local-state.ts';
import { RefusedError } from '../terminal/operator-errors.ts';

/*
 * A backup is lines of JSON: a header, one line for each row, and a last line with the number of rows and the SHA-256 of all lines
 * before it. A row has its values as DynamoDB's JSON has them, binary ones in Base64. One format for backups of one machine and for
 * moves between machines and AWS.
 */

const format = 'invite-spool backup';
/** Raised when an older reader would misread a file. */
const formatVersion = 1;

export type TableName = keyof Tables;

/** The order of the tables in a file. */
export const tableNames: readonly TableName[] = ['keys', 'webhooks', 'standing', 'joins', 'jobs', 'accounts'];

export interface BackupHeader {
  format: typeof format;
  version: number;
  /** Of the rows. */
  schema_version: number;
  /** Everything was as it is here at this time, by the clock of the machine that wrote it. */
  taken_at: string;
  /** The short names of the keys that open what is sealed in it. */
  key_names: string[];
  /** Those keys themselves, where they were asked for. */
  keys?: string[];
}

/** An attribute's value in DynamoDB's JSON. */
export type JsonItem = Record<string, unknown>;

export interface BackupRow {
  table: TableName;
  item: JsonItem;
}

export function newHeader(takenAtMs: number, key_names: string[], keys?: string[]): BackupHeader {
  return {
    format,
    version: formatVersion,
    schema_version: schemaVersion,
    taken_at: new Date(takenAtMs).toISOString(),
    key_names,
    ...(keys === undefined ? {} : { keys }),
  };
}

/**
 * Writes a backup, for its owner alone. The file has its name when it is whole and on the disk.
 * @returns how many rows are in it.
 * @throws RefusedError when there is a file of that name, or no folder for it.
 */
export async function writeBackup(
  path: string,
  header: BackupHeader,
  rows: Iterable<BackupRow> | AsyncIterable<BackupRow>,
): Promise<number> {
  if (await isThere(path)) {
    throw new RefusedError(`${path} is there already: name another file.`);
  }
  const folder = dirname(path);
  if (!(await isThere(folder))) {
    throw new RefusedError(`${folder} is not there: make the folder first, or name another one.`);
  }
  const written = `${path}.part`;
  await rm(written, { force: true });
  const file = await open(written, 'wx', 0o600);
  const hash = createHash('sha256');
  let count = 0;
  let pending = '';
  async function write(value: unknown, atLeast: number) {
    pending += `${JSON.stringify(value)}\n`;
    if (pending.length >= atLeast) {
      hash.update(pending);
      await file.writeFile(pending);
      pending = '';
    }
  }
  try {
    await write(header, 0);
    for await (const { table, item } of rows) {
      await write([table, item], 1_000_000);
      count += 1;
    }
    hash.update(pending);
    await file.writeFile(`${pending}${JSON.stringify({ rows: count, sha256: hash.digest('hex') })}\n`);
    await file.sync();
  } catch (error) {
    await file.close();
    await rm(written, { force: true });
    throw error;
  }
  await file.close();
  await rename(written, path);
  return count;
}

/**
 * Reads a backup from its beginning to its end.
 * @param onRow called with each row, in the order of the file, before it is known whether the file is whole.
 * @returns the header, when all was as it was written.
 * @throws RefusedError when the file is none, was cut off or altered, or is of a newer version.
 */
export async function readBackup(
  path: string,
  onRow: (row: BackupRow, header: BackupHeader) => void | Promise<void> = () => {},
): Promise<BackupHeader & { rows: number }> {
  if (!(await isThere(path))) {
    throw new RefusedError(`${path} is not there.`);
  }
  const hash = createHash('sha256');
  let header: BackupHeader | undefined;
  let last: string | undefined;
  let count = 0;
  for await (const line of createInterface({
    input: createReadStream(path),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    if (last !== undefined) {
      hash.update(`${last}\n`);
      if (header === undefined) {
        header = parseHeader(path, last);
      } else {
        await onRow(parseRow(path, last), header);
        count += 1;
      }
    }
    last = line;
  }
  const end = last === undefined || header === undefined ? undefined : parseLine(path, last);
  const { rows, sha256 } = (end ?? {}) as { rows?: number; sha256?: string };
  if (header === undefined || sha256 === undefined) {
    throw new RefusedError(`${path} is cut off, or is no backup.`);
  }
  if (sha256 !== hash.digest('hex') || rows !== count) {
    throw new RefusedError(`${path} was altered since it was written: its checksum is another one.`);
  }
  return { ...header, rows };
}

function parseHeader(path: string, line: string): BackupHeader {
  const header = parseLine(path, line) as Partial<BackupHeader>;
  if (header.format !== format || header.version === undefined || header.schema_version === undefined) {
    throw new RefusedError(`${path} is no backup of this service.`);
  }
  if (header.version > formatVersion || header.schema_version > schemaVersion) {
    throw new RefusedError(`${path} was written by a newer version of this service: use that version.`);
  }
  return header as BackupHeader;
}

function parseRow(path: string, line: string): BackupRow {
  const row = parseLine(path, line);
  if (!Array.isArray(row)) {
    throw new RefusedError(
      `${path} was altered since it was written: what follows on its end is none of it.`,
    );
  }
  const [table, item] = row as [TableName, JsonItem];
  return { table, item };
}

function parseLine(path: string, line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new RefusedError(`${path} is cut off, or is no backup.`);
  }
}

async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
