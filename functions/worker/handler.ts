import middy from '@middy/core';
import { createAccountStore } from '../aws/account-store.ts';
import { createCallbackQueue } from '../aws/callback-queue.ts';
import { createDynamoDbClient, createSqsClient } from '../aws/clients.ts';
import { createJobLinks } from '../aws/job-links.ts';
import { createJobLists } from '../aws/job-lists.ts';
import { logUnsent, logUnsentEvents } from '../aws/job-log.ts';
import { createJobStore } from '../aws/job-store.ts';
import { createWatchStore } from '../aws/join-store.ts';
import { createLog } from '../aws/log.ts';
import { createMetrics } from '../aws/metrics.ts';
import { createPoolStore } from '../aws/pool-store.ts';
import { createQueue } from '../aws/queue.ts';
import { createRotationStore } from '../aws/rotation-store.ts';
import { readWorkerConfig } from '../config.ts';
import { announceEnds, announceLooks, announceTaken } from '../core/callback/webhook-announce.ts';
import { openKeyProvider } from '../open-key-provider.ts';
import { createConnect } from './connect.ts';
import { createWorker } from './create-worker.ts';
import { measureWorker } from './metrics.ts';

const metrics = createMetrics();

function createDeployedWorker() {
  const config = readWorkerConfig();
  const dynamoDb = createDynamoDbClient();
  const accounts = createAccountStore(dynamoDb, config.accountsTable);
  const jobs = createJobStore(dynamoDb, config.jobsTable);
  const {
    findTracked,
    listTracked,
    trackLink,
    tellJoinsTo,
    untrackLink,
    keepInvite,
    saveLook,
    findJoinsOf,
    listRequests,
    saveRequests,
  } = createWatchStore(dynamoDb, config.joinsTable, {
    jobsTable: config.jobsTable,
    retentionDays: config.joinRetentionDays,
    now: Date.now,
  });
  const pools = createPoolStore(dynamoDb, config.standingTable);
  const links = createJobLinks(dynamoDb, config.jobsTable);
  const { getRotation, saveRotation, removeRotation } = createRotationStore(dynamoDb, config.standingTable);
  const sqs = createSqsClient();
  const log = createLog('invite-spool-worker');
  const { sendCallback, sendEvents } = createCallbackQueue(sqs, config.webhooksQueueUrl);
  const deps = {
    ...accounts,
    ...jobs,
    listJobsOf: createJobLists(dynamoDb, config.jobsTable).listJobsOf,
    saveLink: links.saveLink,
    saveOperationIds: links.saveOperationIds,
    keepInviteUntil: links.keepInviteUntil,
    getRotation,
    saveRotation,
    removeRotation,
    saveTaken: announceTaken({ saveTaken: links.saveTaken, sendCallback, noteUnsent: logUnsent(log) }),
    getPool: pools.getPool,
    changePool: pools.changePool,
    recordTake: pools.recordTake,
    removePool: pools.removePool,
    saveJob: announceEnds({
      saveJob: jobs.saveJob,
      sendCallback,
      noteUnsent: logUnsent(log),
    }),
    findTracked,
    listTracked,
    trackLink,
    tellJoinsTo,
    untrackLink,
    keepInvite,
    saveLook: announceLooks({ saveLook, sendEvents, noteUnsentEvents: logUnsentEvents(log) }),
    findJoinsOf,
    listRequests,
    saveRequests,
    ...createQueue(sqs, config.jobsQueueUrl),
    now: Date.now,
    random: Math.random,
    sleep: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
    connect: createConnect({
      getSession: accounts.getSession,
      keys: openKeyProvider(config.sealingKey),
      now: Date.now,
      telegram: config.telegram,
    }),
    watchPauses: config.watchPauses,
    noteLookFault: (accountId: string, error: unknown) =>
      log.error('looking at a chat failed', { accountId, error }),
    noteTendingFault: (accountId: string, error: unknown) =>
      log.error('tending standing work failed', { accountId, error }),
    log,
  };
  return createWorker({ ...deps, ...measureWorker(deps, metrics.record) });
}

/** The SQS edge of jobs: makes the links. */
export const handler = middy(createDeployedWorker()).use(metrics.publish);
