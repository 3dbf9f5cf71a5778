import { expect, test } from 'vitest';
import type { SealedRecord } from '../../../functions/aws/session-seal.ts';
import { dueShardOf } from '../../../functions/core/account/due-entry.ts';
import { chatScope, exportMethod, listMethod } from '../../../functions/core/rpc/methods.ts';
import { createAccountRecord, startMs } from '../core/records.ts';
import { startAccounts } from './stored-accounts.ts';

const { store, storeAccount, lease } = await startAccounts();

const trouble = {
  type: 'AUTH_KEY_DUPLICATED',
  class: 'session_dead' as const,
  detail: 'Log in.',
  code: 406,
  atMs: startMs,
};

test('an account comes back as it was stored', async () => {
  const account = createAccountRecord({
    accountId: 'acc_whole',
    status: 'dead',
    trouble,
    defaultPeer: '@launch',
  });
  await store.putAccount(account);
  expect(await store.getAccount('acc_whole')).toEqual(account);
  expect(await store.getAccount('acc_nobody')).toBeUndefined();
});

test('every account is listed, over as many pages as it takes, and nothing else is read for it', async () => {
  // Keys of more than a megabyte: the scan of the index has to go on.
  const tenantId = 'ten_many'.padEnd(2_000, 'x');
  const ids: string[] = [];
  for (let round = 0; round < 10; round++) {
    const numbers = Array.from({ length: 40 }, (_, index) => `${round} ${index}`);
    const stored = numbers.map((number) => storeAccount({ tenantId, name: number.padEnd(1_000, 'x') }));
    ids.push(...(await Promise.all(stored)));
  }
  await store.putSession(ids[0] ?? '', {} as SealedRecord);
  await store.savePeer(ids[0] ?? '', '@launch', { kind: 'chat', chatId: '45' });
  const listed = (await store.listAccounts()).filter((account) => account.tenantId === tenantId);
  expect(listed.map(({ accountId }) => accountId).sort()).toEqual(ids.sort());
  expect(listed[0]).not.toHaveProperty('sk');
  expect(await store.listAccountsOf(tenantId)).toHaveLength(400);
});

test("a tenant's accounts are listed by name, and no other tenant's", async () => {
  for (const name of ['shop', 'Club', 'club', 'a10', 'a9']) {
    await storeAccount({ tenantId: 'ten_list', name });
  }
  await storeAccount({ tenantId: 'ten_list2', name: 'theirs' });
  const names = (await store.listAccountsOf('ten_list')).map(({ name }) => name);
  expect(names).toEqual(['Club', 'a10', 'a9', 'club', 'shop']);
  expect(await store.listAccountsOf('ten_')).toEqual([]);
});

test('a tenant with more accounts than one request may name has them all listed, whole', async () => {
  const blockedUntilMs = { [exportMethod]: startMs };
  for (let number = 0; number < 130; number++) {
    await storeAccount({ tenantId: 'ten_130', name: `shop-${number}`, blockedUntilMs });
  }
  const accounts = await store.listAccountsOf('ten_130');
  expect(new Set(accounts.map(({ name }) => name)).size).toBe(130);
  expect(accounts[129]).toMatchObject({ status: 'active', blockedUntilMs });
});

test('waits are kept per method, and per chat, and only ever grow, in whatever order they are stored', async () => {
  const accountId = await storeAccount();
  const ends = [30, 90, 60, 10].map((seconds) => startMs + seconds * 1_000);
  await Promise.all(ends.map((untilMs) => store.saveFloodWait(accountId, exportMethod, untilMs, [])));
  await store.saveFloodWait(accountId, listMethod, startMs + 1_000, []);
  await store.saveFloodWait(accountId, chatScope(exportMethod, 'channel:11'), startMs + 2_000, []);
  await store.saveFloodWait(accountId, exportMethod, startMs + 20_000, []);
  expect((await store.getAccount(accountId))?.blockedUntilMs).toEqual({
    [exportMethod]: startMs + 90_000,
    [listMethod]: startMs + 1_000,
    [chatScope(exportMethod, 'channel:11')]: startMs + 2_000,
  });
});

test('the last waits are stored with the one that is new', async () => {
  const accountId = await storeAccount();
  const waits = [{ method: exportMethod, atMs: startMs, untilMs: startMs + 30_000 }];
  await store.saveFloodWait(accountId, exportMethod, startMs + 30_000, waits);
  expect((await store.getAccount(accountId))?.recentWaits).toEqual(waits);
  await store.saveFloodWait(accountId, exportMethod, startMs + 20_000, []);
  expect((await store.getAccount(accountId))?.recentWaits).toEqual(waits);
});

test('trouble found under the lease stops the account', async () => {
  const accountId = await storeAccount();
  await store.takeLease(accountId, lease());
  await store.saveTrouble(accountId, 1, 'dead', trouble);
  expect(await store.getAccount(accountId)).toMatchObject({ status: 'dead', trouble, leaseOwner: 'one' });
});

test('trouble found under a lease that has passed on stops nothing', async () => {
  const accountId = await storeAccount();
  await store.takeLease(accountId, lease());
  await store.takeLease(accountId, lease({ owner: 'two', nowMs: startMs + 60_000 }));
  await store.saveTrouble(accountId, 1, 'dead', trouble);
  expect(await store.getAccount(accountId)).toMatchObject({ status: 'active' });
});

test('an operator halts an account and has it work again, without its trouble and with all else as it was', async () => {
  const accountId = await storeAccount({ status: 'dead', trouble, fence: 7, defaultPeer: '@launch' });
  expect(await store.reactivate(accountId)).toBe(true);
  const dueAtMs = 0;
  const active = createAccountRecord({ accountId, fence: 7, defaultPeer: '@launch', dueAtMs });
  expect(await store.getAccount(accountId)).toEqual({ ...active, dueShard: dueShardOf(accountId) });
  expect(await store.halt(accountId)).toBe(true);
  expect(await store.getAccount(accountId)).toEqual({ ...active, status: 'halted', dueShard: 'halted' });
  expect(await store.reactivate('acc_nobody')).toBe(false);
  expect(await store.halt('acc_nobody')).toBe(false);
  expect(await store.getAccount('acc_nobody')).toBeUndefined();
});

test('a default peer is set and taken away, and no account is made for it', async () => {
  const accountId = await storeAccount();
  expect(await store.setDefaultPeer(accountId, '@launch')).toBe(true);
  expect(await store.getAccount(accountId)).toMatchObject({ defaultPeer: '@launch' });
  expect(await store.setDefaultPeer(accountId, undefined)).toBe(true);
  expect(await store.getAccount(accountId)).not.toHaveProperty('defaultPeer');
  expect(await store.setDefaultPeer('acc_nobody', '@launch')).toBe(false);
  expect(await store.getAccount('acc_nobody')).toBeUndefined();
});

test('a pace is set and taken away, what was learned under the one before is forgotten, and no account is made for it', async () => {
  const accountId = await storeAccount({ learnedPace: { rate: 0.5, burst: 1, links: 7 } });
  const pace = { perMinute: 12.5, burst: 5 };
  expect(await store.setPace(accountId, pace)).toBe(true);
  expect(await store.getAccount(accountId)).toMatchObject({ pace });
  expect(await store.getAccount(accountId)).not.toHaveProperty('learnedPace');
  expect(await store.setPace(accountId, undefined)).toBe(true);
  expect(await store.getAccount(accountId)).not.toHaveProperty('pace');
  expect(await store.setPace('acc_nobody', pace)).toBe(false);
  expect(await store.getAccount('acc_nobody')).toBeUndefined();
});
