import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { type SealedRecord, sealSession, unsealSession } from '../../../functions/aws/session-seal.ts';
import { startTables } from './local-stores.ts';
import { secretsIn, session } from './session-record.ts';
import { createWritableAccountStore } from './writable-account-store.ts';

const { client, accountsTable } = await startTables();
const store = createWritableAccountStore(client, accountsTable);

test('a sealed session comes back byte for byte, and opens', async () => {
  const accountId = 'acc_a';
  const dataKey = new Uint8Array(32).fill(7);
  const wrappedKey = new Uint8Array(16).fill(9);
  const keys = { generateDataKey: async () => ({ dataKey, wrappedKey }), unwrapDataKey: async () => dataKey };
  expect(await store.getSession(accountId)).toBeUndefined();
  await store.putSession(accountId, await sealSession(keys, accountId, session));
  const stored = await store.getSession(accountId);
  expect(await unsealSession(keys, accountId, stored as SealedRecord)).toEqual(session);
});

test('nothing of a session is at rest in clear text', async () => {
  const accountId = 'acc_a';
  const keys = {
    generateDataKey: async () => ({ dataKey: new Uint8Array(32), wrappedKey: new Uint8Array(1) }),
  };

  async function unexpected(): Promise<never> {
    throw new Error('unexpected call');
  }
  const sealed = await sealSession({ ...keys, unwrapDataKey: unexpected }, accountId, session);
  await store.putSession(accountId, sealed);
  const { Items = [] } = await client.send(new ScanCommand({ TableName: accountsTable }));
  const bytes = JSON.stringify(Items, (_key, value) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
  );
  expect(secretsIn(bytes)).toEqual([]);
});
