import { recordEnd } from '../aws/job-metrics.ts';
import type { RecordMetric } from '../aws/metrics.ts';
import { isEndless } from '../core/job/due.ts';
import type { Job } from '../core/job/job.ts';

interface Measured {
  createJob(job: Job): Promise<'created' | Job>;
  createJobs(jobs: Job[]): Promise<number>;
  saveJob(next: Job): Promise<boolean>;
}

/** The same functions, which record the jobs that are accepted, and those that end here: their callers cancel them. */
export function measureApi(deps: Measured, record: RecordMetric): Measured {
  return {
    async createJob(job) {
      const answer = await deps.createJob(job);
      // Nobody has asked for the service's own.
      if (answer === 'created' && !isEndless(job)) {
        record('JobsAccepted', 1);
      }
      return answer;
    },
    async createJobs(jobs) {
      const created = await deps.createJobs(jobs);
      if (created > 0) {
        record('JobsAccepted', created);
      }
      return created;
    },
    async saveJob(next) {
      const isSaved = await deps.saveJob(next);
      if (isSaved) {
        recordEnd(record, next);
      }
      return isSaved;
    },
  };
}
