import type { Peer } from '../peer/peer.ts';

/*
 * The methods this service calls, as Telegram names them: waits are kept per account and method.
 * https://core.telegram.org/methods
 */
export const exportMethod = 'messages.exportChatInvite';
export const listMethod = 'messages.getExportedChatInvites';

/** What it costs to find a chat that is named in this way. */
export const resolveMethods = {
  username: 'contacts.resolveUsername',
  inviteHash: 'messages.checkChatInvite',
  channel: 'messages.getDialogs',
  chat: 'messages.getDialogs',
} as const satisfies Record<Peer['kind'], string>;

/** A wait for one method in one chat is kept under this, beside the waits for the method everywhere. */
export function chatScope(method: string, chat: string): string {
  return `${method} ${chat}`;
}

export function isChatScope(scope: string): boolean {
  return scope.includes(' ');
}
