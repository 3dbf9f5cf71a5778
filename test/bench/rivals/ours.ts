import { openAccount } from '../../../functions/telegram/open-account.ts';
import type { BenchAccount } from './bench-account.ts';
import { serveRival } from './serve-rival.ts';

await serveRival(prepare);

/** As in the worker: a session, and the salts from the previous connection. */
async function prepare({ host, port, dcId, authKey, userId, ...channel }: BenchAccount) {
  const app = { apiId: 12345, apiHash: '0123456789abcdef0123456789abcdef' };
  const session = { dcId, address: host, port, authKey, userId, ...app };
  const clock = { now: Date.now, untilMs: Number.POSITIVE_INFINITY };
  const { channelId, accessHash } = channel;
  const peer = { kind: 'channel', channelId, accessHash } as const;
  const request = { account: 'main', peer: '@launch', usage_limit: 1 };
  let serverSalts: string | undefined;

  return async () => {
    const account = await openAccount(session, clock, serverSalts);
    return {
      exportLink: () => account.exportChatInvite(peer, request),
      close: () => {
        serverSalts = account.serverSalts();
        return account.close();
      },
    };
  };
}
