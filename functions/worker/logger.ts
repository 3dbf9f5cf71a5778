import { Logger } from '@aws-lambda-powertools/logger';
import type { Job } from '../core/job.ts';

/** What the worker logs: a fixed sentence and ids. Never an event, a session, a link or a request. */
export interface WorkerLogger {
  debug(message: string, facts: Record<string, string | number>): void;
  info(message: string, facts: Record<string, string | number>): void;
  error(message: string, facts: Record<string, string | number>): void;
}

export function createWorkerLogger(): WorkerLogger {
  const logger = new Logger({ serviceName: 'invite-spool-worker' });
  return {
    debug: (message, facts) => logger.debug(message, facts),
    info: (message, facts) => logger.info(message, facts),
    error: (message, facts) => logger.error(message, facts),
  };
}

/** One line for each change of a job: where it stands now, and why it waits or failed. */
export function logTransition(logger: WorkerLogger, job: Job): void {
  const { jobId, accountId, status, attempts, wait, error } = job;
  const facts = {
    jobId,
    accountId,
    status,
    attempts,
    ...(status === 'waiting' && wait ? { reason: wait.reason, retryAtMs: wait.retryAtMs } : {}),
    ...(error ? { errorType: error.type, errorClass: error.class } : {}),
  };
  if (status === 'running') {
    logger.debug('job', facts);
  } else {
    logger.info('job', facts);
  }
}
