import { Api, TelegramClient } from 'telegram';
import { AuthKey } from 'telegram/crypto/AuthKey.js';
import { Logger, LogLevel } from 'telegram/extensions/Logger.js';
import { returnBigInt } from 'telegram/Helpers.js';
import { ConnectionTCPFull } from 'telegram/network/index.js';
import { StringSession } from 'telegram/sessions/index.js';
import type { BenchAccount } from './bench-account.ts';
import { serveRival } from './serve-rival.ts';

await serveRival(prepare);

/** As in a script: a `TelegramClient` with a StringSession, which stores the key and no salt. */
async function prepare({ host, port, dcId, ...account }: BenchAccount) {
  const authKey = new AuthKey();
  await authKey.setKey(Buffer.from(account.authKey, 'base64'));
  const peer = new Api.InputPeerChannel({
    channelId: returnBigInt(account.channelId),
    accessHash: returnBigInt(account.accessHash),
  });

  /** It ignores the port in a session. */
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
