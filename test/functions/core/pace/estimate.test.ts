import { describe, expect, test } from 'vitest';
import { placeOf } from '../../../../functions/core/job/due.ts';
import { wait, waitInLine } from '../../../../functions/core/job/transitions.ts';
import {
  estimateDoneAtMs,
  findPlace,
  lastMovedAtMs,
  retryAfterSeconds,
} from '../../../../functions/core/pace/estimate.ts';
import { createPacer } from '../../../../functions/core/pace/pacer.ts';
import { exportMethod } from '../../../../functions/core/rpc/methods.ts';
import { createAccountRecord, createJobRecord, createWaitingJob, startMs } from '../records.ts';

const pace = { perMinute: 20, burst: 10 };
const account = createAccountRecord({ pace });

function at(place: number, total = place) {
  return { place, total, startsAtMs: startMs, endsByMs: Number.POSITIVE_INFINITY };
}

function listed(...numbers: number[]) {
  return numbers.map((number) => {
    const job = createJobRecord(number);
    return { jobId: job.jobId, dueAtMs: placeOf(job) };
  });
}

describe('when a job is done', () => {
  test('is at once while the pace has room for all before it', () => {
    expect(estimateDoneAtMs(account, at(10), startMs)).toBe(startMs);
  });

  test('is with the lot that its slot comes in, when the room is used up', () => {
    expect(estimateDoneAtMs(account, at(11, 100), startMs)).toBe(startMs + 15_000);
    expect(estimateDoneAtMs(account, at(15, 100), startMs)).toBe(startMs + 15_000);
    expect(estimateDoneAtMs(account, at(16, 100), startMs)).toBe(startMs + 30_000);
  });

  test('is with its own slot when nobody comes after it', () => {
    expect(estimateDoneAtMs(account, at(12), startMs)).toBe(startMs + 6_000);
  });

  test('counts what the account has used up before', () => {
    const pacer = createPacer({ pace });
    pacer.spend(10, startMs);
    const busy = { ...account, paidUntilMs: pacer.paidUntilMs() };
    expect(estimateDoneAtMs(busy, at(1), startMs)).toBe(startMs + 3_000);
  });

  test('is not before the account’s wait is over, and then at the slower pace that the wait has taught', () => {
    const untilMs = startMs + 600_000;
    const pacer = createPacer({ pace });
    pacer.noteWait(untilMs, startMs);
    const flooded = {
      ...account,
      blockedUntilMs: { [exportMethod]: untilMs },
      paidUntilMs: pacer.paidUntilMs(),
      learnedPace: pacer.learned(),
    };
    expect(estimateDoneAtMs(flooded, at(1), startMs)).toBe(untilMs);
    expect(estimateDoneAtMs(flooded, at(2), startMs)).toBe(untilMs + 4_000);
  });

  test('is a sweep after its deadline where its turn would come later, and never in the past', () => {
    const job = createJobRecord(1);
    const { endsByMs } = findPlace([job, createJobRecord(2, { deadlineMs: startMs })], []);
    expect(endsByMs).toBe(job.deadlineMs + 60_000);
    const place = findPlace([createJobRecord(1, { deadlineMs: startMs + 3_000 })], []);
    expect(estimateDoneAtMs(account, { ...at(500), endsByMs: place.endsByMs }, startMs)).toBe(
      startMs + 63_000,
    );
    expect(estimateDoneAtMs(account, { ...at(500), endsByMs: startMs - 1 }, startMs)).toBe(startMs);
  });

  test('is its turn where a call of unknown outcome has to be settled first', () => {
    const unknown = createJobRecord(1, { intentAtMs: startMs, deadlineMs: startMs });
    expect(findPlace([unknown], []).endsByMs).toBe(Number.POSITIVE_INFINITY);
  });

  test('is a sweep after the end of a wait that is sat out in the table', () => {
    const until = { reason: 'FLOOD_WAIT', retryAtMs: startMs + 3_600_000 };
    for (const parked of [wait, waitInLine].map((change) => change(createJobRecord(1), until, startMs))) {
      expect(findPlace([parked], listed(1)).startsAtMs).toBe(until.retryAtMs + 60_000);
    }
  });

  test('is at the end of a wait that its message sits out', () => {
    const own = createWaitingJob(1, startMs + 60_000);
    const withAccount = waitInLine(
      createJobRecord(2),
      { reason: 'FLOOD_WAIT', retryAtMs: startMs + 900_000 },
      startMs,
    );
    expect(findPlace([own], []).startsAtMs).toBe(startMs + 60_000);
    expect(findPlace([withAccount], listed(2)).startsAtMs).toBe(startMs + 900_000);
  });
});

describe('the place of jobs', () => {
  test('is that of the last of them', () => {
    const own = [createJobRecord(2), createJobRecord(4)];
    expect(findPlace(own, listed(1, 2, 3, 4, 5))).toMatchObject({
      place: 4,
      total: 5,
    });
  });

  test('is before all that are in line for one that waits by itself: it was accepted before them', () => {
    const waiting = createWaitingJob(1, startMs + 30_000);
    expect(findPlace([waiting], listed(2, 3))).toMatchObject({ place: 1, total: 3 });
    expect(findPlace([waiting, createJobRecord(3)], listed(2, 3))).toMatchObject({
      place: 3,
      total: 3,
    });
  });

  test('is after all that are listed while the list does not name them', () => {
    const own = [createJobRecord(2), createJobRecord(4), createJobRecord(5)];
    expect(findPlace(own, listed(1, 2, 3))).toMatchObject({ place: 5, total: 5 });
  });

  test('is where it stands in line, also while the list does not name it', () => {
    const own = [createJobRecord(9, { placeMs: placeOf(createJobRecord(2)) + 0.5 })];
    expect(findPlace(own, listed(1, 2, 3, 4))).toMatchObject({ place: 3, total: 5 });
  });
});

describe('Retry-After', () => {
  test.each([
    [0, 1],
    [-5_000, 1],
    [41_500, 42],
    [86_400_000, 3600],
  ])('of something done in %i ms is %i s', (leftMs, seconds) => {
    expect(retryAfterSeconds(startMs + leftMs, startMs, startMs)).toBe(seconds);
  });

  test('grows while nothing moves, so that a stuck job is asked about ever more seldom', () => {
    let nowMs = startMs;
    let polls = 0;
    for (; nowMs < startMs + 3_600_000; polls++) {
      nowMs += retryAfterSeconds(startMs, startMs, nowMs) * 1000;
    }
    expect(polls).toBeLessThan(50);
  });

  test('stays short while the account is at work, however long the job has been due', () => {
    const job = createJobRecord(1, { dueAtMs: startMs - 600_000, updatedAtMs: startMs - 600_000 });
    const working = { ...account, settledAtMs: startMs - 1_000 };
    expect(retryAfterSeconds(startMs, lastMovedAtMs(job, working), startMs)).toBe(1);
    expect(retryAfterSeconds(startMs, lastMovedAtMs(job, account), startMs)).toBe(150);
  });
});
