import { Api, TelegramClient } from 'telegram';
import { AuthKey } from 'telegram/crypto/AuthKey.js';
import { Logger, LogLevel } from 'telegram/extensions/Logger.js';
import { returnBigInt } from 'telegram/Helpers.js';
import { ConnectionTCPFull } from 'telegram/network/index.js';
import { StringSession } from 'telegram/sessions/index.js';
import type { BenchAccount } from './bench-account.ts';
import { serveRival } from './serve-rival.ts';

await serveRival(prepare);

/** As a script does it: a StringSession, which keeps the key and no salt, and a `TelegramClient`. */
async function prepare({ host, port, dcId, ...account }: BenchAccount) {
  const authKey = new AuthKey();
  await authKey.setKey(Buffer.from(account.authKey, 'base64'));
  const peer = new Api.InputPeerChannel({
    channelId: returnBigInt(account.channelId),
    accessHash: returnBigInt(account.accessHash),
  });

  /** It takes no port of a session's. */
  class LocalConnection extends ConnectionTCPFull {
    constructor(options: ConstructorParameters<typeof ConnectionTCPFull>[0]) {
      super({ ...options, port });
    }
  }

  return async () => {
    const session = new StringSession('');
    session.setDC(dcId, host, 443);
    session.setAuthKey(authKey);
    const client = new TelegramClient(session, 12345, '0123456789abcdef0123456789abcdef', {
      connection: LocalConnection,
      baseLogger: new Logger(LogLevel.NONE),
    });
    await client.connect();
    return {
      exportLink: () => client.invoke(new Api.messages.ExportChatInvite({ peer, usageLimit: 1 })),
      close: () => client.destroy(),
    };
  };
}
