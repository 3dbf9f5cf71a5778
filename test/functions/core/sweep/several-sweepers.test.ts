import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shareDueShards } from '../../../../functions/core/account/due-entry.ts';
import { sweep } from '../../../../functions/core/sweep/sweep.ts';
import { overdueMs } from '../../../../functions/core/sweep/sweep-account.ts';
import type { SweepDeps } from '../../../../functions/core/sweep/sweep-deps.ts';
import { createMemoryStore } from '../memory-store.ts';
import { createAccountRecord, createJobRecord, startMs } from '../records.ts';

const shards = ['0', '1', '2'];
const jobIds = Array.from({ length: 14 }, (_, index) => `inv_${index}`).sort();

/** What a sweep calls, one by one; the rest is only read from a list. */
const steps = ['loadAccounts', 'loadJobs', 'saveJob', 'listDueJobs', 'moveDue', 'sendJob'] as const;
type Step = (...args: never[]) => Promise<unknown>;

/** Many accounts that are due at once, each with an overdue job. */
function createManyDue() {
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
    const shares = shareDueShards(shards, 3, clock.nowMs - minutesAgo * 60_000);
    return sweep({ ...deps, ...wrapped }, { shares, untilMs: Number.POSITIVE_INFINITY });
  }
  return { store, sent, clock, sweepWith };
}

test('three sweepers send each message once, in whatever order their calls come', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), async (scheduler) => {
      const { store, sent, clock, sweepWith } = createManyDue();
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
        const { sent, clock, sweepWith } = createManyDue();
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
