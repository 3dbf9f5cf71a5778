import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createPacer, currentPace } from '../../../../functions/core/pace/pacer.ts';
import { exportMethod } from '../../../../functions/core/rpc/methods.ts';
import { createDrainWorld } from '../drain/drain-world.ts';
import { createJobRecord, startMs } from '../records.ts';

const tenAtOnce = { perMinute: 20, burst: 10 };

describe('the pacer', () => {
  test('allows the burst at once, then one call for each interval', () => {
    const pacer = createPacer({ pace: tenAtOnce });
    expect(pacer.slots(startMs)).toBe(10);
    pacer.spend(10, startMs);
    expect(pacer.slots(startMs)).toBe(0);
    expect(pacer.slots(startMs + 2_999)).toBe(0);
    expect(pacer.slots(startMs + 3_000)).toBe(1);
    expect(pacer.slots(startMs + 9_000)).toBe(3);
    expect(pacer.slots(startMs + 60_000)).toBe(10);
  });

  test('never allows more than the pace over any stretch of time', () => {
    const pacer = createPacer({ pace: tenAtOnce });
    let calls = 0;
    for (let atMs = startMs; atMs < startMs + 600_000; atMs += 700) {
      const slots = pacer.slots(atMs);
      pacer.spend(slots, atMs);
      calls += slots;
    }
    expect(calls).toBe(10 + 199);
  });

  test('goes on where the account’s last worker stopped', () => {
    const before = createPacer({ pace: tenAtOnce });
    before.spend(10, startMs);
    expect(createPacer({ pace: tenAtOnce, paidUntilMs: before.paidUntilMs() }).slots(startMs + 3_000)).toBe(
      1,
    );
  });

  test('owes no more than a burst of its pace, however slow the pace was at which it was written down', () => {
    const slow = createPacer({ pace: { perMinute: 0.1, burst: 10 } });
    slow.spend(10, startMs);
    const written = { paidUntilMs: slow.paidUntilMs(), settledAtMs: startMs };
    const next = createPacer({ ...written, pace: tenAtOnce });
    expect(next.slots(startMs + 2_999)).toBe(0);
    expect(next.slots(startMs + 3_000)).toBe(1);
    slow.noteWait(startMs + 60_000, startMs);
    const blockedUntilMs = { [exportMethod]: startMs + 60_000 };
    const afterWait = createPacer({
      ...written,
      paidUntilMs: slow.paidUntilMs(),
      blockedUntilMs,
      pace: tenAtOnce,
    });
    expect(afterWait.slots(startMs + 60_000)).toBe(0);
    expect(afterWait.slots(startMs + 63_000)).toBe(1);
  });

  test('begins anew with a single call at the end of a wait', () => {
    const pacer = createPacer({ pace: tenAtOnce });
    pacer.noteWait(startMs + 60_000, startMs);
    expect(pacer.slots(startMs + 59_999)).toBe(0);
    expect(pacer.slots(startMs + 60_000)).toBe(1);
  });

  test('comes back for a few slots at a time, and for no more than there are jobs', () => {
    const pacer = createPacer({ pace: tenAtOnce });
    pacer.spend(10, startMs);
    expect(pacer.readyAtMs(1, startMs)).toBe(startMs + 3_000);
    expect(pacer.readyAtMs(2, startMs)).toBe(startMs + 6_000);
    expect(pacer.readyAtMs(100, startMs)).toBe(startMs + 15_000);
  });

  test('comes back for half of the burst at most', () => {
    const pacer = createPacer({ pace: { perMinute: 20, burst: 4 } });
    pacer.spend(4, startMs);
    expect(pacer.readyAtMs(100, startMs)).toBe(startMs + 6_000);
  });

  test('takes the waits of calls that went out together for one', () => {
    const [once, often] = [createPacer({ pace: tenAtOnce }), createPacer({ pace: tenAtOnce })];
    once.noteWait(startMs + 60_000, startMs);
    often.noteWait(startMs + 5_000, startMs);
    often.noteWait(startMs + 60_000, startMs + 4_999);
    expect(often.learned()).toEqual(once.learned());
    often.noteWait(startMs + 70_000, startMs + 60_000);
    expect(often.learned().rate).toBeLessThan(once.learned().rate);
  });

  test('learns nothing when one single call of a rested account is refused, unless one is all that may come at once', () => {
    const pacer = createPacer({ pace: tenAtOnce });
    pacer.spend(1, startMs);
    pacer.noteWait(startMs + 60_000, startMs);
    expect(pacer.learned()).toMatchObject({ rate: 1, burst: 1 });
    const single = createPacer({ pace: { perMinute: 20, burst: 1 } });
    single.spend(1, startMs);
    single.noteWait(startMs + 60_000, startMs);
    expect(single.learned()).toMatchObject({ rate: 0.75 });
  });

  test('blames the burst for a wait that a full account met, and the rate for a later one', () => {
    const pacer = createPacer({ pace: tenAtOnce });
    pacer.spend(10, startMs);
    pacer.noteWait(startMs + 60_000, startMs);
    expect(pacer.learned()).toMatchObject({ rate: 1, burst: 0.5 });
    pacer.spend(2, startMs + 64_000);
    pacer.noteWait(startMs + 70_000, startMs + 64_000);
    expect(pacer.learned()).toMatchObject({ rate: 0.75, refusedRate: 1 });
  });

  test('blames the rate for what the first calls after a wait meet, and measures it', () => {
    const pacer = createPacer({});
    pacer.spend(1, startMs);
    pacer.noteWait(startMs + 10_000, startMs);
    pacer.spend(1, startMs + 10_000);
    pacer.noteLink();
    pacer.spend(1, startMs + 13_000);
    pacer.noteWait(startMs + 20_000, startMs + 13_000);
    expect(currentPace({ learnedPace: pacer.learned() }).perMinute).toBeCloseTo(0.95 * 6, 6);
  });

  test('measures nothing over a rest', () => {
    const pacer = createPacer({});
    pacer.noteWait(startMs + 10_000, startMs);
    expect(pacer.learned()).toHaveProperty('lastWait');
    pacer.spend(1, startMs + 10_000);
    expect(pacer.learned()).toHaveProperty('lastWait');
    pacer.spend(1, startMs + 600_000);
    expect(pacer.learned()).not.toHaveProperty('lastWait');
  });

  const steps = fc.array(
    fc.record({
      passesMs: fc.integer({ min: 0, max: 40_000 }),
      wants: fc.integer({ min: 0, max: 12 }),
      waitSeconds: fc.option(fc.integer({ min: 1, max: 300 }), { freq: 8, nil: 0 }),
    }),
    { maxLength: 200 },
  );
  const paces = fc.record({
    perMinute: fc.double({ min: 1, max: 600, noNaN: true }),
    burst: fc.integer({ min: 1, max: 20 }),
  });

  test('whatever the pace: the whole burst when full, and the slots that it said to come back for', () => {
    fc.assert(
      fc.property(paces, fc.integer({ min: 1, max: 20 }), (pace, jobs) => {
        const pacer = createPacer({ pace });
        expect(pacer.slots(startMs)).toBe(pace.burst);
        pacer.spend(pace.burst, startMs);
        const readyAtMs = pacer.readyAtMs(jobs, startMs);
        expect(pacer.slots(readyAtMs)).toBeGreaterThanOrEqual(Math.min(jobs, pacer.perWakeUp()));
        pacer.noteWait(readyAtMs + 3_600_000, readyAtMs);
        const next = createPacer({ pace, paidUntilMs: pacer.paidUntilMs(), learnedPace: pacer.learned() });
        expect(next.slots(readyAtMs + 3_600_000)).toBe(1);
      }),
    );
  });

  test('whatever is met: never above twice the configured pace, never a slot inside a wait', () => {
    fc.assert(
      fc.property(paces, steps, (pace, given) => {
        const pacer = createPacer({ pace });
        const calls: number[] = [];
        let nowMs = startMs;
        let waitUntilMs = 0;
        for (const { passesMs, wants, waitSeconds } of given) {
          nowMs += passesMs;
          const slots = pacer.slots(nowMs);
          expect(slots).toBeGreaterThanOrEqual(0);
          if (nowMs < waitUntilMs) {
            expect(slots).toBe(0);
          }
          const made = Math.min(slots, wants);
          pacer.spend(made, nowMs);
          calls.push(...Array.from({ length: made }, () => nowMs));
          if (made > 0 && waitSeconds > 0) {
            waitUntilMs = nowMs + waitSeconds * 1000;
            pacer.noteWait(waitUntilMs, nowMs);
          } else {
            for (let link = 0; link < made; link++) {
              pacer.noteLink();
            }
          }
        }
        const { perMinute, burst } = currentPace({ pace, learnedPace: pacer.learned() });
        expect(perMinute).toBeLessThanOrEqual(pace.perMinute * 2);
        expect(perMinute).toBeGreaterThanOrEqual(pace.perMinute / 4);
        expect(burst).toBeLessThanOrEqual(pace.burst);
        for (const [first, fromMs] of calls.entries()) {
          const last = calls.length - 1;
          const minutes = ((calls[last] ?? 0) - fromMs) / 60_000;
          expect(last - first + 1).toBeLessThanOrEqual(pace.burst + minutes * pace.perMinute * 2 + 1e-6);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('an account at its pace', () => {
  function jobs() {
    return Array.from({ length: 13 }, (_, index) => createJobRecord(index + 1));
  }

  test('makes what the pace allows and leaves the rest as it is, for when there are slots', async () => {
    const world = createDrainWorld(jobs(), { pace: tenAtOnce });
    const verdicts = await world.drain([13]);
    expect(world.telegram.callsOf(exportMethod)).toHaveLength(10);
    expect(world.statuses().filter((status) => status === 'queued')).toHaveLength(3);
    expect(world.account()).toMatchObject({ paidUntilMs: startMs + 30_000, settledAtMs: startMs });
    expect([...verdicts.values()].at(-1)).toEqual({
      kind: 'again',
      atMs: expect.closeTo(startMs + 9_000, -2),
    });
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
