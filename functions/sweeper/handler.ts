import middy from '@middy/core';
import { createAccountStore } from '../aws/account-store.ts';
import { createCallbackQueue } from '../aws/callback-queue.ts';
import { createCallbackStore } from '../aws/callback-store.ts';
import { createDynamoDbClient, createSqsClient } from '../aws/clients.ts';
import { logSaves, logUnsent } from '../aws/job-log.ts';
import { createJobStore } from '../aws/job-store.ts';
import { createDueDeliveries } from '../aws/join-deliveries.ts';
import { createLog } from '../aws/log.ts';
import { createMetrics } from '../aws/metrics.ts';
import { createQueue } from '../aws/queue.ts';
import { readSweeperConfig } from '../config.ts';
import { announceEnds } from '../core/callback/webhook-announce.ts';
import { createSweeper } from './create-sweeper.ts';

const metrics = createMetrics();
const log = createLog('invite-spool-sweeper');

function createDeployedSweeper() {
  const config = readSweeperConfig();
  const dynamoDb = createDynamoDbClient();
  const sqs = createSqsClient();
  const jobs = createJobStore(dynamoDb, config.jobsTable);
  const callbacks = createCallbackQueue(sqs, config.webhooksQueueUrl);
  return createSweeper({
    ...createAccountStore(dynamoDb, config.accountsTable),
    ...jobs,
    saveJob: announceEnds({
      saveJob: logSaves(jobs.saveJob, log.info),
      sendCallback: callbacks.sendCallback,
      noteUnsent: logUnsent(log),
    }),
    ...createQueue(sqs, config.jobsQueueUrl),
    ...createCallbackStore(dynamoDb, config.jobsTable),
    ...createDueDeliveries(dynamoDb, config.joinsTable),
    ...callbacks,
    noteNotSwept: (accountId, error) => log.error('account not swept', { accountId, error }),
    now: Date.now,
    dueShards: config.dueShards,
    sweepers: config.sweepers,
    record: metrics.record,
    log,
  });
}

/** Lambda itself writes the message of what is thrown into the log: the invocation fails, with words of ours. */
function failInWordsOfOurs(request: { error: Error | null }): void {
  log.error('sweep failed', { error: request.error });
  request.error = new Error('The sweep failed. The line "sweep failed" says where.');
}

/** The schedule edge: runs once a minute and repairs what has lost its message. */
export const handler = middy(createDeployedSweeper())
  .use(metrics.publish)
  .use({ onError: failInWordsOfOurs });
