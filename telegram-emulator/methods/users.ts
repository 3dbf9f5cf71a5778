import { RpcError } from '../rpc-error.ts';
import type { TlObject } from '../tl/parse-schema.ts';
import { findInputUser } from './input-peers.ts';
import { type MethodContext, type MethodGroup, requireUser } from './method.ts';
import { toTlUser } from './to-tl.ts';

/** https://core.telegram.org/method/users.getUsers and what clients ask on start */
export const userMethods: MethodGroup = {
  'users.getUsers': getUsers,
  'users.getFullUser': getFullUser,
};

/** A user that the account does not know is returned as userEmpty. */
function getUsers(context: MethodContext, { id }: { id: TlObject[] }): TlObject[] {
  const viewer = requireUser(context);
  return id.map((input) => {
    try {
      return toTlUser(context.world, viewer, findInputUser(context.world, viewer, input));
    } catch (error) {
      if (!(error instanceof RpcError)) {
        throw error;
      }
      return { _: 'userEmpty', id: (input.user_id as bigint | undefined) ?? 0n };
    }
  });
}

function getFullUser(context: MethodContext, { id }: { id: TlObject }): TlObject {
  const viewer = requireUser(context);
  const user = findInputUser(context.world, viewer, id);
  return {
    _: 'users.userFull',
    full_user: {
      _: 'userFull',
      id: user.id,
      about: user.about === '' ? undefined : user.about,
      settings: { _: 'peerSettings' },
      notify_settings: { _: 'peerNotifySettings' },
      common_chats_count: 0,
    },
    chats: [],
    users: [toTlUser(context.world, viewer, user)],
  };
}
