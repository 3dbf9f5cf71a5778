import type { LedgerLinkChange } from '../ledger.ts';
import { logEvent } from '../world/admin-log.ts';
import type { Invite, Peer, User } from '../world/entities.ts';
import type { MethodContext } from './method.ts';

/** @param replacement the new permanent link, where the old one is permanent. */
export function revokeInvite(
  context: MethodContext,
  peer: Peer,
  invite: Invite,
  by: User,
  replacement: Invite | undefined,
): void {
  invite.revoked = true;
  if (replacement !== undefined) {
    peer.invites.push(replacement);
  }
  logEvent(peer, context.nowMs, by.id, { type: 'invite-revoked', invite: { ...invite } });
  recordChange(context, peer, invite, by, { type: 'revoked', replacedBy: replacement?.link });
}

/** Deletes a revoked link. */
export function deleteInvite(context: MethodContext, peer: Peer, invite: Invite, by: User): void {
  peer.invites.splice(peer.invites.indexOf(invite), 1);
  logEvent(peer, context.nowMs, by.id, { type: 'invite-deleted', invite: { ...invite } });
  recordChange(context, peer, invite, by, { type: 'deleted' });
}

export function recordChange(
  context: MethodContext,
  peer: Peer,
  invite: Invite,
  by: User,
  change: Pick<LedgerLinkChange, 'type'> & Partial<Pick<LedgerLinkChange, 'asked' | 'replacedBy'>>,
): void {
  const { link, title, expireDate, usageLimit, requestNeeded } = invite;
  context.ledger.recordLinkChange({
    atMs: context.nowMs,
    link,
    peer: { kind: peer.kind, id: peer.id.toString() },
    adminId: invite.adminId.toString(),
    byUserId: by.id.toString(),
    asked: undefined,
    after: { title, expireDate, usageLimit, requestNeeded },
    replacedBy: undefined,
    ...change,
  });
}
