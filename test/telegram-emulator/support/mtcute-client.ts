import { MemoryStorage, TelegramClient } from '@mtcute/node';
import { addPublicKey, NodeCryptoProvider } from '@mtcute/node/utils.js';
import type { TestContext } from 'vitest';
import type { DataCentre } from '../../../telegram-emulator/data-centre.ts';
import type { User } from '../../../telegram-emulator/world/entities.ts';
import type { Demo } from './start-demo.ts';

/** mtcute as its users set it up, but for the address and the key of the server. */
export async function createMtcuteClient(
  { host, port, dcId, publicKeyPem }: DataCentre,
  onTestFinished: TestContext['onTestFinished'],
  { disableUpdates = true, usePfs = false } = {},
): Promise<TelegramClient> {
  const crypto = new NodeCryptoProvider();
  await crypto.initialize();
  const dc = { id: dcId, ipAddress: host, port };
  const client = new TelegramClient({
    apiId: 12345,
    apiHash: '0123456789abcdef0123456789abcdef',
    storage: new MemoryStorage(),
    crypto,
    defaultDcs: { main: dc, media: dc },
    disableUpdates,
    network: { usePfs },
    logLevel: 0,
  });
  addPublicKey(crypto, publicKeyPem);
  onTestFinished(() => client.destroy());
  return client;
}

/** mtcute with a session of an earlier login. */
export async function openMtcuteSession(
  { dataCentre, world }: Demo,
  user: User,
  onTestFinished: TestContext['onTestFinished'],
): Promise<TelegramClient> {
  const client = await createMtcuteClient(dataCentre, onTestFinished);
  const dc = { id: dataCentre.dcId, ipAddress: dataCentre.host, port: dataCentre.port };
  const { authKey } = world.mintAuthKey(user, dc.id);
  const self = { userId: Number(user.id), isBot: false, isPremium: false, usernames: [] };
  await client.importSession({ authKey, primaryDcs: { main: dc, media: dc }, self });
  return client;
}
