import { Long, MemoryStorage, TelegramClient } from '@mtcute/node';
import { NodeCryptoProvider } from '@mtcute/node/utils.js';
import type { BenchAccount } from './bench-account.ts';
import { serveRival } from './serve-rival.ts';

await serveRival(prepare);

/** As in a script: a client with a storage that keeps the key and the salts between runs. */
async function prepare({ host, port, dcId, ...account }: BenchAccount) {
  const crypto = new NodeCryptoProvider();
  await crypto.initialize();
  const dc = { id: dcId, ipAddress: host, port };
  const defaultDcs = { main: dc, media: dc };
  const storage = new MemoryStorage();
  const authKey = Buffer.from(account.authKey, 'base64');
  const self = { userId: Number(account.userId), isBot: false, isPremium: false, usernames: [] };
  const peer = {
    _: 'inputPeerChannel',
    channelId: Number(account.channelId),
    accessHash: Long.fromString(account.accessHash),
  } as const;

  return async () => {
    const client = new TelegramClient({
      apiId: 12345,
      apiHash: '0123456789abcdef0123456789abcdef',
      storage,
      crypto,
      defaultDcs,
      disableUpdates: true,
      logLevel: 0,
    });
    await client.importSession({ authKey, primaryDcs: defaultDcs, self });
    return {
      exportLink: () => client.call({ _: 'messages.exportChatInvite', peer, usageLimit: 1 }),
      close: () => client.destroy(),
    };
  };
}
