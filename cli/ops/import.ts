import type { MarshalledItem } from '../../functions/aws/account-table.ts';
import { createLocalKeyProvider } from '../../functions/aws/key-provider.ts';
import { type FileKey, parseKeys, readKeyFile } from '../../functions/aws/sealing-key-file.ts';
import { type BackupHeader, readBackup, type TableName } from '../../operator/backup/backup-file.ts';
import { resealRow } from '../../operator/backup/reseal-row.ts';
import { writeRows } from '../../operator/backup/write-rows.ts';
import { nameOf } from '../../operator/system/sealing-keys.ts';
import { RefusedError, UsageError } from '../../operator/terminal/operator-errors.ts';
import type { CommandContext } from '../tool/command-context.ts';
import { findUndrained } from './find-undrained.ts';

export interface ImportOptions {
  /** What opens what is sealed in the file. */
  keyFile?: string;
}

/**
 * `import`: fills the tables of a stage from a backup or an export, and seals what is sealed in it under the stage's key. Broken off,
 * it is run again.
 * @throws RefusedError when the stage has accounts of its own.
 */
export async function importBackup(
  { system, terminal, now }: CommandContext,
  path: string,
  { keyFile }: ImportOptions,
): Promise<void> {
  if (system.stage === undefined) {
    throw new UsageError('On one machine "ops restore FILE --data DIR" puts a file into a new folder.');
  }
  const known = new Set<unknown>();
  const header = await readBackup(path, ({ table, item }) => {
    if (table === 'accounts' && item.tenantId !== undefined) {
      known.add((item.accountId as { S: string }).S);
    }
  });
  const accounts = await system.accounts.listAccounts();
  const foreign = accounts.filter(({ accountId }) => !known.has(accountId)).map(({ name }) => name);
  const others = [...foreign, ...findUndrained(accounts, now())];
  if (others.length > 0) {
    throw new RefusedError(
      `The stage has accounts at work: ${[...new Set(others)].join(', ')}. Import into a stage without accounts.`,
    );
  }
  const { rows } = await writeRows(path, {
    client: system.dynamoDb,
    tables: system.tables,
    nowMs: now(),
    ...createReseal(system, header, keyFile),
  });
  terminal.print(`${rows} rows of ${header.taken_at} are in the tables of ${system.stage}.`);
  terminal.note(
    `Every account is drained. Stop the system that they come from, and never start it again; then ${system.commandLine('resume', 'ops')}.`,
  );
}

/** @throws RefusedError when no key is given that opens what the file has. */
function createReseal(
  system: CommandContext['system'],
  { key_names: wanted, keys }: BackupHeader,
  keyFile: string | undefined,
) {
  if (wanted.length === 0) {
    return {};
  }
  const given: FileKey[] =
    keyFile === undefined ? (parseKeys(keys?.join('\n') ?? '') ?? []) : readKeyFile(keyFile);
  const names = given.map(nameOf);
  const [first, ...rest] = given;
  if (first === undefined || !wanted.every((name) => names.includes(name))) {
    throw new RefusedError(
      `The sessions in the file are sealed under the key ${wanted.join(', ')}: give it with --key-file.`,
    );
  }
  const from = createLocalKeyProvider(() => [first, ...rest]);
  const to = system.openKeys();
  return {
    reseal: (table: TableName, item: MarshalledItem) => resealRow(table, item, from, to),
  };
}
