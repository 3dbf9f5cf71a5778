import { expect, test } from 'vitest';
import { accountBelievedMs, believeReads, lineBelievedMs } from '../../../functions/api/believe-reads.ts';
import { createAccountRecord, createJobRecord } from '../core/records.ts';

function createWorld() {
  const asked: string[] = [];
  const clock = { nowMs: 1_000 };
  const known = new Set(['acc_a', 'acc_b']);
  const reads = believeReads({
    async getAccount(accountId) {
      asked.push(accountId);
      return known.has(accountId) ? createAccountRecord({ accountId }) : undefined;
    },
    async listDueJobs(accountId) {
      asked.push(`line of ${accountId}`);
      return [];
    },
    async ensureDue(accountId) {
      asked.push(`entry of ${accountId}`);
    },
    now: () => clock.nowMs,
  });
  return { asked, clock, known, reads };
}

test('an account is read once in a quarter of a minute', async () => {
  const { asked, clock, reads } = createWorld();
  await reads.getAccount('acc_a');
  clock.nowMs += accountBelievedMs - 1;
  expect(await reads.getAccount('acc_a')).toMatchObject({ accountId: 'acc_a' });
  await reads.getAccount('acc_b');
  expect(asked).toEqual(['acc_a', 'acc_b']);
  clock.nowMs += 1;
  await reads.getAccount('acc_a');
  expect(asked).toEqual(['acc_a', 'acc_b', 'acc_a']);
});

test('the line of an account is read once in three seconds, the empty one too', async () => {
  const { asked, clock, reads } = createWorld();
  const range = { untilMs: 1_000, limit: 200 };
  await reads.listDueJobs('acc_a', range);
  clock.nowMs += lineBelievedMs - 1;
  await reads.listDueJobs('acc_a', range);
  expect(asked).toEqual(['line of acc_a']);
});

test('a line that was read for another purpose needs no other reading', async () => {
  const { asked, clock, reads } = createWorld();
  const line = [{ tenantId: 'ten_a', jobId: 'inv_1', dueAtMs: 900 }];
  reads.noteLine('acc_a', line, clock.nowMs);
  clock.nowMs += lineBelievedMs - 1;
  const range = { untilMs: 1_000, limit: 200 };
  expect(await reads.listDueJobs('acc_a', range)).toEqual(line);
  expect(asked).toEqual([]);
  clock.nowMs += 1;
  await reads.listDueJobs('acc_a', range);
  expect(asked).toEqual(['line of acc_a']);
});

test('a job that is stored meanwhile comes into the line', async () => {
  const { clock, reads } = createWorld();
  const range = { untilMs: 1_000, limit: 200 };
  const job = createJobRecord(1, { accountId: 'acc_a', dueAtMs: 900 });
  await reads.listDueJobs('acc_a', range);
  reads.noteJob(job);
  expect(await reads.listDueJobs('acc_a', range)).toMatchObject([{ jobId: job.jobId, dueAtMs: 900 }]);
  expect(await reads.listDueJobs('acc_b', range)).toEqual([]);
  clock.nowMs += lineBelievedMs;
  expect(await reads.listDueJobs('acc_a', range)).toEqual([]);
});

test('a line is believed for as long as its reader allows, half a minute at most, with the jobs that were stored meanwhile', async () => {
  const { asked, clock, reads } = createWorld();
  let allowedMs = 20_000;
  const range = { untilMs: 1_000, limit: 200, maxAgeMs: async () => allowedMs };
  await reads.listDueJobs('acc_a', range);
  clock.nowMs += 10_000;
  const job = createJobRecord(1, { accountId: 'acc_a', dueAtMs: 900 });
  reads.noteJob(job);
  clock.nowMs += 9_999;
  expect(await reads.listDueJobs('acc_a', range)).toMatchObject([{ jobId: job.jobId }]);
  expect(asked).toHaveLength(1);
  clock.nowMs += 1;
  await reads.listDueJobs('acc_a', range);
  expect(asked).toHaveLength(2);
  allowedMs = 3_600_000;
  clock.nowMs += 29_999;
  await reads.listDueJobs('acc_a', range);
  expect(asked).toHaveLength(2);
  clock.nowMs += 1;
  await reads.listDueJobs('acc_a', range);
  expect(asked).toHaveLength(3);
});

test('an account that was not found is read every time', async () => {
  const { asked, known, reads } = createWorld();
  expect(await reads.getAccount('acc_new')).toBeUndefined();
  known.add('acc_new');
  expect(await reads.getAccount('acc_new')).toBeDefined();
  expect(asked).toHaveLength(2);
});

test('an account whose entry was written is known to have it, so that the next request need not write it', async () => {
  const { asked, reads } = createWorld();
  await reads.getAccount('acc_a');
  await reads.ensureDue('acc_a', '1', 5_000);
  expect(await reads.getAccount('acc_a')).toMatchObject({ dueAtMs: 5_000 });
  await reads.ensureDue('acc_a', '1', 9_000);
  expect(await reads.getAccount('acc_a')).toMatchObject({ dueAtMs: 5_000 });
  expect(asked).toEqual(['acc_a', 'entry of acc_a', 'entry of acc_a']);
});
