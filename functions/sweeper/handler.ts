import { Logger } from '@aws-lambda-powertools/logger';
import middy from '@middy/core';
import { createAccountStore } from '../aws/account-store.ts';
import { createDynamoDbClient, createSqsClient } from '../aws/clients.ts';
import { createJobStore } from '../aws/job-store.ts';
import { createQueue } from '../aws/queue.ts';
import { readSweeperConfig } from '../config.ts';
import { type SweepReport, sweep } from '../core/sweep.ts';

function createDeployedSweeper() {
  const config = readSweeperConfig();
  const dynamoDb = createDynamoDbClient();
  const deps = {
    ...createAccountStore(dynamoDb, config.accountsTable),
    ...createJobStore(dynamoDb, config.jobsTable),
    ...createQueue(createSqsClient(), config.jobsQueueUrl),
    now: Date.now,
  };
  const logger = new Logger({ serviceName: 'invite-spool-sweeper' });
  return async (): Promise<SweepReport> => {
    const report = await sweep(deps);
    logger.info('swept', { ...report });
    return report;
  };
}

/** The schedule edge: runs once a minute and repairs what has lost its message. */
export const handler = middy(createDeployedSweeper());
