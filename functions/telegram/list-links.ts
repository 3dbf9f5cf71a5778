import { Api } from 'telegram/tl/index.js';
import type { InputPeer } from '../core/account/account.ts';
import type { LinkAdmin, LinkList, LinkOffset } from '../core/job/operation.ts';
import type { LinkPage } from '../core/operation/list-calls.ts';
import { parseRpcError, TelegramError } from '../core/rpc/rpc-error.ts';
import type { TelegramConnection } from './connection.ts';
import { toExportedInvite } from './exported-invite.ts';
import { toApiInputPeer } from './input-peer.ts';
import { toInputUser } from './seen-user.ts';

/** Telegram's limit for one page. */
const pageLimit = 100;

/**
 * A page of the links of an administrator in a chat, newest first.
 * @throws TelegramError
 * @see https://core.telegram.org/method/messages.getExportedChatInvites
 */
export async function listLinks(
  connection: TelegramConnection,
  peer: InputPeer,
  { admin, revoked }: LinkList,
  offset?: LinkOffset,
): Promise<LinkPage> {
  const { invites } = await connection.call(
    new Api.messages.GetExportedChatInvites({
      peer: toApiInputPeer(peer),
      adminId: admin === undefined ? new Api.InputUserSelf() : toInputUser(admin),
      limit: pageLimit,
      ...(revoked ? { revoked } : {}),
      ...(offset === undefined ? {} : { offsetDate: offset.date, offsetLink: offset.link }),
    }),
  );
  const exported = invites.filter((invite) => invite instanceof Api.ChatInviteExported);
  const last = exported.at(-1);
  return {
    links: exported.map((invite) => ({
      invite: toExportedInvite(invite),
      usage: invite.usage ?? 0,
      requested: invite.requested ?? 0,
    })),
    ...(invites.length < pageLimit || last === undefined
      ? {}
      : { next: { date: last.date, link: last.link } }),
  };
}

/**
 * The lists that have links, of every administrator of a chat.
 * @throws TelegramError CHAT_ADMIN_REQUIRED for anyone but the chat's creator.
 * @see https://core.telegram.org/method/messages.getAdminsWithInvites
 */
export async function listAdminLists(connection: TelegramConnection, peer: InputPeer): Promise<LinkList[]> {
  const { admins, users } = await connection.call(
    new Api.messages.GetAdminsWithInvites({ peer: toApiInputPeer(peer) }),
  );
  return admins.flatMap(({ adminId, invitesCount, revokedInvitesCount }) => {
    const user = users.find((each) => each instanceof Api.User && each.id.equals(adminId));
    if (!(user instanceof Api.User)) {
      throw new TelegramError(parseRpcError(0, 'UNEXPECTED_ANSWER'));
    }
    const whose = user.self ? {} : { admin: toLinkAdmin(user) };
    return [
      ...(invitesCount > 0 ? [{ ...whose, revoked: false }] : []),
      ...(revokedInvitesCount > 0 ? [{ ...whose, revoked: true }] : []),
    ];
  });
}

/** A user without an access hash, such as a deleted one, is addressed with 0. */
function toLinkAdmin({ id, accessHash, bot }: Api.User): LinkAdmin {
  return {
    userId: id.toString(),
    accessHash: accessHash?.toString() ?? '0',
    ...(bot ? { isBot: true } : {}),
  };
}
