import { MemoryStorage, TelegramClient } from '@mtcute/node';
import { addPublicKey, NodeCryptoProvider } from '@mtcute/node/utils.js';
import type { TestContext } from 'vitest';
import type { DataCentre } from '../../../telegram-emulator/data-centre.ts';

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
