import { describe, expect, test } from 'vitest';
import type { Job } from '../../../../functions/core/job/job.ts';
import { exportMethod } from '../../../../functions/core/rpc/methods.ts';
import { createJobRecord, createUnknownJob, createUnseenJob, startMs } from '../records.ts';
import { createDrainWorld, type DrainWorld } from './drain-world.ts';
import { drainWhenDue } from './unknown-outcomes.ts';

describe('a job that was running when its worker died', () => {
  function died(number: number, brokenOff: number, overrides: Partial<Job> = {}) {
    return createUnseenJob(number, { brokenOff, calledAtMs: startMs - 400_000, ...overrides });
  }

  function callsOf(world: DrainWorld) {
    return world.telegram.callsOf(exportMethod).map(({ subject }) => subject);
  }

  test('is counted each time it is found so', async () => {
    const world = createDrainWorld([createUnknownJob(1, { brokenOff: 1 })]);
    await world.drain();
    expect(world.store.job(1)).toMatchObject({ status: 'waiting', brokenOff: 2 });
    await drainWhenDue(world);
    expect(world.store.job(1).brokenOff).toBe(2);
  });

  test('once, keeps its place', async () => {
    const world = createDrainWorld([died(1, 1), createJobRecord(2), createJobRecord(3)]);
    await world.drain();
    expect(callsOf(world)).toEqual(['order 1', 'order 2', 'order 3']);
  });

  test('twice, is called after the others in hand: it may be what kills them', async () => {
    const world = createDrainWorld([died(1, 2), createJobRecord(2), createJobRecord(3)]);
    await world.drain();
    expect(callsOf(world)).toEqual(['order 2', 'order 3', 'order 1']);
  });

  test('twice, is back in its place ten minutes after its last call: the newer do not overtake it for ever', async () => {
    const calledAtMs = startMs - 600_000;
    const world = createDrainWorld([died(1, 2, { calledAtMs }), createJobRecord(2)]);
    await world.drain();
    expect(callsOf(world)).toEqual(['order 1', 'order 2']);
  });
});
