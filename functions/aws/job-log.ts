import type { Job } from '../core/job.ts';
import type { Log } from './log.ts';

/** `saveJob`, and one line for each change that was stored: where the job stands now, and why it waits or failed. */
export function logSaves(saveJob: (next: Job) => Promise<boolean>, log: Log): typeof saveJob {
  return async function saveAndLog(next) {
    const isSaved = await saveJob(next);
    if (isSaved) {
      logJob(log, next);
    }
    return isSaved;
  };
}

function logJob(log: Log, job: Job): void {
  const { requestId, jobId, accountId, status, attempts, sends, wait, error } = job;
  const fields = {
    requestId,
    jobId,
    accountId,
    status,
    attempts,
    ...(sends > 0 ? { repairs: sends } : {}),
    ...(status === 'waiting' && wait ? { reason: wait.reason, retryAtMs: wait.retryAtMs } : {}),
    ...(error ? { errorType: error.type, errorClass: error.class } : {}),
  };
  if (status === 'running') {
    log.debug('job', fields);
  } else {
    log.info('job', fields);
  }
}

/** The `noteUnsent` of `announceEnds`. */
export function logUnsent(log: Log) {
  return function noteUnsent({ jobId, requestId }: Job, error: unknown): void {
    log.warn('callback not sent, left to the sweeper', { jobId, requestId, error });
  };
}
