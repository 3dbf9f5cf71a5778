import { Logger } from '@aws-lambda-powertools/logger';
import middy from '@middy/core';
import { createAccountStore } from '../aws/account-store.ts';
import { createCallbackQueue } from '../aws/callback-queue.ts';
import { createCallbackStore } from '../aws/callback-store.ts';
import { createDynamoDbClient, createSqsClient } from '../aws/clients.ts';
import { createJobStore } from '../aws/job-store.ts';
import { createMetrics } from '../aws/metrics.ts';
import { createQueue } from '../aws/queue.ts';
import { readSweeperConfig } from '../config.ts';
import { settleAll } from '../core/settle-all.ts';
import { type SweepReport, sweep } from '../core/sweep.ts';
import { announceEnds } from '../core/webhook-announce.ts';
import { type CallbackReport, sweepCallbacks } from '../core/webhook-sweep.ts';
import { measureSweep } from './metrics.ts';

const metrics = createMetrics();

function createDeployedSweeper() {
  const config = readSweeperConfig();
  const dynamoDb = createDynamoDbClient();
  const sqs = createSqsClient();
  const jobs = createJobStore(dynamoDb, config.jobsTable);
  const callbacks = createCallbackQueue(sqs, config.webhooksQueueUrl);
  const logger = new Logger({ serviceName: 'invite-spool-sweeper' });
  const deps = {
    ...createAccountStore(dynamoDb, config.accountsTable),
    ...jobs,
    saveJob: announceEnds({
      saveJob: jobs.saveJob,
      sendCallback: callbacks.sendCallback,
      noteUnsent: ({ jobId }) => logger.warn('callback not sent, left to the next sweep', { jobId }),
    }),
    ...createQueue(sqs, config.jobsQueueUrl),
    ...createCallbackStore(dynamoDb, config.jobsTable),
    ...callbacks,
    now: Date.now,
  };
  return async (): Promise<SweepReport & CallbackReport> => {
    // Neither is kept from its work by what the other meets.
    const { measured, finish } = measureSweep(deps, metrics.record);
    const swept = sweep({ ...deps, ...measured });
    const called = sweepCallbacks(deps);
    await settleAll<unknown>([swept, called]);
    const report = { ...(await swept), ...(await called) };
    finish(report);
    logger.info('swept', report);
    if (report.newer > 0) {
      logger.warn('left to a newer version of this service', { count: report.newer });
    }
    return report;
  };
}

/** The schedule edge: runs once a minute and repairs what has lost its message. */
export const handler = middy(createDeployedSweeper()).use(metrics.publish);
