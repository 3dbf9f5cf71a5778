import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { expect, test } from 'vitest';
import { toJob, toItem as toJobItem } from '../../../functions/aws/job-table.ts';
import { toPool, toPoolItem } from '../../../functions/aws/pool-row.ts';
import type { Job } from '../../../functions/core/job/job.ts';
import { succeed } from '../../../functions/core/job/transitions.ts';
import { leaseIntentsIn, suspectedAccountOf, toRestored } from '../../../operator/backup/restored-row.ts';
import { createPoolLink, createPoolRecord } from '../../functions/core/pool/pool-records.ts';
import {
  createBlockedJob,
  createJobRecord,
  createOperationRecord,
  createUnknownJob,
  createUnseenJob,
  createWaitingJob,
  createWatchRecord,
} from '../../functions/core/records.ts';

const noSuspects = { of: () => [], leasedAtMs: () => undefined };
const gap = { takenAtMs: 1_700_000_000_000, nowMs: 1_700_000_600_000 };

function restore(job: Job): Job {
  return toJob(toRestored('jobs', toJobItem(job), gap, noSuspects));
}

test('an unfinished job is as one whose worker died amid its call, begun at the time of the backup', () => {
  const job = createJobRecord(1);
  expect(restore(job)).toEqual({
    ...job,
    status: 'running',
    version: job.version + 1,
    intentAtMs: gap.takenAtMs,
    calledAtMs: gap.takenAtMs,
    calledUntilMs: gap.nowMs,
  });
});

test('a wait and a block stay, and an older intent keeps its date', () => {
  expect(restore(createWaitingJob(1, gap.nowMs))).toMatchObject({
    status: 'waiting',
    intentAtMs: gap.takenAtMs,
  });
  expect(restore(createBlockedJob(1))).toMatchObject({ status: 'blocked', intentAtMs: gap.takenAtMs });
  const unseen = createUnseenJob(1);
  const { intentAtMs } = unseen;
  expect(restore(unseen)).toMatchObject({ intentAtMs, calledUntilMs: gap.nowMs });
  expect(restore(unseen).unseenAtMs).toBeUndefined();
});

test('finished jobs, operations and watches stay as they are', () => {
  const done = succeed(createJobRecord(1), { kind: 'chatInvitePublicJoinRequests' }, gap.takenAtMs);
  for (const job of [
    done,
    createOperationRecord('A', 1, { kind: 'revoke' }),
    createWatchRecord(gap.takenAtMs),
  ]) {
    expect(toRestored('jobs', toJobItem(job), gap, noSuspects)).toEqual(toJobItem(job));
    expect(suspectedAccountOf('jobs', toJobItem(job))).toBeUndefined();
  }
});

test('a job that a lease was the intent of is as one that was begun when the lease was taken', () => {
  const job = createJobRecord(1);
  const account = {
    accountId: 'acc_a',
    sk: 'account',
    unsettled: ['inv_0', '+inv_1'],
    leaseIntentsFromMs: 5_000,
  };
  const leasedAtMs = new Map(leaseIntentsIn('accounts', marshall(account)));
  expect(leasedAtMs).toEqual(new Map([['inv_1', 5_000]]));
  const suspects = { ...noSuspects, leasedAtMs: (id: string) => leasedAtMs.get(id) };
  expect(toJob(toRestored('jobs', toJobItem(job), gap, suspects))).toMatchObject({
    intentAtMs: 5_000,
    calledAtMs: 5_000,
  });
  const known = createUnknownJob(1, { intentAtMs: 9_000 });
  expect(toJob(toRestored('jobs', toJobItem(known), gap, suspects))).toMatchObject({ intentAtMs: 9_000 });
});

test('a link that is made for a pool is given up, for it may have been given away', () => {
  expect(restore(createJobRecord(1, { pool: 'vip' }))).toMatchObject({ status: 'cancelled' });
});

test('an account is drained, and the jobs that are searched for are among its unsettled ones', () => {
  const job = createJobRecord(1);
  const suspected = suspectedAccountOf('jobs', toJobItem(job));
  expect(suspected).toEqual([job.accountId, job.jobId]);
  const item = marshall({
    accountId: job.accountId,
    sk: 'account',
    tenantId: 'default',
    unsettled: ['+inv_0'],
    leaseIntentsFromMs: 5,
  });
  const restored = unmarshall(toRestored('accounts', item, gap, { ...noSuspects, of: () => [job.jobId] }));
  expect(restored).toMatchObject({ drainedAtMs: gap.nowMs, unsettled: ['inv_0', job.jobId] });
  expect(restored).not.toHaveProperty('leaseIntentsFromMs');
});

test('a pool gives none of the links that it had, and leaves them valid', () => {
  const link = createPoolLink(1);
  const pool = createPoolRecord({ ready: [link], making: { inv_9: gap.takenAtMs } });
  const item = toPoolItem(pool);
  expect(toPool(toRestored('standing', item, gap, noSuspects))).toEqual({
    ...pool,
    ready: [],
    making: {},
    dropping: { [link.id]: false },
  });
});
