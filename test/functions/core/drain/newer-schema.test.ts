import { expect, test } from 'vitest';
import { exportMethod } from '../../../../functions/core/rpc/methods.ts';
import { schemaVersion } from '../../../../functions/core/schema-version.ts';
import { sweep } from '../../../../functions/core/sweep/sweep.ts';
import { overdueMs } from '../../../../functions/core/sweep/sweep-account.ts';
import { createJobRecord, createUnknownJob, startMs } from '../records.ts';
import { acknowledged, createDrainWorld } from './drain-world.ts';

const newer = { newerSchema: schemaVersion + 1 };
const leftToNewer = { kind: 'again', atMs: startMs + 30_000, isNewer: true };

test('a job of a newer version is left as it is and its message comes back later, beside a job that is worked on', async () => {
  const job = createJobRecord(1, newer);
  const world = createDrainWorld([job, createJobRecord(2)]);
  const verdicts = await world.drain();
  expect(verdicts.get('inv_1')).toEqual(leftToNewer);
  expect(verdicts.get('inv_2')).toEqual(acknowledged);
  expect(world.store.job(1)).toEqual(job);
  expect(world.store.accounts.get('acc_a')?.unsettled).toEqual([]);
});

test('a due job of a newer version that no message names is left as it is', async () => {
  const job = createJobRecord(1, newer);
  const world = createDrainWorld([job, createJobRecord(2)]);
  await world.drain([2]);
  expect(world.statuses()).toEqual(['queued', 'succeeded']);
  expect(world.store.job(1)).toEqual(job);
});

test('while a call of unknown outcome is in a row of a newer version, no link is made on its account and it stays unsettled', async () => {
  const unknown = createUnknownJob(1, newer);
  const world = createDrainWorld([unknown, createJobRecord(2)], { unsettled: ['inv_1'] });
  const verdicts = await world.drain([2]);
  expect(verdicts.get('inv_2')).toEqual(leftToNewer);
  expect(world.telegram.callsOf(exportMethod)).toEqual([]);
  expect(world.log).toEqual(['takeLease', 'releaseLease']);
  expect(world.store.accounts.get('acc_a')?.unsettled).toContain('inv_1');
  expect(world.store.job(1)).toEqual(unknown);
});

test('an account of a newer version is not worked on, and its messages come back later', async () => {
  const world = createDrainWorld([createJobRecord(1)], newer);
  expect(await world.drain()).toEqual(new Map([['inv_1', leftToNewer]]));
  expect(world.log).toEqual([]);
});

test('of a drained account the messages are deleted, and its jobs stay as they are', async () => {
  const job = createJobRecord(1);
  const world = createDrainWorld([job], { drainedAtMs: startMs });
  expect(await world.drain()).toEqual(new Map([['inv_1', acknowledged]]));
  expect(world.log).toEqual([]);
  expect(world.store.job(1)).toEqual(job);
});

/** Long after everything has become due. */
function sweepLater(world: ReturnType<typeof createDrainWorld>) {
  const sent: string[] = [];
  for (const account of world.store.accounts.values()) {
    Object.assign(account, { dueShard: '0', dueAtMs: startMs });
  }
  const report = sweep(
    {
      ...world.store.deps,
      now: () => startMs + 10 * overdueMs,
      ...world.store.dueDeps,
      noteNotSwept: (_accountId, error) => {
        throw error;
      },
      sendJob: async ({ jobId }) => {
        sent.push(jobId);
      },
    },
    { shares: [['0']], untilMs: Number.POSITIVE_INFINITY },
  );
  return { report, sent };
}

test('the sweeper leaves accounts and jobs of a newer version alone and counts them', async () => {
  const job = createJobRecord(1, { ...newer, deadlineMs: startMs });
  const world = createDrainWorld([job, createJobRecord(2)]);
  const { report, sent } = sweepLater(world);
  expect(await report).toMatchObject({ sent: 1, expired: 0, newer: 1 });
  expect(sent).toEqual(['inv_2']);
  expect(world.store.job(1)).toEqual(job);

  const other = createDrainWorld([createJobRecord(1)], newer);
  expect(await sweepLater(other).report).toMatchObject({ accounts: 0, sent: 0, newer: 1 });
});

test('the sweeper sends nothing for a drained account, and again when it is resumed', async () => {
  const world = createDrainWorld([createJobRecord(1)], { drainedAtMs: startMs });
  expect(await sweepLater(world).report).toMatchObject({ accounts: 1, sent: 0 });
  delete world.store.accounts.get('acc_a')?.drainedAtMs;
  expect(await sweepLater(world).report).toMatchObject({ sent: 1 });
});
