import { toChatResource } from '../../functions/api/account-resource.ts';
import type { AccountOwner } from '../../functions/core/account/account.ts';
import { toRfc3339 } from '../../functions/core/job/invite-resource.ts';
import type { Login, LoginState } from './login-run.ts';

/** A login as the operator API tells it. */
export function toLoginResource({ loginId, name, version, endsAtMs, current, notes }: Login): object {
  return {
    id: loginId,
    account: name,
    version,
    ends_at: toRfc3339(endsAtMs),
    notes,
    ...toStateMembers(current),
  };
}

export function toUserResource({ userId, firstName, lastName, username }: AccountOwner): object {
  return { id: userId, first_name: firstName, last_name: lastName, username };
}

function toStateMembers(current: LoginState): object {
  switch (current.state) {
    case 'working':
      return current;
    case 'qr':
      return { state: 'qr', url: current.url, expires_at: toRfc3339(current.expiresAtMs) };
    case 'code': {
      const { state, how, length, resendAtMs, problem } = current;
      const resendAt = resendAtMs === undefined ? undefined : toRfc3339(resendAtMs);
      return { state, how, length, resend_at: resendAt, problem };
    }
    case 'password':
      return current;
    case 'done': {
      const { state, owner, chats } = current;
      // Only chats in which it may make links: the others are told by the API's list of chats.
      const open = chats?.filter(({ canExport }) => canExport).map(toChatResource);
      return { state, user: toUserResource(owner), chats: open };
    }
    case 'failed':
      return {
        state: 'failed',
        type: current.type,
        detail: current.detail,
        retry_after: current.waitSeconds,
      };
  }
}
