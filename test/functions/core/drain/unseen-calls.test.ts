import { describe, expect, test } from 'vitest';
import type { Job } from '../../../../functions/core/job/job.ts';
import { withdraw } from '../../../../functions/core/job/transitions.ts';
import { exportMethod, listMethod } from '../../../../functions/core/rpc/methods.ts';
import { createJobRecord, createUnknownJob, startMs } from '../records.ts';
import { acknowledged, againAt, createDrainWorld, type DrainWorld } from './drain-world.ts';
import { lostAfter, lostBefore } from './scripted-telegram.ts';
import { drainUntilKnown, drainWhenDue, makeLink } from './unknown-outcomes.ts';

describe('a call of which nothing is seen', () => {
  /** A job whose call has not reached Telegram, as far as can be seen. */
  async function loseCall(
    job: Partial<Job> = {},
    invocation: { remainingMs?: number } = {},
  ): Promise<DrainWorld> {
    const world = createDrainWorld([createJobRecord(1, job)]);
    world.telegram.script(exportMethod, lostBefore);
    await world.drain(undefined, invocation);
    return world;
  }

  /** When the job is searched for, and when the last message of its call can have left, after the start. */
  async function searchTimes(world: DrainWorld): Promise<number[]> {
    await drainUntilKnown(world);
    return world.telegram.callsOf(listMethod).map(({ atMs }) => atMs - startMs);
  }

  test('is searched for after 2 s, 15 s later, and when Telegram takes its message no more: then it is made again', async () => {
    const world = await loseCall({}, { remainingMs: 30_000 });
    expect(await searchTimes(world)).toEqual([2_000, 17_000, 26_000 + 360_000]);
    expect(world.telegram.callsOf(exportMethod).map(({ atMs }) => atMs - startMs)).toEqual([0, 386_000]);
    expect(world.statuses()).toEqual(['succeeded']);
    expect(world.telegram.links).toHaveLength(1);
  });

  test('is searched for through an outage of hours, less and less often, and its link is found', async () => {
    const world = createDrainWorld([createJobRecord(1)]);
    world.telegram.script(exportMethod, lostAfter);
    world.telegram.script(listMethod, ...Array.from({ length: 40 }, () => lostBefore));
    await world.drain();
    for (let search = 0; search < 41; search++) {
      await drainWhenDue(world);
    }
    expect(world.now() - startMs).toBeGreaterThan(3_600_000);
    expect(world.shownLinks()).toEqual(['https://t.me/+link1']);
    expect(world.telegram.links).toHaveLength(1);
  });

  test('is waited for without a message, and says what it waits for', async () => {
    const world = await loseCall();
    expect(await drainWhenDue(world)).toEqual(new Map([['inv_1', againAt(world.now() + 2_000)]]));
    expect(world.store.job(1).wait).toEqual({ reason: 'OUTCOME_UNKNOWN', retryAtMs: startMs + 17_000 });
    expect(await drainWhenDue(world)).toEqual(new Map([['inv_1', acknowledged]]));
    expect(world.store.job(1).wait).toEqual({ reason: 'OUTCOME_UNKNOWN', retryAtMs: startMs + 416_000 });
  });

  test('may be executed late: its link is found by the second search', async () => {
    const world = await loseCall();
    await drainWhenDue(world);
    world.advance(3_000);
    const link = makeLink(world, { title: 'order 1' }, 0);
    await drainWhenDue(world);
    expect(world.shownLinks()).toEqual([link]);
  });

  test('may be executed by a kernel that gets through after minutes: its link is found by the last search', async () => {
    const world = await loseCall();
    await drainWhenDue(world);
    await drainWhenDue(world);
    world.advance(350_000);
    const link = makeLink(world, { title: 'order 1' }, 0);
    await drainWhenDue(world);
    expect(world.shownLinks()).toEqual([link]);
    expect(world.telegram.callsOf(exportMethod)).toHaveLength(1);
  });

  test('of a worker that was frozen is taken to be sent until its chat was first searched', async () => {
    const world = createDrainWorld([createUnknownJob(1, { calledUntilMs: startMs - 900_000 })]);
    await world.drain();
    expect(world.store.job(1).unseenAtMs).toBe(startMs);
    expect(await searchTimes(world)).toEqual([0, 15_000, 360_000]);
  });

  test.each([-120_000, 120_000])(
    'is waited for by the clock of Telegram, which is %i ms ahead',
    async (aheadMs) => {
      const world = createDrainWorld([createJobRecord(1)]);
      world.telegram.setAheadMs(aheadMs);
      world.telegram.script(exportMethod, lostBefore);
      await world.drain(undefined, { remainingMs: 30_000 });
      expect(world.store.job(1).calledUntilMs).toBe(startMs + 26_000 + aheadMs);
      expect(await searchTimes(world)).toEqual([2_000, 17_000, 386_000]);
    },
  );

  test('is waited for as long although our clock is set while it waits', async () => {
    const world = await loseCall({}, { remainingMs: 30_000 });
    await drainWhenDue(world);
    // Ours is five minutes fast from now on.
    world.advance(300_000);
    world.telegram.setAheadMs(-300_000);
    const [, second, last] = await searchTimes(world);
    expect(second).toBe(302_000);
    expect(last).toBe(386_000 + 300_000);
  });

  test('ends a job that was cancelled meanwhile only when it can be executed no more', async () => {
    const world = await loseCall();
    await drainWhenDue(world);
    world.store.jobs.set('inv_1', withdraw(world.store.job(1), world.now()));
    await drainWhenDue(world);
    expect(world.store.job(1)).toMatchObject({ status: 'waiting', cancelRequestedAtMs: startMs + 2_000 });
    await drainWhenDue(world);
    expect(world.statuses()).toEqual(['cancelled']);
    expect(world.now()).toBe(startMs + 416_000);
    expect(world.telegram.callsOf(exportMethod)).toHaveLength(1);
  });

  test('shows the link of a job that was cancelled meanwhile, however late it was made', async () => {
    const world = await loseCall();
    await drainWhenDue(world);
    world.store.jobs.set('inv_1', withdraw(world.store.job(1), world.now()));
    await drainWhenDue(world);
    const link = makeLink(world, { title: 'order 1' }, 0);
    await drainWhenDue(world);
    expect(world.shownLinks()).toEqual([link]);
  });

  test('ends a job whose deadline has passed meanwhile only when it can be executed no more', async () => {
    const world = await loseCall({ deadlineMs: startMs + 10_000 });
    await drainWhenDue(world);
    await drainWhenDue(world);
    expect(world.statuses()).toEqual(['waiting']);
    await drainWhenDue(world);
    expect(world.store.job(1)).toMatchObject({ status: 'expired', finishedAtMs: startMs + 416_000 });
  });

  test('counts no search of it as broken: each has come to its end', async () => {
    const world = createDrainWorld([createUnknownJob(1, { reconciliations: 11 })]);
    await world.drain();
    expect(world.store.job(1)).toMatchObject({ status: 'waiting', reconciliations: 0 });
  });
});
