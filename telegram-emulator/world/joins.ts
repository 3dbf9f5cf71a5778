import { logEvent } from './admin-log.ts';
import type { AdminLogAction, AdminRights, Invite, Member, Peer, Role, User } from './entities.ts';
import { activeMember, addMember } from './members.ts';

/** How somebody came in. */
export type Entry =
  | { via: 'link'; invite: Invite }
  | { via: 'request'; invite: Invite | undefined; approvedBy: bigint }
  /** By the Join button of a public chat. Telegram does not tell the link that it was opened by. */
  | { via: 'button' }
  | { via: 'added'; by: bigint };

/** Every way into a chat comes through here, so that each has its entry in the admin log and among the joins. */
export function enter(peer: Peer, user: User, nowMs: number, entry: Entry): Member {
  const link = 'invite' in entry ? entry.invite?.link : undefined;
  const approvedBy = entry.via === 'request' ? entry.approvedBy : undefined;
  const addedBy = entry.via === 'added' ? entry.by : undefined;
  peer.joinRequests.delete(user.id);
  const member = Object.assign(addMember(peer, user, nowMs), { joinedBy: link, approvedBy, addedBy });
  const eventId = logEvent(peer, nowMs, addedBy ?? user.id, actionOf(entry, member));
  peer.joinHistory.joins.push({
    atMs: nowMs,
    userId: user.id.toString(),
    peer: { kind: peer.kind, id: peer.id.toString() },
    via: entry.via,
    link,
    approvedBy: approvedBy?.toString(),
    addedBy: addedBy?.toString(),
    eventId: eventId?.toString(),
  });
  return member;
}

function actionOf(entry: Entry, member: Member): AdminLogAction {
  switch (entry.via) {
    case 'link':
      return { type: 'join-by-invite', invite: { ...entry.invite } };
    case 'request':
      return {
        type: 'join-by-request',
        invite: entry.invite && { ...entry.invite },
        approvedBy: entry.approvedBy,
      };
    case 'button':
      return { type: 'join' };
    case 'added':
      return { type: 'member-added', member: { ...member } };
  }
}

/** The link that a member came by counts one use less. */
export function leave(peer: Peer, user: User, nowMs: number): Member {
  if (activeMember(peer, user) !== undefined) {
    logEvent(peer, nowMs, user.id, { type: 'leave' });
  }
  return addMember(peer, user, nowMs, 'left');
}

/** Makes somebody an administrator or a member again. Who is not in is added first. */
export function changeRole(
  peer: Peer,
  user: User,
  by: bigint,
  nowMs: number,
  change: { role: Role; rights: AdminRights },
): Member {
  const before = { ...(activeMember(peer, user) ?? enter(peer, user, nowMs, { via: 'added', by })) };
  const member = addMember(peer, user, before.joinedAtMs, change.role, change.rights);
  if (before.role !== 'member' || change.role !== 'member') {
    member.addedBy = by;
    logEvent(peer, nowMs, by, { type: 'admin-changed', before, after: { ...member } });
  } else {
    member.addedBy = before.addedBy;
  }
  return member;
}

/** Removes somebody for good, or lets them come back: they are then out, and may join. */
export function changeBan(peer: Peer, user: User, by: bigint, nowMs: number, isBanned: boolean): Member {
  const known = peer.members.get(user.id) ?? addMember(peer, user, nowMs, 'left');
  const before = { ...known };
  const member = addMember(peer, user, nowMs, isBanned ? 'banned' : 'left');
  member.addedBy = by;
  logEvent(peer, nowMs, by, { type: 'ban-changed', before, after: { ...member } });
  return member;
}

/** What a test sets up: as though the creator had done it. */
export function setRole(
  peer: Peer,
  user: User,
  nowMs: number,
  role: Role = 'member',
  rights: AdminRights = {},
): Member {
  const creator = creatorOf(peer) ?? user.id;
  switch (role) {
    case 'left':
      return leave(peer, user, nowMs);
    case 'banned':
      return changeBan(peer, user, creator, nowMs, true);
    default:
      return changeRole(peer, user, creator, nowMs, { role, rights });
  }
}

export function creatorOf(peer: Peer): bigint | undefined {
  return [...peer.members.values()].find(({ role }) => role === 'creator')?.userId;
}
