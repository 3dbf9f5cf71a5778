import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { MarshalledItem } from '../../functions/aws/account-table.ts';
import { batchWrite } from '../../functions/aws/batch-write.ts';
import type { Tables } from '../system/local-state.ts';
import { type BackupHeader, readBackup, type TableName } from './backup-file.ts';
import { toItem } from './json-item.ts';
import { leaseIntentsIn, suspectedAccountOf, toRestored } from './restored-row.ts';

/** Rows that are written together. */
const writtenTogether = 25;

export interface WriteRowsOptions {
  client: DynamoDBClient;
  tables: Tables;
  nowMs: number;
  /** Seals anew what a row has sealed, where the system has another key. */
  reseal?: (table: TableName, item: MarshalledItem) => Promise<MarshalledItem>;
}

/**
 * Writes a backup's rows into tables, as they are restored (`toRestored`). The accounts come last, so that nothing can be done with
 * a part of them; done again, it does the same.
 * @throws RefusedError when the file is not whole, before anything is written.
 */
export async function writeRows(
  path: string,
  { client, tables, nowMs, reseal = async (_table, item) => item }: WriteRowsOptions,
): Promise<BackupHeader & { rows: number }> {
  const suspects = new Map<string, string[]>();
  const leasedAtMs = new Map<string, number>();
  const header = await readBackup(path, ({ table, item }) => {
    const [accountId, jobId] = suspectedAccountOf(table, toItem(item)) ?? [];
    if (accountId !== undefined && jobId !== undefined) {
      suspects.set(accountId, [...(suspects.get(accountId) ?? []), jobId]);
    }
    for (const [jobId, atMs] of leaseIntentsIn(table, toItem(item))) {
      leasedAtMs.set(jobId, atMs);
    }
  });
  const gap = { takenAtMs: Date.parse(header.taken_at), nowMs };
  const accounts: MarshalledItem[] = [];
  let pending: { table: TableName; items: MarshalledItem[] } = { table: 'keys', items: [] };

  async function flush() {
    const { table, items } = pending;
    pending = { table, items: [] };
    await batchWrite(
      client,
      tables[table],
      items.map((Item) => ({ PutRequest: { Item } })),
    );
  }
  await readBackup(path, async ({ table, item }) => {
    const restored = toRestored(table, await reseal(table, toItem(item)), gap, {
      of: (id) => suspects.get(id) ?? [],
      leasedAtMs: (id) => leasedAtMs.get(id),
    });
    if (table === 'accounts' && item.tenantId !== undefined) {
      accounts.push(restored);
      return;
    }
    if (pending.table !== table) {
      await flush();
      pending = { table, items: [] };
    }
    pending.items.push(restored);
    if (pending.items.length === writtenTogether) {
      await flush();
    }
  });
  await flush();
  pending = { table: 'accounts', items: accounts };
  await flush();
  return header;
}
