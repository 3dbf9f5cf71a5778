import { createPublicKey } from 'node:crypto';
import bigInt from 'big-integer';
import { Api, TelegramClient } from 'telegram';
import { _serverKeys } from 'telegram/crypto/RSA.js';
import { Logger, LogLevel } from 'telegram/extensions/Logger.js';
import { ConnectionTCPFull } from 'telegram/network/index.js';
import { StringSession } from 'telegram/sessions/index.js';
import { expect, onTestFinished, test } from 'vitest';
import { sha1 } from '../../../../../infra/local/telegram/crypto/hashes.ts';
import type { DataCentre } from '../../../../../infra/local/telegram/data-centre.ts';
import { DEMO_LOGIN_CODE, DEMO_PHONES } from '../../../../../infra/local/telegram/demo-world.ts';
import { writeBytes } from '../../../../../infra/local/telegram/tl/write.ts';
import { startDemo } from '../support/start-demo.ts';

/** A plain client; only the server's key and the port, which it ignores for sessions of its own, are put in. */
function createClient({ port, host, dcId, publicKeyPem }: DataCentre): TelegramClient {
  const { n = '', e = '' } = createPublicKey(publicKeyPem).export({ format: 'jwk' });
  const [modulus, exponent] = [n, e].map((part) => Buffer.from(part, 'base64url')) as [Buffer, Buffer];
  const fingerprint = sha1(writeBytes(modulus), writeBytes(exponent)).readBigInt64LE(12);
  _serverKeys.set(fingerprint.toString(), { n: bigInt(modulus.toString('hex'), 16), e: 65537 });

  class LocalConnection extends ConnectionTCPFull {
    constructor(options: ConstructorParameters<typeof ConnectionTCPFull>[0]) {
      super({ ...options, port });
    }
  }
  const session = new StringSession('');
  session.setDC(dcId, host, 443);
  const client = new TelegramClient(session, 12345, '0123456789abcdef0123456789abcdef', {
    connection: LocalConnection,
    securityChecks: true,
    connectionRetries: 1,
    baseLogger: new Logger(LogLevel.NONE),
  });
  onTestFinished(() => client.destroy());
  return client;
}

test('gramjs logs in, resolves a channel, exports a link and lists it', async () => {
  const { dataCentre } = await startDemo();
  const client = createClient(dataCentre);
  await client.connect();
  await client.start({
    phoneNumber: async () => `+${DEMO_PHONES.user}`,
    phoneCode: async () => DEMO_LOGIN_CODE,
    onError: (error) => {
      throw error;
    },
  });

  const request = { peer: 'launch_chat', title: 'order 4711', usageLimit: 3 };
  const invite = await client.invoke(new Api.messages.ExportChatInvite(request));
  const listed = await client.invoke(
    new Api.messages.GetExportedChatInvites({ peer: 'launch_chat', adminId: 'me', limit: 10 }),
  );

  expect(invite).toMatchObject({ title: 'order 4711', usageLimit: 3 });
  expect(listed.invites.map((listedInvite) => 'link' in listedInvite && listedInvite.link)).toEqual([
    'link' in invite && invite.link,
  ]);
  expect(dataCentre.ledger.parallelSends).toEqual([]);
});

test('gramjs with a key minted for it needs no login', async () => {
  const { dataCentre, world, user } = await startDemo();
  const client = createClient(dataCentre);
  const { AuthKey } = await import('telegram/crypto/AuthKey.js');
  const authKey = new AuthKey();
  await authKey.setKey(world.mintAuthKey(user).authKey);
  (client.session as StringSession).setAuthKey(authKey);
  await client.connect();
  const me = await client.getMe();
  expect(me.id.toString()).toBe(user.id.toString());
});
