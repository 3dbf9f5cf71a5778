import { returnBigInt } from 'telegram/Helpers.js';
import { Api } from 'telegram/tl/index.js';
import type { InputPeer } from '../core/account/account.ts';
import type { AdminLogPage, JoinCalls, LoggedChange, LoggedJoin } from '../core/join/join-calls.ts';
import type { TelegramConnection } from './connection.ts';
import { toExportedInvite } from './exported-invite.ts';
import { findSeenUser } from './seen-user.ts';

/** Telegram's limit for one page. */
const pageLimit = 100;

/**
 * A page of the admin log of a channel or supergroup: who came in and what was done to links, newest first. Telegram keeps 48 hours.
 * @throws TelegramError
 * @see https://core.telegram.org/method/channels.getAdminLog
 */
export async function readAdminLog(
  connection: TelegramConnection,
  { channelId, accessHash }: InputPeer & { kind: 'channel' },
  { afterId = '0', beforeId = '0' }: Parameters<JoinCalls['readAdminLog']>[1],
): Promise<AdminLogPage> {
  const { events, users } = await connection.call(
    new Api.channels.GetAdminLog({
      channel: new Api.InputChannel({
        channelId: returnBigInt(channelId),
        accessHash: returnBigInt(accessHash),
      }),
      q: '',
      eventsFilter: new Api.ChannelAdminLogEventsFilter({ join: true, invites: true }),
      maxId: returnBigInt(beforeId),
      minId: returnBigInt(afterId),
      limit: pageLimit,
    }),
  );
  const [newest, oldest] = [events[0], events.at(-1)];
  return {
    joins: events.flatMap((event) => toJoin(event, users) ?? []),
    changes: events.flatMap((event) => toChange(event) ?? []),
    ...(newest === undefined ? {} : { newestId: newest.id.toString() }),
    ...(oldest === undefined ? {} : { oldestId: oldest.id.toString(), oldestDate: oldest.date }),
    isLast: events.length < pageLimit,
  };
}

function toJoin(
  { id, date, userId, action }: Api.TypeChannelAdminLogEvent,
  users: Api.TypeUser[],
): LoggedJoin | undefined {
  const join = { eventId: id.toString(), date, user: findSeenUser(users, userId) };
  if (action instanceof Api.ChannelAdminLogEventActionParticipantJoin) {
    return { ...join, via: 'unknown' };
  }
  if (action instanceof Api.ChannelAdminLogEventActionParticipantJoinByInvite) {
    return { ...join, via: 'link', ...linkOf(action.invite) };
  }
  if (action instanceof Api.ChannelAdminLogEventActionParticipantJoinByRequest) {
    return { ...join, via: 'request', ...linkOf(action.invite), approvedBy: action.approvedBy.toString() };
  }
  return undefined;
}

function toChange({ id, date, action }: Api.TypeChannelAdminLogEvent): LoggedChange | undefined {
  const change = { eventId: id.toString(), date };
  if (action instanceof Api.ChannelAdminLogEventActionExportedInviteEdit) {
    return withInvite({ ...change, kind: 'edited' }, action.newInvite);
  }
  if (action instanceof Api.ChannelAdminLogEventActionExportedInviteRevoke) {
    return withInvite({ ...change, kind: 'revoked' }, action.invite);
  }
  if (action instanceof Api.ChannelAdminLogEventActionExportedInviteDelete) {
    return withInvite({ ...change, kind: 'deleted' }, action.invite);
  }
  return undefined;
}

function withInvite(
  change: Omit<LoggedChange, 'invite'>,
  invite: Api.TypeExportedChatInvite,
): LoggedChange | undefined {
  return invite instanceof Api.ChatInviteExported
    ? { ...change, invite: toExportedInvite(invite) }
    : undefined;
}

/** Who asks by the Join button of a public chat asks by no link. */
function linkOf(invite: Api.TypeExportedChatInvite): Pick<LoggedJoin, 'link'> {
  return invite instanceof Api.ChatInviteExported ? { link: invite.link } : {};
}
