import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Logger } from '@aws-lambda-powertools/logger';
import { createAccountStore } from '../aws/account-store.ts';
import { createDynamoDbClient, createSqsClient } from '../aws/clients.ts';
import { createJobStore } from '../aws/job-store.ts';
import { createKeyStore } from '../aws/key-store.ts';
import { createQueue } from '../aws/queue.ts';
import { readApiConfig } from '../config.ts';
import { createHandler } from './create-handler.ts';

const config = readApiConfig();
const dynamoDb = createDynamoDbClient();
const { findKey, countRequest } = createKeyStore(dynamoDb, config.keysTable);
const { getAccount, listAccountsOf, listChats } = createAccountStore(dynamoDb, config.accountsTable);
const { createJob, getJob, saveJob, countUnfinishedJobs } = createJobStore(dynamoDb, config.jobsTable);
const { sendJob } = createQueue(createSqsClient(), config.jobsQueueUrl);

/** The function behind the HTTP API (payload format 2.0). */
export const handler = createHandler({
  findKey,
  countRequest,
  getAccount,
  listAccountsOf,
  listChats,
  createJob,
  getJob,
  saveJob,
  countUnfinishedJobs,
  pendingLimit: config.pendingLimit,
  sendJob,
  randomBytes: () => randomBytes(16),
  readAsset: (name) => readFile(new URL(name, import.meta.url), 'utf8'),
  now: Date.now,
  log: new Logger({ serviceName: 'invite-spool-api' }),
});
