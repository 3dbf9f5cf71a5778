import { DatabaseSync } from 'node:sqlite';
import type { Tables } from '../system/local-state.ts';
import { type BackupRow, type JsonItem, tableNames } from './backup-file.ts';

/** How long the file may be locked by a writer, which never holds it for long. */
const busyMs = 10_000;

export interface Snapshot {
  rows: Iterable<BackupRow>;
  close(): void;
}

/**
 * All rows as they are together at one instant: one read of the database file, which a running engine goes on writing to. The
 * engine (dynoxide) keeps each row as DynamoDB's JSON.
 */
export function openSnapshot(databaseFile: string, tables: Tables): Snapshot {
  const database = new DatabaseSync(databaseFile, { readOnly: true, timeout: busyMs });
  database.exec('BEGIN');
  // The instant is that of the first read.
  database.prepare('SELECT count(*) FROM sqlite_master').get();

  function* readRows(): Iterable<BackupRow> {
    for (const table of tableNames) {
      const quoted = `"${tables[table].replaceAll('"', '""')}"`;
      for (const row of database.prepare(`SELECT item_json FROM ${quoted}`).iterate()) {
        yield { table, item: JSON.parse(String(row.item_json)) as JsonItem };
      }
    }
  }
  return { rows: readRows(), close: () => database.close() };
}
