import { describe, expect, test } from 'vitest';
import { exportMethod } from '../../../functions/core/methods.ts';
import { createPacer } from '../../../functions/core/pace.ts';
import { createDrainWorld } from './drain-world.ts';
import { createJobRecord, startMs } from './records.ts';

const tenAtOnce = { perMinute: 20, burst: 10 };

describe('the pacer', () => {
  test('allows the burst at once, then one call for each interval', () => {
    const pacer = createPacer(tenAtOnce, 0);
    expect(pacer.slots(startMs)).toBe(10);
    pacer.spend(10, startMs);
    expect(pacer.slots(startMs)).toBe(0);
    expect(pacer.slots(startMs + 2_999)).toBe(0);
    expect(pacer.slots(startMs + 3_000)).toBe(1);
    expect(pacer.slots(startMs + 9_000)).toBe(3);
    expect(pacer.slots(startMs + 60_000)).toBe(10);
  });

  test('never allows more than the pace over any stretch of time', () => {
    const pacer = createPacer(tenAtOnce, 0);
    let calls = 0;
    for (let atMs = startMs; atMs < startMs + 600_000; atMs += 700) {
      const slots = pacer.slots(atMs);
      pacer.spend(slots, atMs);
      calls += slots;
    }
    expect(calls).toBe(10 + 199);
  });

  test('goes on where the account’s last worker stopped', () => {
    const before = createPacer(tenAtOnce, 0);
    before.spend(10, startMs);
    expect(createPacer(tenAtOnce, before.paidUntilMs()).slots(startMs + 3_000)).toBe(1);
  });

  test('begins anew with a single call at the end of a wait', () => {
    const pacer = createPacer(tenAtOnce, 0);
    pacer.exhaust(startMs + 60_000);
    expect(pacer.slots(startMs + 59_999)).toBe(0);
    expect(pacer.slots(startMs + 60_000)).toBe(1);
  });

  test('comes back for a few slots at a time, and for no more than there are jobs', () => {
    const pacer = createPacer(tenAtOnce, 0);
    pacer.spend(10, startMs);
    expect(pacer.readyAtMs(1, startMs)).toBe(startMs + 3_000);
    expect(pacer.readyAtMs(2, startMs)).toBe(startMs + 6_000);
    expect(pacer.readyAtMs(100, startMs)).toBe(startMs + 15_000);
  });
});

describe('an account at its pace', () => {
  const jobs = () => Array.from({ length: 13 }, (_, index) => createJobRecord(index + 1));

  test('makes what the pace allows and leaves the rest as it is, for when there are slots', async () => {
    const world = createDrainWorld(jobs(), { pace: tenAtOnce });
    const verdicts = await world.drain([13]);
    expect(world.telegram.callsOf(exportMethod)).toHaveLength(10);
    expect(world.statuses().filter((status) => status === 'queued')).toHaveLength(3);
    expect(world.account()).toMatchObject({ paidUntilMs: startMs + 30_000, settledAtMs: startMs });
    expect([...verdicts.values()].at(-1)).toEqual({ kind: 'again', atMs: startMs + 9_000 });
  });

  test('does not connect while there is no slot, and says when to come back', async () => {
    const world = createDrainWorld(jobs(), {
      pace: tenAtOnce,
      paidUntilMs: startMs + 30_000,
      settledAtMs: startMs,
    });
    const verdicts = await world.drain([1]);
    expect(world.log).not.toContain('connect');
    expect([...verdicts.values()]).toEqual([{ kind: 'again', atMs: startMs + 15_000 }]);
  });

  test('pays for the calls that a crashed worker did not write down', async () => {
    const lost = Array.from({ length: 10 }, (_, index) =>
      createJobRecord(index + 1, {
        status: 'succeeded',
        calledAtMs: startMs - 100,
        fence: 1,
      }),
    ).map(({ dueAtMs: _dueAtMs, ...job }) => job);
    const world = createDrainWorld([...lost, createJobRecord(11)], {
      pace: tenAtOnce,
      unsettled: lost.map(({ jobId }) => jobId),
      settledAtMs: startMs - 60_000,
    });
    await world.drain([11]);
    expect(world.telegram.callsOf(exportMethod)).toHaveLength(0);
  });
});
