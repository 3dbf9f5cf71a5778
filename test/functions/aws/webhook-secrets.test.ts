import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { afterAll, expect, test } from 'vitest';
import { createFileKeyProvider } from '../../../functions/aws/key-provider.ts';
import { UnsealError } from '../../../functions/aws/session-seal.ts';
import { createWebhookSecrets, secretOverlapMs } from '../../../functions/aws/webhook-secrets.ts';
import { startTables } from './local-stores.ts';

const { client, webhooksTable } = await startTables();
const directory = await mkdtemp(join(tmpdir(), 'invite-spool-'));
afterAll(() => rm(directory, { recursive: true }));

/** Secrets under a key file of that many keys, which a test may change. */
async function openSecrets(...keys: string[]) {
  const keyFile = join(directory, `${crypto.randomUUID()}.key`);
  function setKeys(...next: string[]) {
    return writeFile(keyFile, next.map((key) => `${key.repeat(32)}\n`).join(''), { mode: 0o600 });
  }
  await setKeys(...keys);
  const secrets = createWebhookSecrets(client, webhooksTable, () => createFileKeyProvider(keyFile));
  return { ...secrets, setKeys, tenantId: `ten_${crypto.randomUUID()}` };
}

test('a tenant’s secret is made when it is first asked for, and is then the same', async () => {
  const { getSecrets, tenantId } = await openSecrets('ab');
  const { secret } = await getSecrets(tenantId, 0);
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect(await getSecrets(tenantId, 0)).toEqual({ secret });
  expect((await getSecrets(`${tenantId}b`, 0)).secret).not.toBe(secret);
});

test('of twenty that ask for the first secret at once, all get the one that is stored', async () => {
  const { getSecrets, tenantId } = await openSecrets('ab');
  const answers = await Promise.all(Array.from({ length: 20 }, () => getSecrets(tenantId, 0)));
  expect(new Set(answers.map(({ secret }) => secret)).size).toBe(1);
});

test('a secret is stored sealed, and opens for its own tenant only', async () => {
  const { getSecrets, tenantId } = await openSecrets('ab');
  const { secret } = await getSecrets(tenantId, 0);
  const { Item = {} } = await client.send(
    new GetItemCommand({ TableName: webhooksTable, Key: marshall({ tenantId, sk: 'secret' }) }),
  );
  const parts = Object.values(unmarshall(Item).current).filter((part) => part instanceof Uint8Array);
  expect(parts).toHaveLength(4);
  const stored = parts.map((part) => Buffer.from(part).toString('latin1')).join();
  expect(stored).not.toContain(secret.slice(6));
  expect(stored).not.toContain(Buffer.from(secret.slice(6), 'base64').toString('latin1'));
  const stolen = `${tenantId}-thief`;
  const item = { ...Item, ...marshall({ tenantId: stolen }) };
  await client.send(new PutItemCommand({ TableName: webhooksTable, Item: item }));
  await expect(getSecrets(stolen, 0)).rejects.toThrow(UnsealError);
});

test('after a rotation both secrets are given for a day, then the new one alone', async () => {
  const { getSecrets, rotateSecret, tenantId } = await openSecrets('ab');
  const { secret: before } = await getSecrets(tenantId, 0);
  const rotated = await rotateSecret(tenantId, 1_000);
  const previousUntilMs = 1_000 + secretOverlapMs;
  expect(rotated).toEqual({ secret: expect.stringMatching(/^whsec_/), previous: before, previousUntilMs });
  expect(rotated.secret).not.toBe(before);
  expect(await getSecrets(tenantId, previousUntilMs - 1)).toEqual(rotated);
  expect(await getSecrets(tenantId, previousUntilMs)).toEqual({ secret: rotated.secret });
});

test('secrets are sealed anew under the newest key, and then need the older one no more', async () => {
  const { getSecrets, rotateSecret, resealSecrets, setKeys, tenantId } = await openSecrets('ab');
  await getSecrets(tenantId, 0);
  const secrets = await rotateSecret(tenantId, 0);
  await setKeys('cd', 'ab');
  const { sealed } = await resealSecrets();
  expect(sealed).toBeGreaterThan(0);
  await setKeys('cd');
  expect(await getSecrets(tenantId, 0)).toEqual(secrets);
});

test('a secret whose key is gone cannot be opened, is counted as such, and can be rotated', async () => {
  const { getSecrets, rotateSecret, resealSecrets, setKeys, tenantId } = await openSecrets('ab');
  await getSecrets(tenantId, 0);
  await setKeys('ef');
  await expect(getSecrets(tenantId, 0)).rejects.toThrow(UnsealError);
  expect((await resealSecrets()).problems.join()).toContain(tenantId);
  const rotated = await rotateSecret(tenantId, 0);
  expect(rotated).not.toHaveProperty('previous');
  expect(await getSecrets(tenantId, 0)).toEqual(rotated);
});
