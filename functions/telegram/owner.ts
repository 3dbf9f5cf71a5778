import { Api } from 'telegram/tl/index.js';
import type { AccountOwner } from '../core/account/account.ts';
import { parseRpcError, TelegramError } from '../core/rpc/rpc-error.ts';

/**
 * The user as people recognise them; the phone number stays out.
 * @throws TelegramError when Telegram sent no user.
 * @see https://core.telegram.org/constructor/user
 */
export function toOwner(user: Api.TypeUser | undefined): { owner: AccountOwner; isBot: boolean } {
  if (!(user instanceof Api.User)) {
    throw new TelegramError(parseRpcError(0, 'UNEXPECTED_ANSWER'));
  }
  const { firstName, lastName } = user;
  const username = activeUsernameOf(user);
  const owner = {
    userId: user.id.toString(),
    firstName: firstName ?? '',
    ...(lastName ? { lastName } : {}),
    ...(username ? { username } : {}),
  };
  return { owner, isBot: user.bot ?? false };
}

/** A user's or channel's name: the one it was given first, or the first of several that is in use. */
export function activeUsernameOf(entity: {
  username?: string | undefined;
  usernames?: Api.TypeUsername[] | undefined;
}): string | undefined {
  return entity.username ?? entity.usernames?.find(({ active }) => active)?.username;
}
