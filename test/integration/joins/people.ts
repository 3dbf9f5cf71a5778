import { MemoryStorage, TelegramClient, tl } from '@mtcute/node';
import { addPublicKey, NodeCryptoProvider } from '@mtcute/node/utils.js';
import type { User } from '../../../telegram-emulator/world/entities.ts';
import type { LocalService } from '../local-service.ts';

/** Somebody with a Telegram client of their own, which is logged in. */
export interface Person {
  user: User;
  userId: string;
  /** Opens the link. */
  join(link: string): Promise<'joined' | 'requested'>;
}

/** Names that no other text holds by chance. */
function nameOf(number: number) {
  return { firstName: `Zwyndaqx${number}y`, username: `zwyndaqx_${number}_y` };
}

/**
 * People who use mtcute, with sessions from an earlier login. Each has a key and a connection of its own, and closes it when it is in.
 */
export async function addPeople(
  { telegram, demo: { world } }: LocalService,
  count: number,
): Promise<Person[]> {
  const crypto = new NodeCryptoProvider();
  await crypto.initialize();
  addPublicKey(crypto, telegram.publicKeyPem);
  const dc = { id: telegram.dcId, ipAddress: telegram.host, port: telegram.port };
  const primaryDcs = { main: dc, media: dc };

  async function openClient(user: User): Promise<TelegramClient> {
    const client = new TelegramClient({
      apiId: 12345,
      apiHash: '0123456789abcdef0123456789abcdef',
      storage: new MemoryStorage(),
      crypto,
      defaultDcs: primaryDcs,
      disableUpdates: true,
      logLevel: 0,
    });
    const { authKey } = world.mintAuthKey(user, telegram.dcId);
    const self = { userId: Number(user.id), isBot: false, isPremium: false, usernames: [] };
    await client.importSession({ authKey, primaryDcs, self });
    return client;
  }

  return Array.from({ length: count }, (_, number) => {
    const user = world.addUser({ phone: `99967${1000 + number}`, ...nameOf(number) });
    return {
      user,
      userId: user.id.toString(),
      async join(link) {
        const client = await openClient(user);
        try {
          await client.call({ _: 'messages.importChatInvite', hash: link.replace('https://t.me/+', '') });
          return 'joined';
        } catch (error) {
          if (tl.RpcError.is(error, 'INVITE_REQUEST_SENT')) {
            return 'requested';
          }
          throw error;
        } finally {
          await client.destroy();
        }
      },
    };
  });
}
