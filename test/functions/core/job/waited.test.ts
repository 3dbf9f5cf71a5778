import { expect, test } from 'vitest';
import type { Job } from '../../../../functions/core/job/job.ts';
import {
  begin,
  block,
  repair,
  succeed,
  unblock,
  wait,
  withdraw,
} from '../../../../functions/core/job/transitions.ts';
import { pendingMsOf, waitedMsOf } from '../../../../functions/core/job/waited.ts';
import { createJobRecord, createUnknownJob, startMs } from '../records.ts';

const link = { kind: 'chatInvitePublicJoinRequests' } as const;
const error = { type: 'AUTH_KEY_UNREGISTERED', class: 'session_dead' as const, detail: 'Log in.' };

/** Seconds after the start, in milliseconds. */
function at(seconds: number) {
  return startMs + seconds * 1000;
}

const accepted = createJobRecord(1, { createdAtMs: startMs, updatedAtMs: startMs });

function waitFor(job: Job, fromSeconds: number, untilSeconds: number) {
  return wait(job, { reason: 'FLOOD_WAIT', retryAtMs: at(untilSeconds) }, at(fromSeconds));
}

test('the time under way is the time since the request without the waits, however many there were', () => {
  const waited = waitFor(waitFor(begin(accepted, 1, at(2)), 3, 13), 14, 20);
  const done = succeed(begin(waited, 2, at(20)), link, at(21));
  expect(waitedMsOf(done, at(99))).toBe(16_000);
  expect(pendingMsOf(done, at(21))).toBe(5_000);
});

test('a wait counts up to its end: that a worker came late is no wait', () => {
  const waiting = waitFor(accepted, 1, 11);
  expect(pendingMsOf(waiting, at(6))).toBe(1_000);
  expect(pendingMsOf(waiting, at(31))).toBe(21_000);
  expect(pendingMsOf(begin(waiting, 1, at(31)), at(32))).toBe(22_000);
});

test('a wait that is broken off counts as far as it went', () => {
  expect(pendingMsOf(begin(waitFor(accepted, 1, 61), 1, at(31)), at(32))).toBe(2_000);
});

test('all the time that a job is blocked is a wait', () => {
  const blocked = block(accepted, error, at(1));
  expect(pendingMsOf(blocked, at(500))).toBe(1_000);
  expect(pendingMsOf(unblock(blocked, at(600)), at(603))).toBe(4_000);
});

test('no change of the row in the middle of a wait loses or doubles it', () => {
  const unknown = createUnknownJob(1, { createdAtMs: startMs, updatedAtMs: startMs });
  const waiting = waitFor(unknown, 1, 11);
  const changed = repair(withdraw(waiting, at(5)), at(8));
  expect(changed.status).toBe('waiting');
  expect(waitedMsOf(changed, at(20))).toBe(10_000);
  expect(waitedMsOf(succeed(changed, link, at(20)), at(20))).toBe(10_000);
});
