import { Api } from 'telegram/tl/index.js';
import type { AccountOwner } from '../core/account/account.ts';
import { parseRpcError, TelegramError } from '../core/rpc/rpc-error.ts';

/**
 * The user as people recognise them, without the phone number.
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

/** The username of a user or channel: its first one, or the first active one of several. */
export function activeUsernameOf(entity: {
  username?: string | undefined;
  usernames?: Api.TypeUsername[] | undefined;
}): string | undefined {
  return entity.username ?? entity.usernames?.find(({ active }) => active)?.username;
}
