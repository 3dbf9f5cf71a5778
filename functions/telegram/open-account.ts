import type { InputPeer } from '../core/account/account.ts';
import type { Session } from '../core/account/session.ts';
import type { TelegramAccount } from '../core/drain/telegram-account.ts';
import type { Peer } from '../core/peer/peer.ts';
import { checkChatInvite } from './check-chat-invite.ts';
import type { Clock } from './clock.ts';
import type { TelegramConnection } from './connection.ts';
import { decideAllRequests, decideRequest } from './decide-request.ts';
import { deleteExportedInvite } from './delete-exported-invite.ts';
import { editExportedInvite, revokeExportedInvite } from './edit-exported-invite.ts';
import { exportChatInvite } from './export-chat-invite.ts';
import { findDialog } from './find-dialog.ts';
import { getExportedInvite } from './get-exported-invite.ts';
import { listExportedInvites } from './list-exported-invites.ts';
import { listImporters } from './list-importers.ts';
import { listAdminLists, listLinks } from './list-links.ts';
import type { Line } from './open-line.ts';
import { openSession } from './open-session.ts';
import { readAdminLog } from './read-admin-log.ts';
import { resolveUsername } from './resolve-username.ts';

/**
 * Opens an account's one connection.
 * @param clock nothing is sent at or after `untilMs`.
 * @param serverSalts salts from an earlier connection of the account; a valid one saves a round trip.
 * @param line an open line to the session's address, or one that is being opened.
 * @throws TelegramError CONNECTION_FAILED
 */
export async function openAccount(
  session: Session,
  clock: Clock,
  serverSalts?: string,
  line?: Line,
): Promise<TelegramAccount> {
  const connection = await openSession(session, clock, serverSalts, line);
  return {
    resolvePeer: (peer) => resolvePeer(connection, peer),
    exportChatInvite: (peer, request) => exportChatInvite(connection, peer, request),
    editLink: (peer, link, changes) => editExportedInvite(connection, peer, link, changes),
    revokeLink: (peer, link) => revokeExportedInvite(connection, peer, link),
    deleteLink: (peer, link) => deleteExportedInvite(connection, peer, link),
    getLink: (peer, link) => getExportedInvite(connection, peer, link),
    listLinks: (peer, list, offset) => listLinks(connection, peer, list, offset),
    listAdminLists: (peer) => listAdminLists(connection, peer),
    listExportedInvites: (peer, sinceSeconds) => listExportedInvites(connection, peer, sinceSeconds),
    readAdminLog: (channel, range) => readAdminLog(connection, channel, range),
    listImporters: (peer, list, offset) => listImporters(connection, peer, list, offset),
    decideRequest: (peer, user, isApproved) => decideRequest(connection, peer, user, isApproved),
    decideAllRequests: (peer, link, isApproved) => decideAllRequests(connection, peer, link, isApproved),
    aheadMs: () => connection.telegramNowMs() - clock.now(),
    serverSalts: connection.getServerSalts,
    close: connection.close,
  };
}

function resolvePeer(connection: TelegramConnection, peer: Peer): Promise<InputPeer> {
  switch (peer.kind) {
    case 'username':
      return resolveUsername(connection, peer.username);
    case 'inviteHash':
      return checkChatInvite(connection, peer.hash);
    case 'channel':
      return findDialog(connection, peer.channelId);
    case 'chat':
      return Promise.resolve({ kind: 'chat', chatId: peer.chatId });
  }
}
