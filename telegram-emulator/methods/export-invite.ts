import { badRequest } from '../rpc-error.ts';
import type { TlObject } from '../tl/parse-schema.ts';
import type { Invite, Peer, User } from '../world/entities.ts';
import { findPermanentInvite, newInvite } from '../world/invites.ts';
import { findInputPeer } from './input-peers.ts';
import { requireInviteRight } from './invite-rights.ts';
import { revokeInvite } from './link-changes.ts';
import { type MethodContext, type MethodGroup, requireUser } from './method.ts';
import { toTlInvite } from './to-tl.ts';

interface ExportChatInvite {
  legacy_revoke_permanent?: true;
  request_needed?: true;
  peer: TlObject;
  expire_date?: number;
  usage_limit?: number;
  title?: string;
  subscription_pricing?: { period: number; amount: bigint };
}

/** Code points, as TDLib counts them before it sends. A longer title is cut, because no error is documented for it. */
const MAX_TITLE_LENGTH = 32;
export const MAX_USAGE_LIMIT = 99_999;
/** The only period of a paid subscription, in seconds. */
const SUBSCRIPTION_PERIOD = 2_592_000;
const MAX_SUBSCRIPTION_STARS = 10_000n;

/** https://core.telegram.org/method/messages.exportChatInvite */
export const exportInviteMethods: MethodGroup = {
  'messages.exportChatInvite': exportChatInvite,
};

function exportChatInvite(context: MethodContext, params: ExportChatInvite): TlObject {
  const user = requireUser(context);
  const peer = findInputPeer(context.world, user, params.peer);
  requireInviteRight(peer, user);
  checkExpireDate(params.expire_date, context.now);
  checkUsageLimit(params.usage_limit, params.request_needed === true);
  checkPricing(peer, params);
  if (peer.kind === 'channel' && peer.hasPublicJoinRequests) {
    return { _: 'chatInvitePublicJoinRequests' };
  }

  const isPermanent = params.legacy_revoke_permanent === true;
  const invite = makeInvite(context, user, params, isPermanent);
  const replaced = isPermanent ? findPermanentInvite(peer, user.id) : undefined;
  if (replaced === undefined) {
    peer.invites.push(invite);
  } else {
    revokeInvite(context, peer, replaced, user, invite);
  }
  enterLink(context, peer, invite);
  return toTlInvite(peer, invite);
}

/**
 * An expiry of 0 means none.
 * @throws RpcError EXPIRE_DATE_INVALID
 */
export function checkExpireDate(expireDate: number | undefined, now: number): void {
  if (expireDate !== undefined && expireDate !== 0 && expireDate <= now) {
    throw badRequest('EXPIRE_DATE_INVALID');
  }
}

/**
 * A limit of 0 means none; approval by an administrator excludes a limit.
 * @throws RpcError USAGE_LIMIT_INVALID
 */
export function checkUsageLimit(usageLimit: number | undefined, isRequestNeeded: boolean): void {
  if (usageLimit === undefined || usageLimit === 0) {
    return;
  }
  if (usageLimit < 0 || usageLimit > MAX_USAGE_LIMIT || isRequestNeeded) {
    throw badRequest('USAGE_LIMIT_INVALID');
  }
}

/** https://core.telegram.org/api/subscriptions#channel-subscriptions */
function checkPricing(peer: Peer, params: ExportChatInvite): void {
  const pricing = params.subscription_pricing;
  if (pricing === undefined) {
    return;
  }
  if (pricing.period !== SUBSCRIPTION_PERIOD) {
    throw badRequest('SUBSCRIPTION_PERIOD_INVALID');
  }
  const isChannel = peer.kind === 'channel' && !peer.isMegagroup;
  const hasOtherLimits = Boolean(params.expire_date || params.usage_limit || params.request_needed);
  const isPriceInRange = pricing.amount >= 1n && pricing.amount <= MAX_SUBSCRIPTION_STARS;
  if (!isChannel || hasOtherLimits || !isPriceInRange) {
    throw badRequest('PRICING_CHAT_INVALID');
  }
}

function makeInvite(
  context: MethodContext,
  user: User,
  params: ExportChatInvite,
  permanent: boolean,
): Invite {
  const pricing = params.subscription_pricing;
  const options = {
    expireDate: params.expire_date || undefined,
    usageLimit: params.usage_limit || undefined,
    requestNeeded: params.request_needed === true,
    title: cutTitle(params.title),
    subscriptionPricing: pricing && { period: pricing.period, amount: pricing.amount },
  };
  return { ...newInvite(user.id, context.now, options), permanent };
}

/** A title that has only blanks counts as no title. */
export function cutTitle(title: string | undefined): string | undefined {
  const cut = [...(title ?? '').trim()].slice(0, MAX_TITLE_LENGTH).join('');
  return cut === '' ? undefined : cut;
}

function enterLink(context: MethodContext, peer: Peer, invite: Invite): void {
  const pricing = invite.subscriptionPricing;
  context.ledger.recordLink({
    atMs: context.nowMs,
    link: invite.link,
    adminId: invite.adminId.toString(),
    peer: { kind: peer.kind, id: peer.id.toString() },
    date: invite.date,
    title: invite.title,
    expireDate: invite.expireDate,
    usageLimit: invite.usageLimit,
    requestNeeded: invite.requestNeeded,
    subscriptionPricing: pricing && { period: pricing.period, amount: pricing.amount.toString() },
    permanent: invite.permanent,
  });
}
