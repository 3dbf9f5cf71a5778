import type { AdminRights, Member, Peer, Role, User } from './entities.ts';

/** Sets what somebody is in a chat. Rights count for an administrator only. joins.ts enters who comes and goes. */
export function addMember(
  peer: Peer,
  user: User,
  nowMs: number,
  role: Role = 'member',
  rights: AdminRights = {},
): Member {
  const isIn = role !== 'left' && role !== 'banned';
  const known = isIn ? peer.members.get(user.id) : undefined;
  const member: Member = {
    userId: user.id,
    role,
    rights,
    joinedAtMs: nowMs,
    joinedBy: known?.joinedBy,
    approvedBy: known?.approvedBy,
    addedBy: undefined,
  };
  peer.members.set(user.id, member);
  return member;
}

/** The account's membership, unless it left, was removed, or never joined. */
export function activeMember(peer: Peer, user: User): Member | undefined {
  const member = peer.members.get(user.id);
  return member === undefined || member.role === 'left' || member.role === 'banned' ? undefined : member;
}

/** How many are in the chat now. */
export function countMembers(peer: Peer): number {
  return [...peer.members.values()].filter(({ role }) => role !== 'left' && role !== 'banned').length;
}

/** Who invited, promoted or banned a member: the creator, where a test has set it up. */
export function adderOf(peer: Peer, { addedBy, userId }: Member): bigint {
  const creator = [...peer.members.values()].find(({ role }) => role === 'creator');
  return addedBy ?? creator?.userId ?? userId;
}
