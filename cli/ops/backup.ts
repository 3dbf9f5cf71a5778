import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { newHeader, writeBackup } from '../../operator/backup/backup-file.ts';
import { openSnapshot } from '../../operator/backup/read-snapshot.ts';
import { readKeyNames } from '../../operator/system/key-names.ts';
import { nameOf } from '../../operator/system/sealing-keys.ts';
import { RefusedError } from '../../operator/terminal/operator-errors.ts';
import type { CommandContext } from '../tool/command-context.ts';

export interface BackupOptions {
  /** Puts the keys that open the sessions into the file. */
  withKey?: true;
}

/**
 * `backup`: writes all rows of a system on one machine, as they are at one instant, while it goes on. Sessions and webhook secrets are
 * sealed in it as they are in the tables.
 * @throws RefusedError for a stage, for tables that are in no file, and for a file that is there already.
 */
export async function backup(
  { system, terminal, now }: CommandContext,
  path: string,
  { withKey }: BackupOptions,
): Promise<void> {
  const { directory, tables } = system;
  if (directory === undefined) {
    throw new RefusedError(
      'A backup is of one machine: DynamoDB backs a stage up itself (docs/deploy.md), and "ops export" moves one.',
    );
  }
  const databaseFile = join(directory, 'dynamodb.sqlite');
  if (!existsSync(databaseFile)) {
    throw new RefusedError(
      `${directory} keeps no tables: run "npm start -- --data DIR", or use "ops export".`,
    );
  }
  const keys = withKey ? system.readKeys() : undefined;
  const names = keys?.map(nameOf) ?? readKeyNames(directory);
  const takenAtMs = now();
  const snapshot = openSnapshot(databaseFile, tables);
  try {
    const header = newHeader(
      takenAtMs,
      names,
      keys?.map(({ key }) => key.toString('hex')),
    );
    const count = await writeBackup(path, header, snapshot.rows);
    terminal.print(`${path}: ${count} rows, as they were at ${header.taken_at}.`);
  } finally {
    snapshot.close();
  }
  terminal.note(
    withKey
      ? 'The key that opens the sessions is in it: whoever has the file has the accounts.'
      : 'The key that opens the sessions is not in it. Keep a copy of that somewhere else.',
  );
}
