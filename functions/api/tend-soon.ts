import type { Log } from '../aws/log.ts';
import type { Job } from '../core/job/job.ts';
import type { StandingRef } from '../core/job/operation.ts';
import { newTending, type TendedWork } from '../core/job/tending.ts';

export interface TendSoonDeps {
  sendJob(job: Job): Promise<void>;
  log: Log;
  randomBytes(): Uint8Array;
  now(): number;
}

/**
 * Has a worker tend standing work now. Where the message is not sent, the work is tended when it is due: nothing else in the answer
 * depends on it.
 */
export async function tendSoon(deps: TendSoonDeps, work: TendedWork, standing: StandingRef): Promise<void> {
  const tending = newTending(work, standing, deps.now());
  // Each message of its own, and not behind those of a backlog.
  const sends = Buffer.from(deps.randomBytes()).readUIntBE(0, 6);
  try {
    await deps.sendJob({ ...tending, request: { ...tending.request, priority: 'high' }, sends });
  } catch (error) {
    deps.log.warn('message not sent, left to the sweeper', { jobId: tending.jobId, error });
  }
}
