import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  dueTimeOf,
  isDue,
  isParked,
  listDue,
  maxOwnWaitInQueueMs,
  ownWaitFromMs,
  parkedDueAtMs,
  placeOf,
  readyTimeOf,
  waitsByItself,
} from '../../../../functions/core/job/due.ts';
import type { Job } from '../../../../functions/core/job/job.ts';
import { newJob } from '../../../../functions/core/job/new-job.ts';
import { wait, waitInLine } from '../../../../functions/core/job/transitions.ts';
import { maxVisibilityMs } from '../../../../functions/core/rpc/wait.ts';
import { createMemoryStore } from '../memory-store.ts';
import { createBlockedJob, createJobRecord, createWaitingJob, startMs } from '../records.ts';

const endMs = startMs + 30_000;

function until(retryAtMs: number) {
  return { reason: 'FLOOD_WAIT', retryAtMs };
}

describe('the sections of the index', () => {
  test('lie one behind the other: in line, waiting by itself, blocked, whatever the times', () => {
    const times = fc.integer({ min: 0, max: 4 * 10 ** 14 });
    fc.assert(
      fc.property(times, times, times, (createdAtMs, retryAtMs, deadlineMs) => {
        const inLine = createJobRecord(1, { createdAtMs }).dueAtMs ?? 0;
        const waiting = createWaitingJob(1, retryAtMs).dueAtMs ?? 0;
        const blocked = createBlockedJob(1, { deadlineMs }).dueAtMs ?? 0;
        expect(inLine).toBeLessThan(ownWaitFromMs);
        expect(waiting).toBeGreaterThanOrEqual(ownWaitFromMs);
        expect(waiting).toBeLessThan(parkedDueAtMs);
        expect(blocked).toBeGreaterThanOrEqual(parkedDueAtMs);
      }),
    );
  });

  test('a job in line is due from when it was accepted, one that waits by itself when its wait ends', () => {
    const inLine = createJobRecord(1);
    expect(dueTimeOf(inLine)).toBe(inLine.createdAtMs);
    expect(dueTimeOf(createWaitingJob(1, endMs))).toBe(endMs);
    expect([endMs - 1, endMs].map((nowMs) => isDue(createWaitingJob(1, endMs), nowMs))).toEqual([
      false,
      true,
    ]);
  });

  test('a blocked job and a final one are never due', () => {
    const { dueAtMs: _dueAtMs, ...final } = createJobRecord(1, { status: 'succeeded' });
    const jobs: Job[] = [createBlockedJob(1), final];
    for (const job of jobs) {
      expect(dueTimeOf(job)).toBeUndefined();
      expect(readyTimeOf(job)).toBeUndefined();
      expect(isDue(job, Number.MAX_SAFE_INTEGER)).toBe(false);
    }
  });

  test('only the one in the middle waits by itself', () => {
    const jobs = [createJobRecord(1), createWaitingJob(2, endMs), createBlockedJob(3)];
    expect(jobs.map(waitsByItself)).toEqual([false, true, false]);
  });

  test('a job that waits with its account may be looked at any time, and is ready when the wait ends', () => {
    const waiting = waitInLine(createJobRecord(1), until(endMs), startMs);
    expect(isDue(waiting, startMs)).toBe(true);
    expect(readyTimeOf(waiting)).toBe(endMs);
  });

  test('a job whose deadline comes before the end of its own wait is ready then', () => {
    const waiting = wait(createJobRecord(1, { deadlineMs: endMs - 5 }), until(endMs), startMs);
    expect(readyTimeOf(waiting)).toBe(endMs - 5);
  });
});

describe('the place of a job', () => {
  test('is when it was accepted', () => {
    expect(placeOf({ createdAtMs: startMs })).toBe(startMs);
  });

  test('of the items of a batch is a millisecond after the one before, and none is later than its acceptance', () => {
    const batchId = 'bat_1';
    const places = [0, 1, 2].map((index) =>
      placeOf({ createdAtMs: startMs, batch: { batchId, index, size: 3 } }),
    );
    expect(places).toEqual([startMs - 2, startMs - 1, startMs]);
  });

  test('is where a job is stored when it is accepted', () => {
    const { request } = createJobRecord(1);
    const ref = { tenantId: 'ten_a', jobId: 'inv_1', accountId: 'acc_a', request };
    const batch = { batchId: 'bat_1', index: 3, size: 9 };
    for (const accepted of [ref, { ...ref, batch }]) {
      const job = newJob(accepted, startMs);
      expect(job.dueAtMs).toBe(placeOf(job));
    }
  });
});

describe('a job is parked, without a message,', () => {
  test('when it waits by itself for more than a minute', () => {
    function waiting(waitMs: number) {
      return wait(createJobRecord(1), until(startMs + waitMs), startMs);
    }
    expect(isParked(waiting(maxOwnWaitInQueueMs))).toBe(false);
    expect(isParked(waiting(maxOwnWaitInQueueMs + 1))).toBe(true);
  });

  test('when it waits with its account for more than fifteen minutes', () => {
    function waiting(waitMs: number) {
      return waitInLine(createJobRecord(1), until(startMs + waitMs), startMs);
    }
    expect(isParked(waiting(maxVisibilityMs))).toBe(false);
    expect(isParked(waiting(maxVisibilityMs + 1))).toBe(true);
  });

  test('and never when it does not wait', () => {
    expect(isParked(createJobRecord(1))).toBe(false);
    expect(isParked(createBlockedJob(1))).toBe(false);
  });
});

describe('what is due', () => {
  function list(jobs: ReturnType<typeof createJobRecord>[], limit: number) {
    const store = createMemoryStore(() => {});
    for (const job of jobs) {
      store.jobs.set(job.jobId, job);
    }
    return listDue(store.deps, 'acc_a', { untilMs: startMs, limit });
  }

  test('is listed with those first whose own wait is over, then those in line, oldest first', async () => {
    const { jobs: refs } = await list(
      [
        createJobRecord(5),
        createWaitingJob(9, startMs),
        createJobRecord(4),
        createWaitingJob(8, startMs - 5),
      ],
      10,
    );
    expect(refs.map(({ jobId }) => jobId)).toEqual(['inv_8', 'inv_9', 'inv_4', 'inv_5']);
  });

  test('leaves out whose own wait goes on, what is blocked, and what comes later', async () => {
    const later = createJobRecord(3, { createdAtMs: startMs + 1 });
    const jobs = [createWaitingJob(1, startMs + 1), createBlockedJob(2), later];
    expect(await list(jobs, 10)).toEqual({ jobs: [], watches: [] });
  });

  test('is limited in each of the two sections, so that neither hides the other', async () => {
    const numbers = [1, 2, 3];
    const { jobs: refs } = await list(
      [...numbers.map((n) => createWaitingJob(n, startMs)), ...numbers.map((n) => createJobRecord(n + 10))],
      2,
    );
    expect(refs.map(({ jobId }) => jobId)).toEqual(['inv_1', 'inv_2', 'inv_11', 'inv_12']);
  });
});
