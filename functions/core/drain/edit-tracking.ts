import type { LinkState } from '../job/job.ts';
import { linkStateOf } from '../operation/link-state.ts';
import type { Run } from './run.ts';
import type { AddressedOperation, RunOperations } from './run-operations.ts';
import { followLink } from './track-links.ts';

/** The state of the link with what the operation makes of the tracking of its joins. */
export function withTracking({ operation }: AddressedOperation['job'], state: LinkState): LinkState {
  const track = operation.changes?.track_joins;
  return track === undefined ? state : { ...state, track };
}

/**
 * The operation needs no call of Telegram: an edit of the tracking alone does not.
 * @returns false where a later lease works on the account: this one is over.
 */
export async function settleUncalled(
  run: Run,
  known: RunOperations,
  { job, inputPeer }: AddressedOperation,
  aheadMs: number,
): Promise<boolean> {
  const invite = known.inviteOf(job);
  const before = linkStateOf(invite ?? job);
  const state = withTracking(job, before);
  // A worker before this one has died behind it.
  const isDone = before.doneUntil === job.jobId;
  if (invite === undefined || isDone || state === before) {
    return true;
  }
  await followLink(run, inputPeer, { invite, state, aheadMs });
  const done = known.knowsEarlier(job) ? { doneUntil: job.jobId } : {};
  const stored = { ...state, ...done, fence: run.account.fence };
  if (!(await run.saveLink({ tenantId: job.tenantId, jobId: invite.jobId }, stored))) {
    run.stop();
    return false;
  }
  known.noteLink(job, stored);
  return true;
}
