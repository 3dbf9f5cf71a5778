import { describe, expect, test } from 'vitest';
import type { JobWait } from '../../../../functions/core/job/job.ts';
import { wait } from '../../../../functions/core/job/transitions.ts';
import { exportMethod } from '../../../../functions/core/rpc/methods.ts';
import { overdueMs } from '../../../../functions/core/sweep/sweep-account.ts';
import { createJobRecord, createWaitingJob, startMs } from '../records.ts';
import { createSweepWorld } from './sweep-world.ts';

const parked: JobWait = { reason: 'FLOOD_WAIT', method: exportMethod, retryAtMs: startMs + overdueMs };

describe('a job that waited with its account', () => {
  function inLine(updatedAtMs: number) {
    return createJobRecord(1, { status: 'waiting', wait: parked, updatedAtMs });
  }

  test('and was parked is sent as soon as the wait is over', async () => {
    const world = createSweepWorld([inLine(parked.retryAtMs - 15 * 60_000 - 1)]);
    await world.sweep();
    expect(world.sent).toHaveLength(1);
    expect(world.store.job(1)).toMatchObject({ status: 'waiting', wait: parked });
  });

  test('with its message in the queue is left to that message, for a minute', async () => {
    const world = createSweepWorld([inLine(parked.retryAtMs - 15 * 60_000)]);
    await world.sweep();
    world.advance(overdueMs - 1);
    await world.sweep();
    expect(world.sent).toEqual([]);
    world.advance(1);
    await world.sweep();
    expect(world.sent).toHaveLength(1);
  });

  test('is not sent before the wait is over', async () => {
    const world = createSweepWorld([inLine(startMs - 3_600_000)]);
    world.advance(-1);
    await world.sweep();
    expect(world.sent).toEqual([]);
  });
});

describe('a job that waits by itself', () => {
  const waitMs = 5 * 60_000;
  function waiting(retryAtMs: number, ms = waitMs) {
    return createWaitingJob(1, retryAtMs, { updatedAtMs: retryAtMs - ms });
  }

  test('and was parked is sent as soon as it is due', async () => {
    const world = createSweepWorld([waiting(startMs + overdueMs)]);
    world.advance(-1);
    await world.sweep();
    expect(world.sent).toEqual([]);
    world.advance(1);
    await world.sweep();
    expect(world.sent).toHaveLength(1);
  });

  test('with its message in the queue is left to that message, for a minute', async () => {
    const world = createSweepWorld([waiting(startMs + overdueMs, 60_000)]);
    await world.sweep();
    expect(world.sent).toEqual([]);
    world.advance(overdueMs);
    await world.sweep();
    expect(world.sent).toHaveLength(1);
  });

  test('ends at its deadline, while its account waits too', async () => {
    const job = wait(
      createJobRecord(1, { deadlineMs: startMs + overdueMs }),
      { reason: 'FLOOD_WAIT', retryAtMs: startMs + 3_600_000 },
      startMs,
    );
    const world = createSweepWorld([job], { blockedUntilMs: { [exportMethod]: startMs + 3_600_000 } });
    expect(await world.sweep()).toMatchObject({ expired: 1, sent: 0 });
    expect(world.store.job(1).status).toBe('expired');
  });

  test.each([
    ['in the queue', 60_000],
    ['parked', waitMs],
  ])('and was sent a minute ago, %s, is not sent twice', async (_where, ms) => {
    const world = createSweepWorld([waiting(startMs, ms)]);
    await world.sweep();
    expect(world.sent).toHaveLength(1);
    world.advance(30_000);
    await world.sweep();
    expect(world.sent).toHaveLength(1);
  });
});

test('a job that was parked with its account and has been sent is not sent again at the next sweep', async () => {
  const updatedAtMs = parked.retryAtMs - 15 * 60_000 - 1;
  const world = createSweepWorld([createJobRecord(1, { status: 'waiting', wait: parked, updatedAtMs })]);
  await world.sweep();
  world.advance(30_000);
  await world.sweep();
  expect(world.sent).toHaveLength(1);
});

test('jobs in line that were accepted long ago are not all sent when their account has just come back from a wait', async () => {
  const waitEndMs = startMs + overdueMs;
  const jobs = [1, 2, 3].map((n) => createJobRecord(n, { updatedAtMs: startMs - 5_000 }));
  const world = createSweepWorld(jobs, { blockedUntilMs: { [exportMethod]: waitEndMs } });
  await world.sweep();
  expect(world.sent).toEqual([]);
});
