import { isFinal, type Job } from '../core/job.ts';
import type { RecordMetric } from './metrics.ts';

/** What a stored change of a job says about the service: an end, a link, a wait. */
export function recordJob(record: RecordMetric, job: Job): void {
  if (isFinal(job.status)) {
    record('JobsFinished', 1, job.status);
  }
  if (job.status === 'succeeded') {
    const tookMs = (job.finishedAtMs ?? job.updatedAtMs) - job.createdAtMs;
    record('TimeToLink', tookMs);
    if (job.attempts === 1 && job.waits === 0) {
      record('TimeToLinkFirstCall', tookMs);
    }
  }
  if (job.status === 'waiting' && job.wait !== undefined) {
    record('Waits', 1, job.wait.reason);
    record('WaitLength', Math.max(job.wait.retryAtMs - job.updatedAtMs, 0), job.wait.reason);
  }
}
