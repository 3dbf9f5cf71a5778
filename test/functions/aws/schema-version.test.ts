import { GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { expect, test } from 'vitest';
import { createJobStore } from '../../../functions/aws/job-store.ts';
import { begin } from '../../../functions/core/job/transitions.ts';
import { exportMethod } from '../../../functions/core/rpc/methods.ts';
import { schemaVersion } from '../../../functions/core/schema-version.ts';
import { createAccountRecord, createJobRecord, startMs } from '../core/records.ts';
import { startTables } from './local-stores.ts';
import { createWritableAccountStore } from './writable-account-store.ts';

const { client, jobsTable, accountsTable } = await startTables();
const jobs = createJobStore(client, jobsTable);
const accounts = createWritableAccountStore(client, accountsTable);

const lease = { owner: 'one', untilMs: startMs + 1, nowMs: startMs, method: exportMethod, jobIds: [] };

async function readRow(TableName: string, key: Record<string, string>) {
  const { Item = {} } = await client.send(
    new GetItemCommand({ TableName, Key: marshall(key), ConsistentRead: true }),
  );
  return unmarshall(Item);
}

/** As a version would that is so many ahead; undefined as one did before rows had a version. */
async function setVersion(TableName: string, key: Record<string, string>, v: number | undefined) {
  await client.send(
    new UpdateItemCommand({
      TableName,
      Key: marshall(key),
      UpdateExpression: v === undefined ? 'REMOVE v' : 'SET v = :v',
      ExpressionAttributeValues: v === undefined ? undefined : marshall({ ':v': v }),
    }),
  );
}

async function storeJob(number: number) {
  const job = createJobRecord(number);
  await jobs.createJob(job);
  return { job, key: { pk: `ten_a#inv_${number}` } };
}

async function storeAccount(accountId: string) {
  await accounts.putAccount(createAccountRecord({ accountId }));
  return { accountId, key: { accountId, sk: 'account' } };
}

test('a new job and an account under lease carry the version of the code', async () => {
  const { key } = await storeJob(1);
  expect((await readRow(jobsTable, key)).v).toBe(schemaVersion);
  const account = await storeAccount('acc_1');
  await setVersion(accountsTable, account.key, undefined);
  expect(await accounts.takeLease('acc_1', lease)).toMatchObject({ kind: 'taken' });
  expect((await readRow(accountsTable, account.key)).v).toBe(schemaVersion);
});

test('a job without a version is changed, and carries one from then on', async () => {
  const { job, key } = await storeJob(2);
  await setVersion(jobsTable, key, undefined);
  expect(await jobs.saveJob(begin(job, 1, startMs))).toBe(true);
  expect((await readRow(jobsTable, key)).v).toBe(schemaVersion);
});

test('a job of a newer version says so when it is read, and nothing is written to it', async () => {
  const { job, key } = await storeJob(3);
  await setVersion(jobsTable, key, schemaVersion + 1);
  const before = await readRow(jobsTable, key);
  expect(await jobs.getJob(job)).toEqual({ ...job, newerSchema: schemaVersion + 1 });
  expect(await jobs.saveJob(begin(job, 1, startMs))).toBe(false);
  expect(await readRow(jobsTable, key)).toEqual(before);
});

test('an account of a newer version is not leased, whoever asks', async () => {
  const { key } = await storeAccount('acc_4');
  await setVersion(accountsTable, key, schemaVersion + 1);
  const before = await readRow(accountsTable, key);
  expect(await accounts.takeLease('acc_4', lease)).toEqual({ kind: 'newer' });
  expect(await accounts.takeLease('acc_4', { ...lease, whateverStatus: true })).toEqual({ kind: 'newer' });
  expect(await readRow(accountsTable, key)).toEqual(before);
});

test('a drained account is leased by its operator only, until it is resumed', async () => {
  await storeAccount('acc_5');
  expect(await accounts.setDrained('acc_5', startMs)).toBe(true);
  expect(await accounts.takeLease('acc_5', lease)).toEqual({ kind: 'drained' });
  const operator = { ...lease, owner: 'operator', whateverStatus: true } as const;
  expect(await accounts.takeLease('acc_5', operator)).toMatchObject({ kind: 'taken' });
  await accounts.setDrained('acc_5', undefined);
  const later = { ...lease, nowMs: startMs + 1, untilMs: startMs + 2 };
  expect(await accounts.takeLease('acc_5', later)).toMatchObject({ kind: 'taken' });
  expect(await accounts.setDrained('acc_none', startMs)).toBe(false);
});
