import { recordEnd } from '../aws/job-metrics.ts';
import type { RecordMetric } from '../aws/metrics.ts';
import { isEndless } from '../core/job/due.ts';
import type { Job } from '../core/job/job.ts';

interface Measured {
  createJob(job: Job): Promise<'created' | Job>;
  createJobs(jobs: Job[]): Promise<'created' | Job>;
  saveJob(next: Job): Promise<boolean>;
}

/** The same functions, which record the jobs that are accepted, and those that end here: their callers cancel them. */
export function measureApi(deps: Measured, record: RecordMetric): Measured {
  return {
    async createJob(job) {
      const answer = await deps.createJob(job);
      // Nobody has asked for the service's own.
      recordAccepted(answer, isEndless(job) ? 0 : 1);
      return answer;
    },
    async createJobs(jobs) {
      const answer = await deps.createJobs(jobs);
      recordAccepted(answer, jobs.length);
      return answer;
    },
    async saveJob(next) {
      const isSaved = await deps.saveJob(next);
      if (isSaved) {
        recordEnd(record, next);
      }
      return isSaved;
    },
  };

  function recordAccepted(answer: 'created' | Job, jobs: number): void {
    if (answer === 'created' && jobs > 0) {
      record('JobsAccepted', jobs);
    }
  }
}
