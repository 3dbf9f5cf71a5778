import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { expect, test } from 'vitest';
import { accountKey } from '../../../functions/aws/account-table.ts';
import type { Account } from '../../../functions/core/account/account.ts';
import { dueShardOf } from '../../../functions/core/account/due-entry.ts';
import { schemaVersion } from '../../../functions/core/schema-version.ts';
import type { DueAccount } from '../../../functions/core/sweep/sweep-deps.ts';
import { startMs } from '../core/records.ts';
import { startAccounts } from './stored-accounts.ts';

const { client, accountsTable, store, storeAccount, lease } = await startAccounts();

async function entryOf(accountId: string): Promise<Partial<Account>> {
  const { dueShard, dueAtMs, idleSinceMs } = (await store.loadAccounts([accountId]))[0] ?? {};
  return JSON.parse(JSON.stringify({ dueShard, dueAtMs, idleSinceMs }));
}

async function listDue(shard: string, untilMs: number) {
  const due: DueAccount[] = [];
  for await (const page of store.listDueAccounts(shard, untilMs)) {
    due.push(...page);
  }
  return due;
}

test('a partition lists what is due by then, the longest due first, over as many pages as it takes', async () => {
  const stored = Array.from({ length: 230 }, (_, index) =>
    storeAccount({ dueShard: 'many', dueAtMs: startMs + (index % 7) }),
  );
  const ids = await Promise.all(stored);
  await storeAccount({ dueShard: 'many', dueAtMs: startMs + 8 });
  await storeAccount({ dueShard: 'other', dueAtMs: startMs });
  const due = await listDue('many', startMs + 7);
  expect(due.map(({ accountId }) => accountId).sort()).toEqual(ids.sort());
  const times = due.map(({ dueAtMs }) => dueAtMs);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(await store.countDueShard('many')).toBe(231);
});

test('an account gets an entry once, and keeps an earlier one', async () => {
  const accountId = await storeAccount();
  await store.ensureDue(accountId, '3', startMs);
  expect(await entryOf(accountId)).toEqual({ dueShard: '3', dueAtMs: startMs });
  await store.ensureDue(accountId, '5', startMs + 1);
  expect(await entryOf(accountId)).toEqual({ dueShard: '3', dueAtMs: startMs });
  await store.ensureDue(accountId, '5', startMs - 1);
  expect(await entryOf(accountId)).toEqual({ dueShard: '3', dueAtMs: startMs - 1 });
});

test('an idle account is no longer idle, and due then', async () => {
  const accountId = await storeAccount({ dueShard: '1', dueAtMs: startMs, idleSinceMs: startMs });
  await store.ensureDue(accountId, '1', startMs + 60_000);
  expect(await entryOf(accountId)).toEqual({ dueShard: '1', dueAtMs: startMs + 60_000 });
});

test('an account that is gone, or of a newer version, gets no entry', async () => {
  await store.ensureDue('acc_gone', '1', startMs);
  expect(await store.loadAccounts(['acc_gone'])).toEqual([]);
  const newer = await storeAccount();
  await client.send(
    new UpdateItemCommand({
      TableName: accountsTable,
      Key: accountKey(newer),
      UpdateExpression: 'SET v = :newer',
      ExpressionAttributeValues: marshall({ ':newer': schemaVersion + 1 }),
    }),
  );
  await store.ensureDue(newer, '1', startMs);
  expect(await entryOf(newer)).toEqual({});
});

test('an entry is moved, and taken away, only as it was read', async () => {
  const accountId = await storeAccount({ dueShard: '1', dueAtMs: startMs });
  expect(await store.moveDue(accountId, startMs - 1, { dueAtMs: 5 })).toBe(false);
  expect(await store.moveDue(accountId, startMs, { dueAtMs: startMs + 5, idleSinceMs: startMs })).toBe(true);
  expect(await entryOf(accountId)).toEqual({ dueShard: '1', dueAtMs: startMs + 5, idleSinceMs: startMs });
  expect(await store.moveDue(accountId, startMs + 5, { dueAtMs: startMs + 6 })).toBe(true);
  expect(await entryOf(accountId)).toEqual({ dueShard: '1', dueAtMs: startMs + 6 });
  expect(await store.moveDue(accountId, startMs + 6, undefined)).toBe(true);
  expect(await entryOf(accountId)).toEqual({});
});

test('trouble, a halt, a resumption and the end of a drain are due at the next sweep, each in its partition', async () => {
  const accountId = await storeAccount();
  const taken = await store.takeLease(accountId, lease());
  if (taken.kind !== 'taken') {
    throw new Error('the lease was not taken');
  }
  const trouble = { type: 'SESSION_REVOKED', class: 'session_dead' as const, detail: 'x', atMs: startMs };
  await store.saveTrouble(accountId, taken.account.fence, 'dead', trouble);
  expect(await entryOf(accountId)).toEqual({ dueShard: 'dead', dueAtMs: 0 });
  await store.halt(accountId);
  expect(await entryOf(accountId)).toEqual({ dueShard: 'halted', dueAtMs: 0 });
  await store.reactivate(accountId);
  expect(await entryOf(accountId)).toEqual({ dueShard: dueShardOf(accountId), dueAtMs: 0 });
  await store.moveDue(accountId, 0, undefined);
  await store.setDrained(accountId, startMs);
  expect(await entryOf(accountId)).toEqual({});
  await store.setDrained(accountId, undefined);
  expect(await entryOf(accountId)).toEqual({ dueShard: dueShardOf(accountId), dueAtMs: 0 });
});

test('a walk passes every account once, page by page, and is kept between sweeps', async () => {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.listAccountIds(cursor);
    ids.push(...page.accountIds);
    cursor = page.cursor;
  } while (cursor !== undefined);
  expect(ids.length).toBeGreaterThan(230);
  expect(new Set(ids).size).toBe(ids.length);
  expect(await store.findWalk()).toBeUndefined();
  await store.saveWalk({ startedAtMs: startMs, passed: 5, cursor: '{}' });
  await store.saveWalk({ startedAtMs: startMs, passed: 9, total: 9 });
  expect(await store.findWalk()).toEqual({ startedAtMs: startMs, passed: 9, total: 9 });
});
