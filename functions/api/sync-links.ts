import { findCallbackProblems } from '../core/request/invite-request.ts';
import { parseSyncRequest } from '../core/request/sync-request.ts';
import { acceptChatOperation } from './accept-operation.ts';
import type { ApiResponse } from './api-event.ts';
import type { KeyedEvent } from './authenticate-key.ts';
import { type FindAccountDeps, findAccount } from './find-account.ts';
import { type OperateInviteDeps, respondAccepted } from './operate-invite.ts';
import type { JsonObject } from './parse-json-body.ts';
import { invalidRequest } from './problem-error.ts';

export type SyncLinksDeps = OperateInviteDeps & FindAccountDeps;

/**
 * POST /v1/accounts/{name}/links/sync: reads all links of the account in a chat, and makes invites of those that are none yet.
 */
export function syncLinks(deps: SyncLinksDeps) {
  return async function handleSyncLinks(event: KeyedEvent & { json: JsonObject }): Promise<ApiResponse> {
    const parsed = parseSyncRequest(event.json);
    if (parsed.problems) {
      throw invalidRequest(parsed.problems);
    }
    const { accountId, name: account, defaultPeer } = await findAccount(deps, event);
    const { peer = defaultPeer, revoked, admins, priority = 'normal', callback_url } = parsed.request;
    if (peer === undefined) {
      const detail = `Missing. The account "${account}" has no default peer.`;
      throw invalidRequest([{ field: 'peer', detail }]);
    }
    const problems = findCallbackProblems(
      callback_url === undefined ? {} : { callback_url },
      deps.allowLocalCallbacks,
    );
    if (problems.length > 0) {
      throw invalidRequest(problems);
    }
    const accepted = await acceptChatOperation(deps, event, {
      accountId,
      request: { account, peer, priority },
      operation: {
        kind: 'sync',
        ...(revoked ? { revoked } : {}),
        ...(admins === undefined ? {} : { admins }),
      },
      callback_url,
      hashed: { ...parsed.request, kind: 'sync', account, peer },
    });
    return respondAccepted(deps, event, accepted);
  };
}
