import type { Log } from '../aws/log.ts';
import type { Job } from '../core/job/job.ts';

/*
 * The row is the truth: when a send fails, what was stored is accepted all the same, and the sweeper sends.
 */

export interface SendJobDeps {
  sendJob(job: Job): Promise<void>;
  log: Log;
}

export interface SendJobsDeps {
  /** The messages of many jobs. @throws when some were not taken. */
  sendJobs(jobs: Job[]): Promise<void>;
  log: Log;
}

/** Also on a repeat: the first request may have died before it sent. SQS drops what it has already. */
export async function sendOrLeave(deps: SendJobDeps, job: Job): Promise<void> {
  if (job.status === 'queued') {
    await sendMessageOrLeave(deps, job);
  }
}

/** Sends the message of a job, whatever its status. */
export async function sendMessageOrLeave({ sendJob, log }: SendJobDeps, job: Job): Promise<void> {
  const { jobId, requestId } = job;
  try {
    await sendJob(job);
  } catch (error) {
    log.warn('message not sent, left to the sweeper', { jobId, requestId, error });
  }
}

/** The same of the jobs of one request. */
export async function sendAllOrLeave({ sendJobs, log }: SendJobsDeps, jobs: Job[]): Promise<void> {
  try {
    await sendJobs(jobs.filter(({ status }) => status === 'queued'));
  } catch (error) {
    const { requestId, batch } = jobs[0] ?? {};
    log.warn('messages not sent, left to the sweeper', { requestId, batchId: batch?.batchId, error });
  }
}
