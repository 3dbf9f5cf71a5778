import middy from '@middy/core';
import { createAccountStore } from '../aws/account-store.ts';
import { createCallbackQueue } from '../aws/callback-queue.ts';
import { createCallbackStore } from '../aws/callback-store.ts';
import { createDynamoDbClient, createSqsClient } from '../aws/clients.ts';
import { logSaves, logUnsent } from '../aws/job-log.ts';
import { createJobStore } from '../aws/job-store.ts';
import { createLog } from '../aws/log.ts';
import { createMetrics } from '../aws/metrics.ts';
import { createQueue } from '../aws/queue.ts';
import { readSweeperConfig } from '../config.ts';
import { announceEnds } from '../core/callback/webhook-announce.ts';
import { settleAll } from '../core/settle-all.ts';
import { type SweepReport, sweep } from '../core/sweep/sweep.ts';
import { type CallbackReport, sweepCallbacks } from '../core/sweep/webhook-sweep.ts';
import { measureSweep } from './metrics.ts';

const metrics = createMetrics();
const log = createLog('invite-spool-sweeper');

function createDeployedSweeper() {
  const config = readSweeperConfig();
  const dynamoDb = createDynamoDbClient();
  const sqs = createSqsClient();
  const jobs = createJobStore(dynamoDb, config.jobsTable);
  const callbacks = createCallbackQueue(sqs, config.webhooksQueueUrl);
  const deps = {
    ...createAccountStore(dynamoDb, config.accountsTable),
    ...jobs,
    saveJob: announceEnds({
      saveJob: logSaves(jobs.saveJob, log.info),
      sendCallback: callbacks.sendCallback,
      noteUnsent: logUnsent(log),
    }),
    ...createQueue(sqs, config.jobsQueueUrl),
    ...createCallbackStore(dynamoDb, config.jobsTable),
    ...callbacks,
    noteNotSwept: (accountId: string, error: unknown) => log.error('account not swept', { accountId, error }),
    now: Date.now,
  };
  return async (): Promise<SweepReport & CallbackReport> => {
    // A failure of one does not stop the other.
    const { measured, finish } = measureSweep(deps, metrics.record);
    const swept = sweep({ ...deps, ...measured });
    const called = sweepCallbacks(deps);
    await settleAll<unknown>([swept, called]);
    const report = { ...(await swept), ...(await called) };
    finish(report);
    log.info('swept', report);
    if (report.newer > 0) {
      log.warn('left to a newer version of this service', { count: report.newer });
    }
    return report;
  };
}

/** Lambda logs the message of whatever is thrown, so the error is replaced by one that quotes nothing. */
function failInWordsOfOurs(request: { error: Error | null }): void {
  log.error('sweep failed', { error: request.error });
  request.error = new Error('The sweep failed. The line "sweep failed" says where.');
}

/** The schedule edge: runs once a minute and repairs what has lost its message. */
export const handler = middy(createDeployedSweeper())
  .use(metrics.publish)
  .use({ onError: failInWordsOfOurs });
