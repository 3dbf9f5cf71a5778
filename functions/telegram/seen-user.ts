import { returnBigInt } from 'telegram/Helpers.js';
import { Api } from 'telegram/tl/index.js';
import type { SeenUser } from '../core/join/join-calls.ts';
import { activeUsernameOf } from './owner.ts';

/** A user among those that came with an answer. One that is not there, or that has no access hash, is addressed with 0. */
export function findSeenUser(users: Api.TypeUser[], id: Api.TypeUser['id']): SeenUser {
  const userId = id.toString();
  const user = users.find((each) => each.id.equals(id));
  if (!(user instanceof Api.User)) {
    return { userId, accessHash: '0' };
  }
  const username = activeUsernameOf(user);
  return {
    userId,
    accessHash: user.accessHash?.toString() ?? '0',
    ...(user.firstName ? { firstName: user.firstName } : {}),
    ...(username ? { username } : {}),
  };
}

export function toInputUser({ userId, accessHash }: Pick<SeenUser, 'userId' | 'accessHash'>): Api.InputUser {
  return new Api.InputUser({ userId: returnBigInt(userId), accessHash: returnBigInt(accessHash) });
}
