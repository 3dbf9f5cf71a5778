import { describe, expect, test } from 'vitest';
import { accountBelievedMs } from '../../../functions/api/believe-reads.ts';
import { createPendingLimit } from '../../../functions/api/limit-pending.ts';
import { accountIdOf } from '../../../functions/core/ids.ts';
import { ownWaitFromMs } from '../../../functions/core/job/due.ts';
import { exportMethod } from '../../../functions/core/rpc/methods.ts';
import { createAccountRecord } from '../core/records.ts';
import { createApiWorld, nowMs, validBody } from './api-world.ts';

/** A key without a quota, which is never counted. */
const key = createApiWorld().addKey('isk_without-a-quota', 'ten_a');
async function countQuota(): Promise<number> {
  throw new Error('counted');
}

/** As many as there are, up to twice the limit. */
function dueJobs(count: number, dueAtMs: number) {
  return Array.from({ length: Math.min(count, 2_000) }, (_, index) => ({
    tenantId: 'ten_a',
    jobId: `inv_${index}`,
    dueAtMs,
  }));
}

const mainAccount = accountIdOf('ten_a', 'main');

describe('the limit of unfinished invites per account', () => {
  test('refuses what is above it with 429, and stores nothing', async () => {
    const { post, jobs } = createApiWorld({ pendingLimit: 3 });
    for (let n = 0; n < 3; n++) {
      expect((await post(validBody)).statusCode).toBe(202);
    }
    const { statusCode, headers, body } = await post(validBody);
    expect(statusCode).toBe(429);
    expect(body).toMatchObject({ type: 'urn:invite-spool:problem:too-many-pending', status: 429 });
    expect(headers).toMatchObject({ 'retry-after': '5' });
    expect(jobs.size).toBe(3);
  });

  test('asks to come back when the pace of the account has made room', async () => {
    const { postBatch, addAccount } = createApiWorld({ pendingLimit: 100 });
    addAccount('ten_a', 'slow', { pace: { perMinute: 6, burst: 1 } });
    const item = { ...validBody, account: 'slow' };
    await postBatch({ item, count: 90 });
    expect((await postBatch({ item, count: 40 })).headers).toMatchObject({ 'retry-after': '300' });
    expect((await postBatch({ item, count: 11 })).headers).toMatchObject({ 'retry-after': '10' });
  });

  test('an account that has passed the limit says how many it has, and waits for all that are too many', async () => {
    const { admit } = createPendingLimit({
      countQuota,
      listDueRequests: async (_, limit) => dueJobs(170, nowMs).slice(0, limit),
      noteLine: () => undefined,
      pendingLimit: 100,
      now: () => nowMs,
    });
    const account = createAccountRecord({ pace: { perMinute: 6, burst: 1 } });
    const { refusal } = await admit([{ account, jobs: 1 }], key);
    expect(refusal?.problem.detail).toContain('has 170 unfinished invites, and may have 100');
    // 71 of them must end, one in ten seconds.
    expect(refusal?.problem.headers).toEqual({ 'retry-after': '710' });
  });

  test('says when there is no room before the operator has repaired the account', async () => {
    const { post, addAccount } = createApiWorld({ pendingLimit: 1 });
    addAccount('ten_a', 'second', { status: 'halted' });
    await post({ ...validBody, account: 'second' });
    const { headers, body } = await post({ ...validBody, account: 'second' });
    expect(headers).toMatchObject({ 'retry-after': '3600' });
    expect(body).toMatchObject({ account_status: 'halted', detail: expect.stringContaining('operator') });
  });

  test('asks to come back when the account’s wait is over and its pace has made room', async () => {
    const { post, accounts, clock } = createApiWorld({ pendingLimit: 1 });
    await post(validBody);
    clock.nowMs += accountBelievedMs;
    const account = accounts.get(mainAccount);
    if (account === undefined) {
      throw new Error('no account');
    }
    account.blockedUntilMs = { [exportMethod]: clock.nowMs + 600_000 };
    expect((await post(validBody)).headers).toMatchObject({ 'retry-after': '604' });
  });

  test('makes room when jobs are done, within ten seconds', async () => {
    const { post, jobs, clock } = createApiWorld({ pendingLimit: 1 });
    await post(validBody);
    for (const [pk, job] of jobs) {
      jobs.set(pk, { ...job, status: 'succeeded' });
    }
    expect((await post(validBody)).statusCode).toBe(429);
    clock.nowMs += 10_000;
    expect((await post(validBody)).statusCode).toBe(202);
  });

  test('counts no more often than each tenth of the room is taken, and after half a minute', async () => {
    let counts = 0;
    async function listDueRequests() {
      counts += 1;
      return [];
    }
    const { post, clock } = createApiWorld({ pendingLimit: 30, listDueRequests });
    for (let n = 0; n < 3; n++) {
      await post(validBody);
      clock.nowMs += 9_000;
    }
    expect(counts).toBe(1);
    await post(validBody);
    expect(counts).toBe(2);
    clock.nowMs += 30_000;
    await post(validBody);
    expect(counts).toBe(3);
  });

  test('is passed by no more than comes in within half a minute, by however many environments', async () => {
    const clock = { nowMs };
    let stored = 0;
    const environments = Array.from({ length: 200 }, () =>
      createPendingLimit({
        countQuota,
        // Jobs that wait by themselves: they count, and no line of them is made thousands of times.
        listDueRequests: async () => dueJobs(stored, ownWaitFromMs),
        noteLine: () => undefined,
        pendingLimit: 1_000,
        now: () => clock.nowMs,
      }),
    );
    const account = createAccountRecord();
    for (let request = 0; request < 4_000; request++) {
      clock.nowMs += 50;
      const admission = await environments[request % environments.length]?.admit([{ account, jobs: 1 }], key);
      stored += admission?.refusal === undefined ? 1 : 0;
    }
    expect(stored).toBeLessThanOrEqual(1_000 + 600);
  });

  test('is passed by no more than each environment lets in on one count, when all is posted at once', async () => {
    let stored = 0;
    async function listDueRequests() {
      return dueJobs(stored, 0);
    }
    const environments = Array.from({ length: 25 }, () =>
      createPendingLimit({
        countQuota,
        listDueRequests,
        noteLine: () => undefined,
        pendingLimit: 1_000,
        now: () => nowMs,
      }),
    );
    const account = createAccountRecord();
    async function postEverywhere() {
      const admissions = await Promise.all(
        environments.map(({ admit }) => admit([{ account, jobs: 100 }], key)),
      );
      stored += admissions.filter(({ refusal }) => refusal === undefined).length * 100;
    }
    await postEverywhere();
    expect(stored).toBe(2_500);
    await postEverywhere();
    expect(stored).toBe(2_500);
  });

  test('counts anew before it refuses on a count that is older than ten seconds', async () => {
    const { postBatch, jobs, clock } = createApiWorld({ pendingLimit: 100 });
    const item = validBody;
    expect((await postBatch({ item, count: 10 })).statusCode).toBe(202);
    for (const [pk, job] of jobs) {
      jobs.set(pk, { ...job, status: 'succeeded' });
    }
    clock.nowMs += 10_000;
    expect((await postBatch({ item, count: 100 })).statusCode).toBe(202);
  });

  test('holds one account up and no other', async () => {
    const { post, addAccount } = createApiWorld({ pendingLimit: 1 });
    addAccount('ten_a', 'second');
    await post(validBody);
    expect((await post(validBody)).statusCode).toBe(429);
    expect((await post({ ...validBody, account: 'second' })).statusCode).toBe(202);
  });

  test('answers a repeat of an accepted request all the same', async () => {
    const { post } = createApiWorld({ pendingLimit: 1 });
    const first = await post(validBody, { 'idempotency-key': 'order-1' });
    const second = await post(validBody, { 'idempotency-key': 'order-1' });
    expect(second).toMatchObject({ statusCode: 202, body: { id: first.body.id } });
    expect(second.headers).toMatchObject({ 'idempotent-replayed': 'true' });
  });
});
