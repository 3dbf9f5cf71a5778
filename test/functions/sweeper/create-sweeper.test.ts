import { expect, test } from 'vitest';
import { createCallbackStore } from '../../../functions/aws/callback-store.ts';
import { createJobStore } from '../../../functions/aws/job-store.ts';
import { accountIdOf } from '../../../functions/core/ids.ts';
import type { Job } from '../../../functions/core/job/job.ts';
import { createSweeper } from '../../../functions/sweeper/create-sweeper.ts';
import { startTables } from '../aws/local-stores.ts';
import { createWritableAccountStore } from '../aws/writable-account-store.ts';
import { createAccountRecord, createJobRecord, startMs } from '../core/records.ts';

const { client, accountsTable, jobsTable } = await startTables();
const accounts = createWritableAccountStore(client, accountsTable);
const jobs = createJobStore(client, jobsTable);
const minuteMs = 60_000;

/** The sweeper on real tables, with a clock of ours and a queue that remembers. */
function createWorld() {
  const sent: string[] = [];
  const clock = { nowMs: startMs };
  const sweeper = createSweeper({
    ...accounts,
    ...jobs,
    ...createCallbackStore(client, jobsTable),
    resendCallbacks: async () => 0,
    listDueDeliveries: async () => [],
    resendEvents: async () => 0,
    sendJob: async (job: Job) => void sent.push(job.jobId),
    noteNotSwept: (_accountId, error) => {
      throw error;
    },
    now: () => clock.nowMs,
    dueShards: 4,
    sweepers: 2,
    record: () => {},
    log: { debug() {}, info() {}, warn() {}, error() {} },
  });
  return {
    sent,
    clock,
    sweep: () => sweeper({}, { getRemainingTimeInMillis: () => 50_000 }),
  };
}

test('the parked job of an account of the version before, which has no entry, is sent at the second sweep', async () => {
  const accountId = accountIdOf('ten_a', 'before');
  await accounts.putAccount(createAccountRecord({ accountId, name: 'before' }));
  await jobs.createJob(createJobRecord(1, { accountId, createdAtMs: startMs - 10 * minuteMs }));
  const { sent, clock, sweep } = createWorld();
  await sweep();
  clock.nowMs += minuteMs;
  await sweep();
  expect(sent).toEqual(['inv_1']);
  expect((await accounts.loadAccounts([accountId]))[0]).toMatchObject({
    dueAtMs: clock.nowMs + minuteMs,
  });
});

test('two sweepers at once send a job once', async () => {
  const accountId = accountIdOf('ten_a', 'twice');
  await accounts.putAccount(
    createAccountRecord({ accountId, name: 'twice', dueShard: '1', dueAtMs: startMs }),
  );
  await jobs.createJob(createJobRecord(2, { accountId, createdAtMs: startMs - 10 * minuteMs }));
  // Two claims of the very same millisecond look like one, and their messages are duplicates for SQS.
  const sweepers = [createWorld(), createWorld()];
  for (const [index, { clock }] of sweepers.entries()) {
    clock.nowMs += 5 * minuteMs + index;
  }
  await Promise.all(sweepers.map(({ sweep }) => sweep()));
  expect(sweepers.flatMap(({ sent }) => sent).filter((jobId) => jobId === 'inv_2')).toEqual(['inv_2']);
});
