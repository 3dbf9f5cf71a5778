import { badRequest } from '../rpc-error.ts';
import type { TlObject } from '../tl/parse-schema.ts';
import { type MethodContext, type MethodGroup, requireUser } from './method.ts';
import { toTlChat, toTlUser } from './to-tl.ts';
import { isUsernameWellFormed } from './usernames.ts';

/** https://core.telegram.org/method/contacts.resolveUsername */
export const contactMethods: MethodGroup = {
  'contacts.resolveUsername': resolveUsername,
};

function resolveUsername(context: MethodContext, { username }: { username: string }): TlObject {
  const viewer = requireUser(context);
  if (!isUsernameWellFormed(username)) {
    throw badRequest('USERNAME_INVALID');
  }
  const found = context.world.findByUsername(username);
  if (found === undefined) {
    throw badRequest('USERNAME_NOT_OCCUPIED');
  }
  const isChannel = 'kind' in found;
  return {
    _: 'contacts.resolvedPeer',
    peer: isChannel ? { _: 'peerChannel', channel_id: found.id } : { _: 'peerUser', user_id: found.id },
    chats: isChannel ? [toTlChat(context.world, viewer, found)] : [],
    users: isChannel ? [] : [toTlUser(context.world, viewer, found)],
  };
}
