import type { TlObject } from './tl/parse-schema.ts';
import type { Peer } from './world/entities.ts';
import type { World } from './world/world.ts';

/** The chat that a query names: by InputPeer, InputChannel, id or username. */
export function chatOf(world: World, query: TlObject): Peer | undefined {
  if (typeof query.username === 'string') {
    const named = world.findByUsername(query.username);
    return named !== undefined && 'kind' in named ? named : undefined;
  }
  const named = (query.peer ?? query.channel ?? query) as Partial<TlObject>;
  if (typeof named.channel_id === 'bigint') {
    return world.channels.get(named.channel_id);
  }
  return typeof named.chat_id === 'bigint' ? world.chats.get(named.chat_id) : undefined;
}
