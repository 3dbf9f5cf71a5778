import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { createKeyStore } from '../../../functions/aws/api-key-store.ts';
import { type ApiKey, hashApiKey, usualScopes } from '../../../functions/core/account/api-key.ts';
import { startMs } from '../core/records.ts';
import { startTables } from './local-stores.ts';

const { client, keysTable } = await startTables();
const store = createKeyStore(client, keysTable);

function createKey(text: string, fields: Partial<ApiKey> = {}): ApiKey {
  return {
    keyHash: hashApiKey(text),
    tenantId: 'ten_a',
    name: 'ci',
    scopes: ['invites:read'],
    ratePerMinute: 60,
    createdAtMs: startMs,
    ...fields,
  };
}

test('a key is found by its hash, revoked or not, and by nothing else', async () => {
  const key = createKey('found', {
    accounts: ['main'],
    callbackUrl: 'https://example.com/',
    lastFour: 'ound',
  });
  await store.putKey(key);
  expect(await store.findKey(key.keyHash)).toEqual(key);
  await store.revokeKey(key.keyHash, startMs + 1);
  expect(await store.findKey(key.keyHash)).toEqual({ ...key, revokedAtMs: startMs + 1 });
  expect(await store.findKey(hashApiKey('other'))).toBeUndefined();
});

test('a key that was stored without scopes and rate has the usual ones', async () => {
  const { scopes, ratePerMinute, ...stored } = createKey('older');
  await store.putKey(stored);
  expect(await store.findKey(stored.keyHash)).toEqual({ ...stored, scopes: usualScopes, ratePerMinute: 600 });
});

test('a key that is revoked twice keeps the time of the first; revoking one that is not there stores nothing', async () => {
  const key = createKey('revoked');
  await store.putKey(key);
  await store.revokeKey(key.keyHash, startMs + 1);
  await store.revokeKey(key.keyHash, startMs + 2);
  expect(await store.findKey(key.keyHash)).toMatchObject({ revokedAtMs: startMs + 1 });
  const absent = hashApiKey('absent');
  await expect(store.revokeKey(absent, startMs)).rejects.toThrow();
  expect(await store.findKey(absent)).toBeUndefined();
});

test('a tenant’s keys are listed from the oldest to the newest, without other tenants’ and without counters', async () => {
  const tenantId = 'ten_listed';
  const newer = createKey('newer', { tenantId, createdAtMs: startMs + 1 });
  const older = createKey('older one', { tenantId });
  const foreign = createKey('foreign', { tenantId: 'ten_foreign' });
  for (const key of [newer, older, foreign]) {
    await store.putKey(key);
  }
  await store.countRequests(older.keyHash, startMs, 1);
  expect(await store.listKeysOf(tenantId)).toEqual([older, newer]);
  expect(await store.listNewestKeys(tenantId, 2)).toEqual({ keys: [newer, older], hasMore: false });
  expect(await store.listNewestKeys(tenantId, 1)).toEqual({ keys: [newer], hasMore: true });
  const all = await store.listKeys();
  expect(all).toEqual(expect.arrayContaining([newer, older, foreign]));
  expect(all.every((key) => key.tenantId !== undefined)).toBe(true);
});

test('a key that is replaced works until the end it is given, beside the one in its place', async () => {
  const old = createKey('replaced');
  const next = createKey('in its place');
  await store.putKey(old);
  expect(await store.replaceKey(next, old, startMs + 5)).toBe(true);
  expect(await store.findKey(old.keyHash)).toEqual({ ...old, expiresAtMs: startMs + 5 });
  expect(await store.findKey(next.keyHash)).toEqual(next);
});

test.each([
  ['revoked', (hash: string) => store.revokeKey(hash, startMs)],
  [
    'replaced',
    async (hash: string) => {
      await store.replaceKey(createKey('first replacement'), createKey('taken'), startMs + 5);
      expect(await store.findKey(hash)).toMatchObject({ expiresAtMs: startMs + 5 });
    },
  ],
])('a key that was %s meanwhile is not replaced, and nothing is stored', async (_, meanwhile) => {
  const old = createKey('taken');
  const next = createKey('too late');
  await store.putKey(old);
  await meanwhile(old.keyHash);
  const before = await store.findKey(old.keyHash);
  expect(await store.replaceKey(next, old, startMs + 9)).toBe(false);
  expect(await store.findKey(old.keyHash)).toEqual(before);
  expect(await store.findKey(next.keyHash)).toBeUndefined();
});

test('requests at once are counted one by one, for each key and window by itself', async () => {
  const hash = hashApiKey('counted');
  const counts = await Promise.all(Array.from({ length: 50 }, () => store.countRequests(hash, startMs, 1)));
  expect(counts.sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
  expect(await store.countRequests(hash, startMs + 60_000, 1)).toBe(1);
  expect(await store.countRequests(hashApiKey('counted too'), startMs, 1)).toBe(1);
});

test('a window of held answers takes no more than its limit, however many come at once', async () => {
  const entered = await Promise.all(
    Array.from({ length: 20 }, (_, index) => store.enterHeld('all', startMs, `req-${index}`, 5)),
  );
  expect(entered.filter((isIn) => isIn)).toHaveLength(5);
  expect(await store.enterHeld('all', startMs + 30_000, 'req-30', 5)).toBe(true);
  expect(await store.enterHeld('some', startMs, 'req-31', 5)).toBe(true);
});

test('a held answer that is entered or taken out twice counts once', async () => {
  for (const holder of ['a', 'b', 'b', 'a']) {
    expect(await store.enterHeld('twice', startMs, holder, 2)).toBe(true);
  }
  await store.leaveHeld('twice', startMs, 'a');
  await store.leaveHeld('twice', startMs, 'a');
  expect(await store.enterHeld('twice', startMs, 'c', 2)).toBe(true);
  expect(await store.enterHeld('twice', startMs, 'd', 2)).toBe(false);
  await store.leaveHeld('twice', startMs, 'b');
  await store.leaveHeld('twice', startMs, 'c');
  expect(await store.enterHeld('twice', startMs, 'd', 1)).toBe(true);
});

test('a counter is marked for deletion after its window, and no key ever is', async () => {
  await store.putKey(createKey('kept'));
  await store.countRequests(hashApiKey('kept'), startMs, 1);
  await store.enterHeld('marked', startMs, 'req-1', 1);
  await store.leaveHeld('marked', startMs, 'req-1');
  const { Items = [] } = await client.send(new ScanCommand({ TableName: keysTable }));
  for (const item of Items) {
    const isCounter = item.keyHash?.S?.startsWith('rate#') ?? false;
    expect(item.discardAt !== undefined).toBe(isCounter);
    if (isCounter) {
      expect(Number(item.discardAt?.N) * 1000).toBeGreaterThan(startMs + 60_000);
    }
  }
});
