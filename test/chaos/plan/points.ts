export const exportPoint = 'messages.exportChatInvite';
export const listPoint = 'messages.getExportedChatInvites';
export const adminsPoint = 'messages.getAdminsWithInvites';
export const resolvePoint = 'contacts.resolveUsername';
export const editPoint = 'messages.editExportedChatInvite';
export const deletePoint = 'messages.deleteExportedChatInvite';
export const refreshPoint = 'messages.getExportedChatInvite';
export const adminLogPoint = 'channels.getAdminLog';
export const importersPoint = 'messages.getChatInviteImporters';
export const decidePoint = 'messages.hideChatJoinRequest';
export const decideAllPoint = 'messages.hideAllChatJoinRequests';

/** A packet with a call of this method is about to be read. */
export function arrivalOf(method: string) {
  return `arrival of ${method}`;
}

/** A callback arrives at its receiver. */
export const receivePoint = 'receive';
