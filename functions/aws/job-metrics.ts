import { isFinal, type Job } from '../core/job/job.ts';
import { pendingMsOf } from '../core/job/waited.ts';
import type { RecordMetric } from './metrics.ts';

/** Counts a job that has just been stored, if that was its end: whichever function ends one tells of it. */
export function recordEnd(record: RecordMetric, job: Job): void {
  const { status, createdAtMs, finishedAtMs = job.updatedAtMs } = job;
  if (!isFinal(status)) {
    return;
  }
  if (job.operation !== undefined) {
    record('OperationsFinished', 1, status);
    return;
  }
  record('JobsFinished', 1, status);
  if (status === 'succeeded') {
    record('TimeToLink', finishedAtMs - createdAtMs, status);
    record('TimeToLinkWithoutWaits', pendingMsOf(job, finishedAtMs), status);
  }
}
