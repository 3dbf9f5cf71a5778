import type { TlObject } from '../../../telegram-emulator/tl/parse-schema.ts';
import type { Channel, Peer, User } from '../../../telegram-emulator/world/entities.ts';
import { createClock, startDemo } from './start-demo.ts';

/** One of the demo's chats, and sessions that name it. */
export async function openChat(choose: 'launchChat' | 'backstage' | 'crew' | 'lounge') {
  const clock = createClock();
  const demo = await startDemo({ now: clock.now });
  const peer: Peer = demo.peers[choose];
  const { world, ledger } = { world: demo.world, ledger: demo.dataCentre.ledger };

  async function openAs(user: User) {
    const session = await demo.openSession({ user });
    function ask(method: string, params: object = {}): Promise<TlObject> {
      return session.call({ _: `messages.${method}`, peer: demo.inputPeer(peer, user), ...params });
    }
    function askChannel(method: string, params: object = {}): Promise<TlObject> {
      const channel = demo.inputChannel(peer as Channel, user);
      return session.call({ _: `channels.${method}`, channel, ...params });
    }
    function inputUser({ id }: User): TlObject {
      return { _: 'inputUser', user_id: id, access_hash: world.accessHash(user.id, 'user', id) };
    }
    function join(link: string): Promise<TlObject> {
      return session.call({ _: 'messages.importChatInvite', hash: link.split('+')[1] });
    }
    return { ask, askChannel, inputUser, join, session };
  }

  function addUsers(count: number): User[] {
    return Array.from({ length: count }, (_, i) =>
      world.addUser({ phone: `99966301${i}`, firstName: `User ${i}`, about: `bio ${i}` }),
    );
  }

  return { ...demo, ledger, clock, peer, openAs, addUsers };
}
