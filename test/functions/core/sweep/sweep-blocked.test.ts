import { expect, test } from 'vitest';
import { overdueMs } from '../../../../functions/core/sweep/sweep-account.ts';
import { createBlockedJob, createUnknownJob, startMs } from '../records.ts';
import { createDueJobs, createSweepWorld, reportOf } from './sweep-world.ts';

test.each(['halted', 'dead'] as const)(
  'the due jobs of an account that is %s are blocked',
  async (status) => {
    const account = { status };
    const world = createSweepWorld(createDueJobs(), account);
    expect(await world.sweep()).toEqual(reportOf({ expired: 1 }));
    expect(world.store.job(2)).toMatchObject({ status: 'expired', error: { type: 'DEADLINE_PASSED' } });
    expect(world.store.job(1)).toMatchObject({ status: 'blocked', error: { type: 'ACCOUNT_HALTED' } });
    expect(world.store.job(3)).toMatchObject({ status: 'blocked', intentAtMs: startMs - 10_000 });
  },
);

test.each(['halted', 'dead'] as const)(
  'blocked jobs of an account that is %s end with their deadline, unless a link may have been made',
  async (status) => {
    const deadlineMs = startMs + overdueMs;
    const world = createSweepWorld(
      [
        createBlockedJob(1, { deadlineMs }),
        createBlockedJob(2, { deadlineMs: deadlineMs + 1 }),
        createBlockedJob(3, { deadlineMs, intentAtMs: startMs }),
      ],
      { status },
    );
    expect(await world.sweep()).toMatchObject({ sent: 0, expired: 1 });
    expect(world.store.job(1)).toMatchObject({ status: 'expired', error: { type: 'DEADLINE_PASSED' } });
    expect([world.store.job(2).version, world.store.job(3).version]).toEqual([1, 1]);
    world.advance(1);
    expect(await world.sweep()).toMatchObject({ expired: 1 });
    expect(world.store.job(2).status).toBe('expired');
  },
);

test('blocked jobs of an account that works again are back in their places, and sent when nobody takes them up', async () => {
  const world = createSweepWorld([
    createBlockedJob(1, { intentAtMs: startMs }),
    createBlockedJob(2, { deadlineMs: startMs }),
  ]);
  expect(await world.sweep()).toMatchObject({ sent: 0, expired: 1 });
  expect(world.store.job(1)).toMatchObject({
    status: 'queued',
    dueAtMs: world.store.job(1).createdAtMs,
    intentAtMs: startMs,
  });
  expect(world.store.job(2).status).toBe('expired');
  world.advance(overdueMs);
  await world.sweep();
  expect(world.sent).toEqual([{ jobId: 'inv_1', sends: 1 }]);
});

test('a job that is taken up between listing and unblocking is left to the worker', async () => {
  const world = createSweepWorld([createBlockedJob(1)]);
  const taken = createUnknownJob(1, { dueAtMs: world.now() });
  world.store.onOperation((operation) => {
    if (operation === 'saveJob') {
      world.store.jobs.set('inv_1', taken);
    }
  });
  await world.sweep();
  expect(world.store.job(1)).toEqual(taken);
});
