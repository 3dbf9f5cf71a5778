import { describe, expect, test } from 'vitest';
import { chatScope, exportMethod } from '../../../../functions/core/rpc/methods.ts';
import { createJobRecord, createUnknownJob, startMs } from '../records.ts';
import { createDrainWorld } from './drain-world.ts';
import { endOf } from './flood.ts';
import { answered, refusedWith } from './scripted-telegram.ts';
import { elsewhere, makeLink } from './unknown-outcomes.ts';

describe('a wait for slow mode', () => {
  const slowMode = refusedWith('SLOWMODE_WAIT_60', 420);
  const launch = 'channel:11';
  function jobs() {
    return [createJobRecord(1), createJobRecord(2), createJobRecord(3, { request: elsewhere })];
  }

  test('holds up the jobs of its chat, and no others', async () => {
    const world = createDrainWorld(jobs());
    world.telegram.script(exportMethod, slowMode);
    await world.drain();
    expect(world.statuses()).toEqual(['waiting', 'waiting', 'succeeded']);
    expect(world.store.job(1)).toMatchObject({
      wait: { reason: 'SLOWMODE_WAIT', retryAtMs: endOf(60) },
      attempts: 1,
      waits: 1,
    });
    expect(world.store.job(1).wait).not.toHaveProperty('method');
    expect(world.store.job(2)).toMatchObject({ wait: { retryAtMs: endOf(60) }, attempts: 0, waits: 0 });
    expect(world.account().blockedUntilMs).toEqual({ [chatScope(exportMethod, launch)]: endOf(60) });
  });

  test('is kept by the next worker: the jobs of the chat wait without a call, the others go on', async () => {
    const world = createDrainWorld(jobs(), {
      blockedUntilMs: { [chatScope(exportMethod, launch)]: endOf(60) },
    });
    await world.drain();
    expect(world.statuses()).toEqual(['waiting', 'waiting', 'succeeded']);
    expect(world.telegram.callsOf(exportMethod).map(({ subject }) => subject)).toEqual(['other']);
    expect([1, 2].map(world.readyAtMs)).toEqual([endOf(60), endOf(60)]);
    world.advanceTo(endOf(60));
    await world.drain();
    expect(world.statuses()).toEqual(['succeeded', 'succeeded', 'succeeded']);
  });

  test('teaches the pace nothing', async () => {
    const world = createDrainWorld(jobs(), { pace: { perMinute: 20, burst: 10 } });
    world.telegram.script(exportMethod, answered, slowMode);
    await world.drain();
    expect(world.account().learnedPace).toMatchObject({ rate: expect.closeTo(1, 3), burst: 1 });
    expect(world.account().paidUntilMs).toBeCloseTo(startMs + 9_000, -2);
  });

  test('does not keep the outcome of an earlier call in its chat from being searched for', async () => {
    const world = createDrainWorld([createUnknownJob(1)], {
      blockedUntilMs: { [chatScope(exportMethod, launch)]: endOf(60) },
    });
    const link = makeLink(world, { title: 'order 1' });
    await world.drain();
    expect(world.shownLinks()).toEqual([link]);
  });
});
