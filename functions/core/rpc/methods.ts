import type { Peer } from '../peer/peer.ts';

/*
 * The methods this service calls, as Telegram names them: waits are kept per account and method.
 * https://core.telegram.org/methods
 */
export const exportMethod = 'messages.exportChatInvite';
export const listMethod = 'messages.getExportedChatInvites';
export const adminsMethod = 'messages.getAdminsWithInvites';
export const editMethod = 'messages.editExportedChatInvite';
export const deleteMethod = 'messages.deleteExportedChatInvite';
export const refreshMethod = 'messages.getExportedChatInvite';
export const adminLogMethod = 'channels.getAdminLog';
export const importersMethod = 'messages.getChatInviteImporters';
export const decideMethod = 'messages.hideChatJoinRequest';
export const decideAllMethod = 'messages.hideAllChatJoinRequests';

/** The method that finds a chat named in this way. */
export const resolveMethods = {
  username: 'contacts.resolveUsername',
  inviteHash: 'messages.checkChatInvite',
  channel: 'messages.getDialogs',
  chat: 'messages.getDialogs',
} as const satisfies Record<Peer['kind'], string>;

/** The key of a wait for one method in one chat. A wait for all chats has the method itself as its key. */
export function chatScope(method: string, chat: string): string {
  return `${method} ${chat}`;
}

export function isChatScope(scope: string): boolean {
  return scope.includes(' ');
}
