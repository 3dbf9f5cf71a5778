import type { Job, JobRef } from '../core/job/job.ts';
import type { Log, LogFields } from './log.ts';

/** Wraps `saveJob`: each stored change writes a line with the job's status, and why it waits or failed. */
export function logSaves(saveJob: (next: Job) => Promise<boolean>, write: Log['info']): typeof saveJob {
  return async function saveAndLog(next) {
    const isSaved = await saveJob(next);
    if (isSaved) {
      write('job', fieldsOf(next));
    }
    return isSaved;
  };
}

function fieldsOf(job: Job): LogFields {
  const { requestId, jobId, accountId, status, attempts, sends, wait, error } = job;
  return {
    requestId,
    jobId,
    accountId,
    status,
    // Most links are made at the first call.
    ...(status === 'succeeded' && attempts === 1 ? {} : { attempts }),
    ...(sends > 0 ? { repairs: sends } : {}),
    ...(status === 'waiting' && wait ? { reason: wait.reason, retryAtMs: wait.retryAtMs } : {}),
    ...(error ? { errorType: error.type, errorClass: error.class } : {}),
  };
}

/** The `noteUnsent` of `announceEnds` and `announceTaken`. */
export function logUnsent(log: Log) {
  return function noteUnsent({ jobId, requestId }: Pick<Job, 'jobId' | 'requestId'>, error: unknown): void {
    log.warn('callback not sent, left to the sweeper', { jobId, requestId, error });
  };
}

/** The `noteUnsentEvents` of `announceLooks`. */
export function logUnsentEvents(log: Log) {
  return function noteUnsentEvents({ jobId }: JobRef, error: unknown): void {
    log.warn('events not sent, left to the sweeper', { jobId, error });
  };
}
