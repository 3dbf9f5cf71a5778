import type { Job, JobRef } from '../job/job.ts';
import { callbackDue } from './webhook-callback.ts';

export interface AnnounceDeps {
  saveJob(next: Job): Promise<boolean>;
  /** Bounded in time: a queue that hangs must not hold up a lease. */
  sendCallback(ref: JobRef): Promise<void>;
  /** The message is missing; the sweeper sends it from the job's row. */
  noteUnsent(job: Job, error: unknown): void;
}

/** Wraps `saveJob`: when a job with a callback ends, the message that has the callback delivered is sent too. */
export function announceEnds({ saveJob, sendCallback, noteUnsent }: AnnounceDeps) {
  return async function saveAndAnnounce(next: Job): Promise<boolean> {
    const isSaved = await saveJob(next);
    if (isSaved && callbackDue(next) !== undefined) {
      const { tenantId, jobId } = next;
      await sendCallback({ tenantId, jobId }).catch((error: unknown) => noteUnsent(next, error));
    }
    return isSaved;
  };
}
