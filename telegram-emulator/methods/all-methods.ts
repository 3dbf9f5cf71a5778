import { RpcError } from '../rpc-error.ts';
import { accountMethods } from './account.ts';
import { adminLogMethods } from './admin-log.ts';
import { authMethods } from './auth.ts';
import { authorizationMethods } from './authorizations.ts';
import { banMethods } from './bans.ts';
import { channelMethods } from './channels.ts';
import { chatMethods } from './chats.ts';
import { contactMethods } from './contacts.ts';
import { dialogMethods } from './dialogs.ts';
import { editInviteMethods } from './edit-invite.ts';
import { exportInviteMethods } from './export-invite.ts';
import { exportedInviteMethods } from './exported-invites.ts';
import { helpMethods } from './help.ts';
import { inviteImporterMethods } from './invite-importers.ts';
import { joinRequestMethods } from './join-requests.ts';
import { loginTokenMethods } from './login-tokens.ts';
import { membershipMethods } from './memberships.ts';
import type { Method, MethodGroup } from './method.ts';
import { participantMethods } from './participants.ts';
import { passwordMethods } from './password.ts';
import { temporaryKeyMethods } from './temporary-keys.ts';
import { updateMethods } from './updates.ts';
import { useInviteMethods } from './use-invite.ts';
import { userMethods } from './users.ts';

const METHODS: MethodGroup = {
  ...helpMethods,
  ...authMethods,
  ...authorizationMethods,
  ...loginTokenMethods,
  ...temporaryKeyMethods,
  ...passwordMethods,
  ...accountMethods,
  ...userMethods,
  ...updateMethods,
  ...contactMethods,
  ...dialogMethods,
  ...channelMethods,
  ...participantMethods,
  ...membershipMethods,
  ...chatMethods,
  ...useInviteMethods,
  ...exportInviteMethods,
  ...exportedInviteMethods,
  ...editInviteMethods,
  ...inviteImporterMethods,
  ...joinRequestMethods,
  ...banMethods,
  ...adminLogMethods,
};

/**
 * The method of that name.
 * @throws RpcError METHOD_NOT_IMPLEMENTED (400): a real method that this data centre does not offer
 */
export function findMethod(name: string): Method {
  const method = METHODS[name];
  if (method === undefined) {
    throw new RpcError(400, 'METHOD_NOT_IMPLEMENTED');
  }
  return method;
}
