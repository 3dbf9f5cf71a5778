import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, readFile, rename, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { KMSClient } from '@aws-sdk/client-kms';
import { afterAll, expect, test } from 'vitest';
import { createFileKeyProvider, createKmsKeyProvider } from '../../../functions/aws/key-provider.ts';
import { sealSession } from '../../../functions/aws/session-seal.ts';
import { localClientSettings } from '../../../operator/system/local-client-settings.ts';
import { accountId, openOpsSystem } from './ops-system.ts';

const ops = await openOpsSystem();
const { findWrong } = ops;

test('a key file that may not be used is named', async () => {
  await chmod(ops.keyFile, 0o644);
  const { code, out, err } = await ops.run('doctor');
  await chmod(ops.keyFile, 0o600);
  expect({ code, err }).toEqual({ code: 1, err: 'One thing is wrong.' });
  expect(out).toMatch(
    /WRONG {4}session key: Key denied: the key file .* may be read or changed by other users/,
  );
  expect(out).toContain(`to mend it: chmod 600 ${ops.keyFile}`);
});

test('a key file that is missing is to be put back', async () => {
  await rename(ops.keyFile, `${ops.keyFile}.away`);
  const found = await findWrong();
  await rename(`${ops.keyFile}.away`, ops.keyFile);
  expect(found).toMatchObject([
    { check: 'session key', mend: expect.stringMatching(/^put .* back from a copy$/) },
  ]);
});

test('a key file that is another one than the sessions were sealed under is named', async () => {
  const own = await readFile(ops.keyFile);
  const session = { dcId: 2, address: '127.0.0.1', port: 1, authKey: '', apiId: 1, apiHash: '', userId: '1' };
  const keys = createFileKeyProvider(ops.keyFile);
  await ops.accounts.putSession(accountId, await sealSession(keys, accountId, session));
  expect(await findWrong()).toEqual([]);
  await writeFile(ops.keyFile, `${randomBytes(32).toString('hex')}\n`);
  const found = await findWrong();
  await writeFile(ops.keyFile, own);
  expect(found).toMatchObject([
    {
      check: 'session of main',
      detail: expect.stringContaining('does not hold'),
      mend: expect.stringContaining('resume main'),
    },
  ]);
});

/** KMS, as far as it refuses: these operations, with this error. */
async function openRefusingKms(refused: RegExp, type: string) {
  const server = createServer((request, response) => {
    const isRefused = refused.test(String(request.headers['x-amz-target']));
    const body = isRefused
      ? { __type: type, message: 'refused' }
      : { Plaintext: 'AAAA', CiphertextBlob: 'AAAA' };
    response.writeHead(isRefused ? 400 : 200, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const client = new KMSClient({ endpoint: `http://127.0.0.1:${port}`, ...localClientSettings });
  afterAll(() => {
    client.destroy();
    server.close();
  });
  return { openKeys: () => createKmsKeyProvider(client, 'alias/sessions'), stage: 'prod' };
}

test.for([
  ['AccessDeniedException', 'Key denied: KMS does not let this identity use it.'],
  ['DisabledException', 'Key denied: The key is disabled.'],
  ['NotFoundException', 'Key denied: The key is gone.'],
])('a KMS key that answers %s is named', async ([type = '', detail]) => {
  const system = await openRefusingKms(/GenerateDataKey/, type);
  expect(await findWrong({ system })).toMatchObject([
    { check: 'session key', detail, mend: expect.stringContaining('alias/invite-spool-prod-sessions') },
  ]);
});

test('that only the worker may open what is sealed is as it should be', async () => {
  const system = await openRefusingKms(/Decrypt/, 'AccessDeniedException');
  expect(await findWrong({ system })).toEqual([]);
});
