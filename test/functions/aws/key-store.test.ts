import { expect, test } from 'vitest';
import { createKeyStore } from '../../../functions/aws/key-store.ts';
import { startMs } from '../core/records.ts';
import { startTables } from './local-stores.ts';

const { client, keysTable } = await startTables();
const store = createKeyStore(client, keysTable);

test('a key is found by its hash, revoked or not, and by nothing else', async () => {
  const key = { keyHash: 'ab'.repeat(32), tenantId: 'ten_a', name: 'ci', createdAtMs: startMs };
  await store.putKey(key);
  expect(await store.findKey(key.keyHash)).toEqual(key);
  await store.putKey({ ...key, revokedAtMs: startMs + 1 });
  expect(await store.findKey(key.keyHash)).toEqual({ ...key, revokedAtMs: startMs + 1 });
  expect(await store.findKey('cd'.repeat(32))).toBeUndefined();
});
