import { returnBigInt } from 'telegram/Helpers.js';
import { Api } from 'telegram/tl/index.js';
import type { InputPeer } from '../core/account/account.ts';
import type { ExportOutcome } from '../core/job/job.ts';
import type { InviteRequest } from '../core/request/invite-request.ts';
import { parseRpcError, TelegramError } from '../core/rpc/rpc-error.ts';
import type { TelegramConnection } from './connection.ts';
import { toExportedInvite } from './exported-invite.ts';
import { toApiInputPeer } from './input-peer.ts';

/**
 * Makes one invite link. Not idempotent: every executed call makes another link, so a call whose outcome is unknown
 * must be reconciled before it is repeated. `expire_in` counts from this moment, by Telegram's clock. Exports on one
 * connection are executed in order. When one fails, Telegram does not execute those sent after it.
 * @throws TelegramError CALL_NOT_MADE when Telegram has certainly not executed it, and as `call` does.
 * @see https://core.telegram.org/method/messages.exportChatInvite
 */
export async function exportChatInvite(
  connection: TelegramConnection,
  peer: InputPeer,
  request: InviteRequest,
): Promise<ExportOutcome> {
  const {
    title,
    expire_date: expireDate,
    expire_in: expireIn,
    usage_limit: usageLimit,
    subscription_pricing: pricing,
  } = request;
  // An absent option must stay absent: 0 and "" would set its flag.
  const query = new Api.messages.ExportChatInvite({
    peer: toApiInputPeer(peer),
    ...(title ? { title } : {}),
    ...(expireDate === undefined ? {} : { expireDate }),
    ...(usageLimit === undefined ? {} : { usageLimit }),
    ...(request.request_needed ? { requestNeeded: true } : {}),
    ...(request.legacy_revoke_permanent ? { legacyRevokePermanent: true } : {}),
    ...(pricing === undefined
      ? {}
      : {
          subscriptionPricing: new Api.StarsSubscriptionPricing({
            period: pricing.period,
            amount: returnBigInt(pricing.amount),
          }),
        }),
  });
  if (expireIn !== undefined) {
    // Counted whenever the call is sent: where our clock is wrong, Telegram refuses the first call and tells its time.
    Object.defineProperty(query, 'expireDate', {
      get: () => Math.floor(connection.telegramNowMs() / 1000) + expireIn,
    });
  }
  const exported = await connection.callInOrder(query);
  if (exported instanceof Api.ChatInvitePublicJoinRequests) {
    return { kind: 'chatInvitePublicJoinRequests' };
  }
  if (exported instanceof Api.ChatInviteExported) {
    return { kind: 'chatInviteExported', invite: toExportedInvite(exported) };
  }
  throw new TelegramError(parseRpcError(0, 'UNEXPECTED_ANSWER'));
}
