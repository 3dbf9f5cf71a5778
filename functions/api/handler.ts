import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import middy from '@middy/core';
import { createAccountStore } from '../aws/account-store.ts';
import { createKeyStore } from '../aws/api-key-store.ts';
import { createCallbackQueue } from '../aws/callback-queue.ts';
import { createCallbackStore } from '../aws/callback-store.ts';
import { createDynamoDbClient, createSqsClient } from '../aws/clients.ts';
import { createEndpointStore } from '../aws/endpoint-store.ts';
import { createJobDecisions } from '../aws/job-decisions.ts';
import { createJobLinks } from '../aws/job-links.ts';
import { createJobLists } from '../aws/job-lists.ts';
import { logUnsent } from '../aws/job-log.ts';
import { createJobStore } from '../aws/job-store.ts';
import { createJoinReads } from '../aws/join-store.ts';
import { createLog } from '../aws/log.ts';
import { createMetrics } from '../aws/metrics.ts';
import { createOperationBatches } from '../aws/operation-batches.ts';
import { createPoolStore } from '../aws/pool-store.ts';
import { createPoolTakes } from '../aws/pool-takes.ts';
import { createQueue } from '../aws/queue.ts';
import { createRotationStore } from '../aws/rotation-store.ts';
import { readApiConfig } from '../config.ts';
import { announceEnds } from '../core/callback/webhook-announce.ts';
import { createHandler } from './create-handler.ts';
import { measureApi } from './metrics.ts';

const config = readApiConfig();
const dynamoDb = createDynamoDbClient();
const { findKey, listNewestKeys, countRequests, enterHeld, leaveHeld } = createKeyStore(
  dynamoDb,
  config.keysTable,
);
const { getAccount, loadAccounts, listAccountsOf, listChats, ensureDue, findPeerNames } = createAccountStore(
  dynamoDb,
  config.accountsTable,
);
const { createJob, createJobs, saveJob, ...jobs } = createJobStore(dynamoDb, config.jobsTable);
const { listJobsOf, listOperationsOf, countQuota } = createJobLists(dynamoDb, config.jobsTable);
const { saveOperationIds } = createJobLinks(dynamoDb, config.jobsTable);
const { listWaitingCallbacks } = createCallbackStore(dynamoDb, config.jobsTable);
const { listEndpointStates } = createEndpointStore(dynamoDb, config.webhooksTable);
const operationBatches = createOperationBatches(dynamoDb, config.jobsTable);
const joins = createJoinReads(dynamoDb, config.joinsTable, {
  eraseDecision: createJobDecisions(dynamoDb, config.jobsTable).eraseDecision,
  retentionDays: config.joinRetentionDays,
  now: Date.now,
});
const pools = createPoolStore(dynamoDb, config.standingTable);
const sqs = createSqsClient();
const { sendJob, sendJobs } = createQueue(sqs, config.jobsQueueUrl);
const { sendCallback } = createCallbackQueue(sqs, config.webhooksQueueUrl);
const log = createLog('invite-spool-api');
const metrics = createMetrics();

const measured = measureApi(
  {
    createJob,
    createJobs,
    saveJob: announceEnds({ saveJob, sendCallback, noteUnsent: logUnsent(log) }),
  },
  metrics.record,
);

const handle = createHandler({
  findKey,
  listNewestKeys,
  listEndpointStates,
  listWaitingCallbacks,
  countRequests,
  enterHeld,
  leaveHeld,
  heldAnswers: config.heldAnswers,
  getAccount,
  loadAccounts,
  listAccountsOf,
  listChats,
  ensureDue,
  findPeerNames,
  dueShards: config.dueShards,
  ...jobs,
  ...measured,
  listJobsOf,
  countQuota,
  listOperationsOf,
  saveOperationIds,
  ...operationBatches,
  ...joins,
  ...pools,
  ...createPoolTakes(dynamoDb, config.standingTable, pools.getPool),
  ...createRotationStore(dynamoDb, config.standingTable),
  allowLocalCallbacks: config.allowLocalCallbacks,
  isConsoleOn: config.isConsoleOn,
  pendingLimit: config.pendingLimit,
  sendJob,
  sendJobs,
  randomBytes: () => randomBytes(16),
  readAsset: (name) => readFile(new URL(name, import.meta.url), 'utf8'),
  now: Date.now,
  sleep: (ms) => setTimeout(ms),
  log,
  record: metrics.record,
});

/** The function behind the HTTP API (payload format 2.0). */
export const handler = middy(handle).use(metrics.publish);
