import { paginateScan } from '@aws-sdk/client-dynamodb';
import { createFileKeyProvider, type KeyProvider } from '../../functions/aws/key-provider.ts';
import { readKeyFile } from '../../functions/aws/sealing-key-file.ts';
import { type BackupRow, newHeader, tableNames, writeBackup } from '../../operator/backup/backup-file.ts';
import { toJsonItem } from '../../operator/backup/json-item.ts';
import { isSealed, resealRow } from '../../operator/backup/reseal-row.ts';
import { readKeyNames } from '../../operator/system/key-names.ts';
import type { System } from '../../operator/system/open-system.ts';
import { nameOf } from '../../operator/system/sealing-keys.ts';
import { RefusedError, UsageError } from '../../operator/terminal/operator-errors.ts';
import type { CommandContext } from '../tool/command-context.ts';
import { findUndrained } from './find-undrained.ts';

export interface ExportOptions {
  /** Seals the sessions in the file, instead of the system's own key. */
  keyFile?: string;
  withoutSessions?: true;
}

/**
 * `export`: writes all rows of a drained system to a file, to move it to AWS or to one machine.
 * @throws RefusedError while an account is not drained: what it does during the reading would be in the file in part.
 */
export async function exportSystem(
  context: CommandContext,
  path: string,
  { keyFile, withoutSessions }: ExportOptions,
): Promise<void> {
  const { system, terminal, now } = context;
  if (system.directory === undefined && keyFile === undefined && !withoutSessions) {
    throw new UsageError(
      'The key of a stage never leaves KMS: name a key for the file with --key-file ("openssl rand -hex 32 > FILE" makes one), or leave the sessions out with --without-sessions.',
    );
  }
  const undrained = findUndrained(await system.accounts.listAccounts(), now());
  if (undrained.length > 0) {
    throw new RefusedError(
      `Not drained: ${undrained.join(', ')}. Run "${system.commandLine('drain', 'ops')}" first, and let no caller ask for anything until the move is done.`,
    );
  }
  const names =
    keyFile === undefined ? readKeyNames(system.directory ?? '') : readKeyFile(keyFile).map(nameOf);
  const rows = readRows(system, withoutSessions === true, keyFile);
  const count = await writeBackup(path, newHeader(now(), withoutSessions ? [] : names), rows);
  terminal.print(`${path}: ${count} rows.`);
  terminal.note(
    withoutSessions
      ? 'No session and no webhook secret is in it: each account has to log in again.'
      : `What is sealed in it opens with ${keyFile ?? 'the key of this system'}.`,
  );
}

async function* readRows(
  system: System,
  withoutSessions: boolean,
  keyFile: string | undefined,
): AsyncGenerator<BackupRow> {
  const keys: [KeyProvider, KeyProvider] | undefined =
    keyFile === undefined || withoutSessions
      ? undefined
      : [system.openKeys(), createFileKeyProvider(keyFile)];
  for (const table of tableNames) {
    const scan = { TableName: system.tables[table], ConsistentRead: true };
    for await (const { Items = [] } of paginateScan({ client: system.dynamoDb }, scan)) {
      for (const item of Items) {
        if (!withoutSessions || !isSealed(table, item)) {
          const resealed = keys === undefined ? item : await resealRow(table, item, ...keys);
          yield { table, item: toJsonItem(resealed) };
        }
      }
    }
  }
}
