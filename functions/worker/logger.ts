import { Logger } from '@aws-lambda-powertools/logger';

/** What the worker logs: a fixed sentence and ids. Never an event, a session, a link or a request. */
export interface WorkerLogger {
  info(message: string, facts: Record<string, string | number>): void;
  error(message: string, facts: Record<string, string | number>): void;
}

export function createWorkerLogger(): WorkerLogger {
  const logger = new Logger({ serviceName: 'invite-spool-worker' });
  return {
    info: (message, facts) => logger.info(message, facts),
    error: (message, facts) => logger.error(message, facts),
  };
}
