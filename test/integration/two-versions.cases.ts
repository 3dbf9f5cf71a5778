import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { expect } from 'vitest';
import { createJobStore } from '../../functions/aws/job-store.ts';
import type { Job } from '../../functions/core/job/job.ts';
import { schemaVersion } from '../../functions/core/schema-version.ts';
import type { AwsStack } from '../../local/aws/aws-stack.ts';
import { createJobRecord } from '../functions/core/records.ts';
import { accept, settle } from './follow-jobs.ts';
import type { LocalService } from './local-service.ts';
import { startNewerVersion } from './newer-version.ts';
import { accountStoreOf, seedAccount, type TestAccount } from './seed-account.ts';
import { test } from './shared-service.ts';
import { tellFailure } from './tell-failure.ts';

let service: LocalService;
let newer: AwsStack;
test.beforeAll(async ({ service: shared }) => {
  service = shared;
  newer = await startNewerVersion(service);
});
test.afterAll(() => newer?.close());
tellFailure(() => service);

function linksOf({ user }: TestAccount): string[] {
  const { links } = service.telegram.ledger;
  return links.filter(({ adminId }) => adminId === user.id.toString()).map(({ link }) => link);
}

function tablesOf(stack: AwsStack) {
  return stack.environmentOf('worker');
}

async function readRow(table: 'JOBS_TABLE' | 'ACCOUNTS_TABLE', key: Record<string, string>) {
  const TableName = tablesOf(service.system.stack)[table];
  const { Item = {} } = await service.dynamoDb.send(
    new GetItemCommand({ TableName, Key: marshall(key), ConsistentRead: true }),
  );
  return unmarshall(Item);
}

let lastNumber = 0;

/** A job without a message: who is asked to work on it is the test's choice. */
async function storeJob({ account, accountId, peer }: TestAccount): Promise<Job> {
  lastNumber += 1;
  const { tenantId = '' } = (await accountStoreOf(service).getAccount(accountId)) ?? {};
  const job = createJobRecord(lastNumber, {
    tenantId,
    jobId: `inv_0${String(lastNumber).padStart(25, '0')}`,
    accountId,
    request: { account, peer, title: `order ${lastNumber}` },
    createdAtMs: Date.now(),
    deadlineMs: Date.now() + 3_600_000,
    dueAtMs: Date.now(),
  });
  await createJobStore(service.dynamoDb, tablesOf(service.system.stack).JOBS_TABLE ?? '').createJob(job);
  return job;
}

/** Asks the worker of a version to look at a job. @returns the messages that have to come back. */
function ask(stack: AwsStack, { tenantId, jobId, accountId }: Job) {
  const body = JSON.stringify({ tenantId, jobId, accountId });
  const attributes = { ApproximateReceiveCount: '1' };
  return stack.invoke('worker', { Records: [{ messageId: jobId, receiptHandle: 'none', body, attributes }] });
}

function keyOf({ tenantId, jobId }: Job) {
  return { pk: `${tenantId}#${jobId}` };
}

test('what the newer version has touched the older one leaves alone, and the newer one finishes', async () => {
  const mine = await seedAccount(service, 'released');
  const first = await storeJob(mine);
  expect(await ask(newer, first)).toEqual({ batchItemFailures: [] });
  expect(await readRow('JOBS_TABLE', keyOf(first))).toMatchObject({
    status: 'succeeded',
    v: schemaVersion + 1,
  });
  const accountKey = { accountId: mine.accountId, sk: 'account' };
  const account = await readRow('ACCOUNTS_TABLE', accountKey);
  expect(account.v).toBe(schemaVersion + 1);

  const second = await storeJob(mine);
  const row = await readRow('JOBS_TABLE', keyOf(second));
  expect(await ask(service.system.stack, second)).toEqual({
    batchItemFailures: [{ itemIdentifier: second.jobId }],
  });
  expect(await readRow('JOBS_TABLE', keyOf(second))).toEqual(row);
  expect(await readRow('ACCOUNTS_TABLE', accountKey)).toEqual(account);
  expect(linksOf(mine)).toHaveLength(1);
  const left = service.lines.recorded.find(({ entry }) => entry.jobId === second.jobId);
  expect(left?.entry).toMatchObject({
    message: 'left to a newer version of this service',
    accountId: mine.accountId,
  });

  expect(await ask(newer, second)).toEqual({ batchItemFailures: [] });
  expect(linksOf(mine)).toHaveLength(2);
});

test('with both versions at work on one queue every job gets exactly one link', {
  timeout: 120_000,
}, async () => {
  const accounts = await Promise.all(['one', 'two', 'three'].map((name) => seedAccount(service, name)));
  const titles = ['a', 'b', 'c', 'd', 'e'];
  const ids = await Promise.all(
    accounts.flatMap(({ account, peer }) => titles.map((title) => accept(service, { account, peer, title }))),
  );
  const jobs = await Promise.all(ids.map((id) => settle(service, id)));
  expect(jobs.map(({ status }) => status)).toEqual(ids.map(() => 'succeeded'));
  const made = accounts.flatMap(linksOf);
  expect(made).toHaveLength(ids.length);
  expect(new Set(jobs.map(({ invite }) => invite?.link))).toEqual(new Set(made));
});
