import { Api } from 'telegram/tl/index.js';
import type { InputPeer } from '../core/account/account.ts';
import type { SeenUser } from '../core/join/join-calls.ts';
import type { TelegramConnection } from './connection.ts';
import { toApiInputPeer } from './input-peer.ts';
import { toInputUser } from './seen-user.ts';

/**
 * Lets in somebody who asks to join, or turns them away.
 * @throws TelegramError HIDE_REQUESTER_MISSING where nobody asks (any more), USER_ALREADY_PARTICIPANT where the user is in.
 * @see https://core.telegram.org/method/messages.hideChatJoinRequest
 */
export async function decideRequest(
  connection: TelegramConnection,
  peer: InputPeer,
  user: SeenUser,
  isApproved: boolean,
): Promise<void> {
  await connection.call(
    new Api.messages.HideChatJoinRequest({
      peer: toApiInputPeer(peer),
      userId: toInputUser(user),
      ...(isApproved ? { approved: true } : {}),
    }),
  );
}

/**
 * Decides so about all who ask to join, by one link or by any.
 * @throws TelegramError
 * @see https://core.telegram.org/method/messages.hideAllChatJoinRequests
 */
export async function decideAllRequests(
  connection: TelegramConnection,
  peer: InputPeer,
  link: string | undefined,
  isApproved: boolean,
): Promise<void> {
  await connection.call(
    new Api.messages.HideAllChatJoinRequests({
      peer: toApiInputPeer(peer),
      ...(isApproved ? { approved: true } : {}),
      ...(link === undefined ? {} : { link }),
    }),
  );
}
