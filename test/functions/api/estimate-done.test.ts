import { expect, test } from 'vitest';
import type { LineRange } from '../../../functions/api/believe-reads.ts';
import { estimateDone } from '../../../functions/api/estimate-done.ts';
import { createAccountRecord, createJobRecord } from '../core/records.ts';

const nowMs = 1_800_000_000_000;
const log = { debug() {}, info() {}, warn() {}, error() {} };

function jobAt(index: number, dueAtMs: number) {
  return {
    ...createJobRecord(index, { createdAtMs: dueAtMs, placeMs: dueAtMs, deadlineMs: nowMs + 86_400_000 }),
    dueAtMs,
  };
}

test.each([
  ['of jobs behind the job', 0, 0],
  ['of 400 jobs before it', 400, 100_000],
])('a line %s may be a tenth as old as the wait that it tells', async (_, before, leastMs) => {
  const line = Array.from({ length: 400 }, (_each, index) =>
    jobAt(index, nowMs - 60_000 + (index < before ? -1 : 1)),
  );
  const ages: (number | undefined)[] = [];
  const estimate = await estimateDone(
    {
      getAccount: async () =>
        createAccountRecord({ accountId: 'acc_a', status: 'active', pace: { perMinute: 20, burst: 10 } }),
      async listDueJobs(_accountId: string, range: LineRange) {
        ages.push(await range.maxAgeMs?.(line));
        return line;
      },
      now: () => nowMs,
      log,
    },
    [jobAt(1_000, nowMs - 60_000)],
  );
  const [ageMs = 0] = ages;
  expect(ageMs).toBeGreaterThanOrEqual(leastMs);
  expect(ageMs).toBeCloseTo(((estimate.doneAtMs ?? 0) - nowMs) / 10);
});

test('the last of a thousand jobs is told the time of all of them', async () => {
  const line = Array.from({ length: 1_000 }, (_each, index) => jobAt(index, nowMs - 60_000 + index));
  const { doneAtMs = 0 } = await estimateDone(
    {
      getAccount: async () =>
        createAccountRecord({ accountId: 'acc_a', status: 'active', pace: { perMinute: 50, burst: 10 } }),
      listDueJobs: async (_accountId: string, { limit }: LineRange) => line.slice(0, limit),
      now: () => nowMs,
      log,
    },
    line.slice(-1),
  );
  expect((doneAtMs - nowMs) / 60_000).toBeGreaterThan(18);
});
