import type { AddressedJob } from './addressed-job.ts';

/**
 * Takes the first of the jobs, as many as may be called for together: one permanent link at most. The link that it replaces is read
 * before the calls. And in one chat, each such call revokes the link of the one before it: where neither has an answer, nobody can tell whose the link is that is left.
 */
export function takeRound(pending: AddressedJob[], width: number): AddressedJob[] {
  let hasPermanent = false;
  let count = 0;
  for (const { job } of pending.slice(0, width)) {
    if (job.request.legacy_revoke_permanent) {
      if (hasPermanent) {
        break;
      }
      hasPermanent = true;
    }
    count += 1;
  }
  return pending.splice(0, count);
}
