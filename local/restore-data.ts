import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { tableNames } from '../operator/backup/backup-file.ts';
import { restoreFile } from '../operator/backup/restore-file.ts';
import { writeRows } from '../operator/backup/write-rows.ts';
import { localClientSettings } from '../operator/system/local-client-settings.ts';
import type { Tables } from '../operator/system/local-state.ts';
import { createTables, startDynamodb } from './aws/dynamodb.ts';
import type { TableSettings } from './aws/template.ts';

export interface RestoreOptions {
  directory: string;
  databaseFile: string;
  settings: TableSettings[];
  nowMs: number;
}

/**
 * Fills the tables from a backup that "ops restore" has put into the folder. The database has its name when all rows are in it: a
 * start that is broken off begins anew.
 * @returns how many rows were restored; undefined when there is no backup.
 */
export async function restoreData(options: RestoreOptions): Promise<number | undefined> {
  const { directory, databaseFile, settings, nowMs } = options;
  const path = restoreFile(directory);
  if (!existsSync(path)) {
    return undefined;
  }
  let rows: number | undefined;
  if (!existsSync(databaseFile)) {
    const filled = `${databaseFile}.part`;
    await removeDatabase(filled);
    rows = await fill(filled, path, { settings, nowMs });
    await rename(filled, databaseFile);
  }
  await rm(path);
  return rows;
}

async function fill(
  databaseFile: string,
  path: string,
  { settings, nowMs }: Pick<RestoreOptions, 'settings' | 'nowMs'>,
): Promise<number> {
  const server = await startDynamodb({ databaseFile });
  const client = new DynamoDBClient({ endpoint: server.endpoint, ...localClientSettings });
  try {
    await createTables(server.endpoint, settings);
    const { rows } = await writeRows(path, { client, tables: nameTables(settings), nowMs });
    return rows;
  } finally {
    client.destroy();
    // The engine ends in order, and leaves the file alone, without a log beside it.
    await server.close();
  }
}

/** The names of the tables by the last word of each: `invite-spool-dev-jobs`. */
function nameTables(settings: TableSettings[]): Tables {
  const names = settings.map(({ create: { TableName } }) => TableName);
  // It has each of `tableNames`, which the type of fromEntries does not tell.
  return Object.fromEntries(
    tableNames.map((table) => [table, names.find((name) => name.endsWith(`-${table}`)) ?? table]),
  ) as unknown as Tables;
}

async function removeDatabase(file: string): Promise<void> {
  for (const part of [file, `${file}-wal`, `${file}-shm`]) {
    await rm(part, { force: true });
  }
}
