import { isFinal, type Job } from '../../../functions/core/job/job.ts';
import type { Receipt } from '../callback-watch.ts';
import type { Violation } from './violation.ts';

/** The attempts within a day, as `functions/core/callback/webhook-callback.ts` spaces them. */
const maxAttempts = 11;

/** Every requested callback was delivered. It told only what the store held, with the same body each time. */
export function checkCallbacks(jobs: Job[], receipts: Receipt[]): Violation[] {
  const told = Map.groupBy(receipts, ({ jobId }) => jobId);
  return [
    ...jobs
      .filter((job) => isOwed(job) && !told.has(job.jobId))
      .map(({ jobId, callback }) => ({
        what: `has ended, and its receiver was never told (${callback?.status} after ${callback?.attempts} attempts)`,
        jobIds: [jobId],
      })),
    ...receipts
      .filter(({ isStored }) => !isStored)
      .map(({ jobId, body }) => ({ what: `was told what the store did not hold: ${body}`, jobIds: [jobId] })),
    ...[...told]
      .filter(([, given]) => new Set(given.map(({ eventId, body }) => `${eventId} ${body}`)).size > 1)
      .map(([jobId]) => ({ what: 'was told in two different events', jobIds: [jobId] })),
  ];
}

/** Whether the callback must have been delivered. It need not when all attempts failed. */
function isOwed({ status, callback }: Job): boolean {
  if (callback === undefined || !isFinal(status)) {
    return false;
  }
  return callback.status !== 'failed' || callback.attempts < maxAttempts;
}
