import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shareDueShards } from '../../../../functions/core/account/due-entry.ts';
import { sweep } from '../../../../functions/core/sweep/sweep.ts';
import { overdueMs } from '../../../../functions/core/sweep/sweep-account.ts';
import type { SweepDeps } from '../../../../functions/core/sweep/sweep-deps.ts';
import { createMemoryStore } from '../memory-store.ts';
import { createAccountRecord, createJobRecord, startMs } from '../records.ts';

const few = 14;

function idsOfJobs(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `inv_${index}`).sort();
}

/** What a sweep calls, one by one; the rest is only read from a list. */
const steps = ['loadAccounts', 'loadJobs', 'saveJob', 'listDueJobs', 'moveDue', 'sendJob'] as const;
type Step = (...args: never[]) => Promise<unknown>;

/** Many accounts that are due at once, each with an overdue job. */
function createManyDue(count = few, shards = ['0', '1', '2']) {
  const jobIds = idsOfJobs(count);
  const store = createMemoryStore(() => {});
  const sent: string[] = [];
  const clock = { nowMs: startMs + overdueMs };
  for (const [index, jobId] of jobIds.entries()) {
    const accountId = `acc_${index}`;
    store.accounts.set(
      accountId,
      createAccountRecord({ accountId, dueShard: String(index % shards.length), dueAtMs: startMs }),
    );
    store.jobs.set(jobId, createJobRecord(index, { jobId, accountId }));
  }
  const deps: SweepDeps = {
    loadJobs: store.deps.loadJobs,
    saveJob: store.deps.saveJob,
    listDueJobs: store.deps.listDueJobs,
    ...store.dueDeps,
    sendJob: async ({ jobId }) => void sent.push(jobId),
    now: () => clock.nowMs,
    noteNotSwept: (_accountId, error) => {
      throw error;
    },
  };
  /** A sweeper of its own, in the order of partitions of the one that began so many minutes ago. */
  function sweepWith(wrap: (step: Step) => Step, minutesAgo: number) {
    const wrapped = Object.fromEntries(steps.map((name) => [name, wrap(deps[name] as Step)]));
    const shares = shareDueShards(shards, shards.length, clock.nowMs - minutesAgo * 60_000);
    return sweep({ ...deps, ...wrapped }, { shares, untilMs: Number.POSITIVE_INFINITY });
  }
  return { store, sent, clock, sweepWith, jobIds };
}

test('three sweepers send each message once, in whatever order their calls come', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), async (scheduler) => {
      const { store, sent, clock, sweepWith, jobIds } = createManyDue();
      const sweeps = [0, 1, 1].map((minutesAgo) =>
        sweepWith((step) => scheduler.scheduleFunction(step), minutesAgo),
      );
      await scheduler.waitFor(Promise.all(sweeps));
      expect(sent.sort()).toEqual(jobIds);
      for (const { dueAtMs } of store.accounts.values()) {
        expect(dueAtMs).toBe(clock.nowMs + 60_000);
      }
    }),
    { numRuns: 60 },
  );
});

test('two sweepers that are killed at any of their calls leave nothing behind that two later sweeps do not send', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(fc.nat({ max: 60 }), { minLength: 2, maxLength: 2 }),
      async (scheduler, lives) => {
        const { sent, clock, sweepWith, jobIds } = createManyDue();
        for (const [minutesAgo, life] of lives.entries()) {
          const mortal = dieAfter(life);
          void sweepWith((step) => mortal(scheduler.scheduleFunction(step)), minutesAgo);
        }
        await scheduler.waitIdle();
        for (let later = 0; later < 2; later += 1) {
          clock.nowMs += overdueMs;
          await sweepWith((step) => step, 0);
        }
        expect([...new Set(sent)].sort()).toEqual(jobIds);
      },
    ),
    { numRuns: 60 },
  );
});

/** After so many calls of the sweeper none returns any more. */
function dieAfter(life: number): (step: Step) => Step {
  let calls = 0;
  return (step) =>
    (...args) => {
      calls += 1;
      return calls > life ? new Promise(() => {}) : step(...args);
    };
}

test('a sweeper that begins while another is at work takes its part, and few accounts are looked at twice', async () => {
  const { sent, sweepWith, jobIds } = createManyDue(240, ['0', '1']);
  const visits = [0, 0];
  /** Counts the lists of jobs that are read: one a visit. */
  function counting(sweeper: number, onStep: () => void = () => {}) {
    return (step: Step): Step =>
      async (...args) => {
        visits[sweeper] = (visits[sweeper] ?? 0) + (step.name === 'listDueJobs' ? 1 : 0);
        onStep();
        return step(...args);
      };
  }
  let second: Promise<unknown> | undefined;
  await sweepWith(
    counting(0, () => {
      if (sent.length >= 60) {
        second ??= sweepWith(counting(1), -1);
      }
    }),
    0,
  );
  await second;
  expect(sent.sort()).toEqual(jobIds);
  const [first = 0, other = 0] = visits.map(Math.round);
  expect(other).toBeGreaterThan(60);
  expect(first + other).toBeLessThanOrEqual(260);
});
