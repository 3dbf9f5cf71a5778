import type { FieldProblem } from './field-problem.ts';
import type { InviteRequest, ParsedInviteRequest } from './invite-request.ts';
import type { TrackJoins } from './track-joins.ts';

/** The request with its peer, or the reason why the account cannot take it. Another tenant's account is unknown here. */
export function completeRequest(
  request: ParsedInviteRequest,
  account: { defaultPeer?: string } | undefined,
): InviteRequest | FieldProblem {
  if (account === undefined) {
    return { field: 'account', detail: `There is no account "${request.account}".` };
  }
  const peer = request.peer ?? account.defaultPeer;
  if (peer === undefined) {
    return { field: 'peer', detail: `Missing. The account "${request.account}" has no default peer.` };
  }
  return { ...request, peer };
}

/** The request with the tracking of its joins: its own word, else its key's. A single-use link is always tracked. */
export function withTracking<R extends ParsedInviteRequest>(
  request: R,
  { trackJoins }: { trackJoins?: TrackJoins },
): R {
  const track = request.track_joins ?? trackJoins ?? (request.single_use ? true : undefined);
  return track === undefined ? request : { ...request, track_joins: track };
}
