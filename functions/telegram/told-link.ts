import { Api } from 'telegram/tl/index.js';
import type { ToldLink } from '../core/job/job.ts';
import { parseRpcError, TelegramError } from '../core/rpc/rpc-error.ts';
import { toExportedInvite } from './exported-invite.ts';

/**
 * An answer about one link. Telegram leaves out a count that is 0.
 * @see https://core.telegram.org/type/messages.ExportedChatInvite
 */
export function toToldLink(answer: Api.messages.TypeExportedChatInvite): ToldLink {
  const { invite } = answer;
  if (!(invite instanceof Api.ChatInviteExported)) {
    throw new TelegramError(parseRpcError(0, 'UNEXPECTED_ANSWER'));
  }
  const replacement =
    answer instanceof Api.messages.ExportedChatInviteReplaced ? answer.newInvite : undefined;
  return {
    invite: toExportedInvite(invite),
    usage: invite.usage ?? 0,
    requested: invite.requested ?? 0,
    ...(invite.revoked ? { isRevoked: true } : {}),
    ...(replacement instanceof Api.ChatInviteExported ? { replacedBy: toExportedInvite(replacement) } : {}),
  };
}
