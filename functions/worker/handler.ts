import { randomUUID } from 'node:crypto';
import middy from '@middy/core';
import type { Context, SQSBatchItemFailure, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { createAccountStore } from '../aws/account-store.ts';
import { createCallbackQueue } from '../aws/callback-queue.ts';
import { createDynamoDbClient, createKmsClient, createSqsClient } from '../aws/clients.ts';
import { logSaves, logUnsent } from '../aws/job-log.ts';
import { createJobStore } from '../aws/job-store.ts';
import { createFileKeyProvider, createKmsKeyProvider } from '../aws/key-provider.ts';
import { createLog, type Log } from '../aws/log.ts';
import { createMetrics } from '../aws/metrics.ts';
import { createQueue, type JobMessage, parseJobMessage } from '../aws/queue.ts';
import { readWorkerConfig } from '../config.ts';
import { announceEnds } from '../core/callback/webhook-announce.ts';
import { type DrainDeps, drainAccount } from '../core/drain/drain-account.ts';
import type { Verdict } from '../core/drain/message-verdict.ts';
import { visibilitySecondsUntil } from '../core/rpc/wait.ts';
import { createConnect } from './connect.ts';
import { measureWorker } from './metrics.ts';

const metrics = createMetrics();

export interface WorkerDeps extends DrainDeps {
  changeVisibility(changes: { receiptHandle: string; visibilityTimeout: number }[]): Promise<string[]>;
  log: Log;
}

/** What is known of a record once it has been looked at. */
interface Item {
  record: SQSRecord;
  message: JobMessage | undefined;
}

/** After a fault of our own an account's messages come back after this. */
const faultRetryMs = 10_000;

/** An unreadable message is on its way to the dead-letter queue, as fast as its receives are spent. */
const unreadableRetryMs = 1_000;

/**
 * The SQS edge: groups records by account, lets each account be drained, and reports as failures the messages that have
 * to come back, hidden for as long as their job waits. Never throws: that would make Lambda back the mapping off.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
 */
export function createWorker(given: WorkerDeps) {
  const { log } = given;
  // The line of a call that begins says little: what comes of it has one too.
  const saveJob = logSaves(given.saveJob, (message, fields) =>
    log[fields.status === 'running' ? 'debug' : 'info'](message, fields),
  );
  const deps = { ...given, saveJob };
  return async (
    event: SQSEvent,
    context: Pick<Context, 'getRemainingTimeInMillis'>,
  ): Promise<SQSBatchResponse> => {
    const deadlineMs = deps.now() + context.getRemainingTimeInMillis();
    const items = event.Records.map((record) => ({ record, message: parseJobMessage(record.body) }));
    const groups = Map.groupBy(items, ({ message }) => message?.accountId);
    const returning = await Promise.all(
      [...groups].map(([accountId, group]) =>
        accountId === undefined
          ? leaveUnreadable(deps, group)
          : drainGroup(deps, accountId, group, deadlineMs),
      ),
    );
    return { batchItemFailures: returning.flat() };
  };
}

/**
 * Messages nobody here wrote: they come back, soon, until SQS moves them to the dead-letter queue, where they raise the
 * alarm. Until then they hold up their own group.
 */
async function leaveUnreadable(deps: WorkerDeps, group: Item[]): Promise<SQSBatchItemFailure[]> {
  for (const { record } of group) {
    deps.log.error('unreadable message', { messageId: record.messageId });
  }
  await hide(
    deps,
    group.map(({ record }) => ({ record, atMs: deps.now() + unreadableRetryMs })),
  );
  return group.map(({ record }) => ({ itemIdentifier: record.messageId }));
}

async function drainGroup(
  deps: WorkerDeps,
  accountId: string,
  group: Item[],
  deadlineMs: number,
): Promise<SQSBatchItemFailure[]> {
  const refs = group.flatMap(({ message }) => message ?? []);
  let verdictOn: (jobId: string) => Verdict | undefined;
  try {
    const verdicts = await drainAccount(deps, { accountId, refs, owner: randomUUID(), deadlineMs });
    verdictOn = (jobId) => verdicts.get(jobId);
  } catch (error) {
    deps.log.error('draining an account failed', { accountId, error });
    verdictOn = () => ({ kind: 'again', atMs: deps.now() + faultRetryMs });
  }
  const returning = group.flatMap(({ record, message }) => {
    const verdict = message && verdictOn(message.jobId);
    if (verdict?.kind === 'again' && verdict.isNewer) {
      const { jobId } = message as JobMessage;
      deps.log.info('left to a newer version of this service', { accountId, jobId });
    }
    return verdict?.kind === 'again' ? [{ record, atMs: verdict.atMs }] : [];
  });
  await hide(deps, returning);
  return returning.map(({ record }) => ({ itemIdentifier: record.messageId }));
}

/** Every message of the account is hidden for its wait; one left out would keep the others hidden for the queue's own timeout. */
async function hide(deps: WorkerDeps, returning: { record: SQSRecord; atMs: number }[]): Promise<void> {
  const changes = returning.map(({ record, atMs }) => ({
    receiptHandle: record.receiptHandle,
    visibilityTimeout: visibilitySecondsUntil(atMs, deps.now()),
  }));
  try {
    const refused = await deps.changeVisibility(changes);
    if (refused.length > 0) {
      deps.log.error('SQS refused to hide messages', { count: refused.length });
    }
  } catch (error) {
    deps.log.error('hiding messages failed', { error });
  }
}

function createDeployedWorker() {
  const config = readWorkerConfig();
  const dynamoDb = createDynamoDbClient();
  const accounts = createAccountStore(dynamoDb, config.accountsTable);
  const jobs = createJobStore(dynamoDb, config.jobsTable);
  const keys =
    'keyFile' in config.sessionKey
      ? createFileKeyProvider(config.sessionKey.keyFile)
      : createKmsKeyProvider(createKmsClient(), config.sessionKey.kmsKeyId);
  const sqs = createSqsClient();
  const log = createLog('invite-spool-worker');
  const { sendCallback } = createCallbackQueue(sqs, config.webhooksQueueUrl);
  const deps = {
    ...accounts,
    ...jobs,
    saveJob: announceEnds({
      saveJob: jobs.saveJob,
      sendCallback,
      noteUnsent: logUnsent(log),
    }),
    ...createQueue(sqs, config.jobsQueueUrl),
    now: Date.now,
    random: Math.random,
    sleep: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
    connect: createConnect({
      getSession: accounts.getSession,
      keys,
      now: Date.now,
      telegram: config.telegram,
    }),
    log,
  };
  return createWorker({ ...deps, ...measureWorker(deps, metrics.record) });
}

export const handler = middy(createDeployedWorker()).use(metrics.publish);
