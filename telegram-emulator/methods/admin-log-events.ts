import type { TlObject } from '../tl/parse-schema.ts';
import type { AdminLogAction, AdminLogEvent, Channel, Invite, Member, User } from '../world/entities.ts';
import { isCreator } from './invite-rights.ts';
import { toTlParticipant } from './participants.ts';
import { toTlInvite } from './to-tl.ts';

/** How much of another administrator's link is shown, before the dots (inferred). */
const SHOWN_LINK_LENGTH = 'https://t.me/+'.length + 6;

/** https://core.telegram.org/constructor/channelAdminLogEvent */
export function toTlAdminLogEvent(channel: Channel, viewer: User, event: AdminLogEvent): TlObject {
  return {
    _: 'channelAdminLogEvent',
    id: event.id,
    date: Math.floor(event.atMs / 1000),
    user_id: event.userId,
    action: toTlAction(channel, viewer, event.action),
  };
}

function toTlAction(channel: Channel, viewer: User, action: AdminLogAction): TlObject {
  switch (action.type) {
    case 'join':
      return { _: 'channelAdminLogEventActionParticipantJoin' };
    case 'join-by-invite':
      // No `via_chatlist`: there are no chat folders here.
      return {
        _: 'channelAdminLogEventActionParticipantJoinByInvite',
        invite: toTlLoggedInvite(channel, viewer, action.invite),
      };
    case 'join-by-request':
      return {
        _: 'channelAdminLogEventActionParticipantJoinByRequest',
        invite: action.invite
          ? toTlLoggedInvite(channel, viewer, action.invite)
          : { _: 'chatInvitePublicJoinRequests' },
        approved_by: action.approvedBy,
      };
    case 'leave':
      return { _: 'channelAdminLogEventActionParticipantLeave' };
    case 'member-added':
      return {
        _: 'channelAdminLogEventActionParticipantInvite',
        participant: toTlParticipant(channel, viewer, action.member),
      };
    case 'admin-changed':
      return {
        _: 'channelAdminLogEventActionParticipantToggleAdmin',
        ...toTlChange(channel, viewer, action),
      };
    case 'ban-changed':
      return {
        _: 'channelAdminLogEventActionParticipantToggleBan',
        ...toTlChange(channel, viewer, action),
      };
    case 'invite-edited':
      return {
        _: 'channelAdminLogEventActionExportedInviteEdit',
        prev_invite: toTlLoggedInvite(channel, viewer, action.before),
        new_invite: toTlLoggedInvite(channel, viewer, action.after),
      };
    case 'invite-revoked':
      return {
        _: 'channelAdminLogEventActionExportedInviteRevoke',
        invite: toTlLoggedInvite(channel, viewer, action.invite),
      };
    case 'invite-deleted':
      return {
        _: 'channelAdminLogEventActionExportedInviteDelete',
        invite: toTlLoggedInvite(channel, viewer, action.invite),
      };
    case 'username-changed':
      return {
        _: 'channelAdminLogEventActionChangeUsername',
        prev_value: action.before,
        new_value: action.after,
      };
  }
}

function toTlChange(channel: Channel, viewer: User, { before, after }: { before: Member; after: Member }) {
  return {
    prev_participant: toTlParticipant(channel, viewer, before),
    new_participant: toTlParticipant(channel, viewer, after),
  };
}

/**
 * The link as it was, with what it counts now (inferred). Another administrator's link is cut and ends with dots, as clients expect
 * of links in this log; that the creator sees all in full is inferred.
 */
function toTlLoggedInvite(channel: Channel, viewer: User, invite: Invite): TlObject {
  const isShown = invite.adminId === viewer.id || isCreator(channel, viewer);
  const link = isShown ? invite.link : `${invite.link.slice(0, SHOWN_LINK_LENGTH)}...`;
  return { ...toTlInvite(channel, invite), link };
}

/**
 * The flags of channelAdminLogEventsFilter that find an action (https://core.telegram.org/constructor/channelAdminLogEventsFilter).
 * `invites` finds what is done to links, not who joins by one (inferred from TDLib's filters); a ban, which removes here, has both flags (inferred).
 */
export function filtersOf(action: AdminLogAction): string[] {
  switch (action.type) {
    case 'join':
    case 'join-by-invite':
    case 'join-by-request':
      return ['join'];
    case 'leave':
      return ['leave'];
    case 'member-added':
      return ['invite'];
    case 'admin-changed':
      return [action.after.role === 'admin' ? 'promote' : 'demote'];
    case 'ban-changed':
      return action.after.role === 'banned' ? ['ban', 'kick'] : ['unban', 'unkick'];
    case 'invite-edited':
    case 'invite-revoked':
    case 'invite-deleted':
      return ['invites'];
    case 'username-changed':
      return ['info'];
  }
}

/** Everybody whom an event names. */
export function usersOf({ userId, action }: AdminLogEvent): bigint[] {
  switch (action.type) {
    case 'join-by-invite':
    case 'invite-revoked':
    case 'invite-deleted':
      return [userId, action.invite.adminId];
    case 'join-by-request':
      return [userId, action.approvedBy, ...(action.invite ? [action.invite.adminId] : [])];
    case 'member-added':
      return [userId, action.member.userId];
    case 'admin-changed':
    case 'ban-changed':
      return [action.before, action.after].flatMap((member) => [
        userId,
        member.userId,
        ...(member.addedBy === undefined ? [] : [member.addedBy]),
      ]);
    case 'invite-edited':
      return [userId, action.after.adminId];
    default:
      return [userId];
  }
}
