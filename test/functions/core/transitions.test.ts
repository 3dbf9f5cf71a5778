import { expect, test } from 'vitest';
import { isFinal, type Job, type JobStatus, parkedDueAtMs } from '../../../functions/core/job.ts';
import { parseRpcError } from '../../../functions/core/rpc-error.ts';
import {
  begin,
  block,
  cancel,
  expire,
  fail,
  lookAgain,
  repair,
  succeed,
  toJobError,
  unblock,
  wait,
  waitRefused,
  waitToLook,
  waitUncalled,
  waitUnseen,
  withdraw,
} from '../../../functions/core/transitions.ts';
import { createJobRecord, createUnknownJob, startMs } from './records.ts';

const later = startMs + 5_000;
const until = { reason: 'FLOOD_WAIT', method: 'messages.exportChatInvite', retryAtMs: startMs + 60_000 };
const error = { type: 'CHAT_ADMIN_REQUIRED', class: 'rights' as const, detail: 'Grant the right.' };

const changes: Record<string, (job: Job) => Job> = {
  begin: (job) => begin(job, 7, later),
  succeed: (job) => succeed(job, { kind: 'chatInvitePublicJoinRequests' }, later),
  fail: (job) => fail(job, error, later),
  expire: (job) => expire(job, later),
  cancel: (job) => cancel(job, later),
  wait: (job) => wait(job, until, later),
  waitUncalled: (job) => waitUncalled(job, until, later),
  waitUnseen: (job) => waitUnseen(job, until, later),
  waitToLook: (job) => waitToLook(job, until, later),
  lookAgain: (job) => lookAgain(job, 7, later),
  waitRefused: (job) => waitRefused(job, until, later),
  block: (job) => block(job, error, later),
  unblock: (job) => unblock(job, later),
};

const finalStatuses: JobStatus[] = ['succeeded', 'failed', 'cancelled', 'expired'];

test('exactly four states are final', () => {
  const all: JobStatus[] = ['queued', 'running', 'waiting', 'blocked', ...finalStatuses];
  expect(all.filter(isFinal)).toEqual(finalStatuses);
});

test.each(Object.keys(changes).flatMap((name) => finalStatuses.map((status) => [name, status] as const)))(
  '%s refuses a job that is %s: final is final',
  (name, status) => {
    expect(() => changes[name]?.(createJobRecord(1, { status }))).toThrow(`job inv_1 is ${status}`);
  },
);

test.each([...Object.entries(changes), ['repair', (job: Job) => repair(job, later)] as const])(
  '%s makes the next version, says when, and leaves the old one alone',
  (_name, change) => {
    const job = createUnknownJob(1, { version: 4 });
    const before = structuredClone(job);
    expect(change(job)).toMatchObject({ version: 5, updatedAtMs: later, jobId: 'inv_1' });
    expect(job).toEqual(before);
  },
);

test.each(['succeed', 'fail', 'expire', 'cancel'])('%s leaves neither a due time nor an intent', (name) => {
  const job = changes[name]?.(createUnknownJob(1));
  expect(job).toMatchObject({ finishedAtMs: later });
  expect(job).not.toHaveProperty('dueAtMs');
  expect(job).not.toHaveProperty('intentAtMs');
  expect(job).not.toHaveProperty('wait');
});

test('begin counts the call and dates it, before it is made', () => {
  expect(begin(createJobRecord(1), 7, later)).toMatchObject({
    status: 'running',
    attempts: 1,
    fence: 7,
    intentAtMs: later,
    calledAtMs: later,
    dueAtMs: startMs,
  });
});

test('begin keeps the date of an older intent: reconciliation looks back to it', () => {
  const begun = begin(createUnknownJob(1, { intentAtMs: startMs - 10_000 }), 7, later);
  const intentAtMs = startMs - 10_000;
  expect(begun).toMatchObject({ attempts: 2, intentAtMs, calledAtMs: intentAtMs });
});

test('when the call was begun is known for good, for its link has to be known again', () => {
  const begun = begin(createJobRecord(1), 7, startMs);
  const made = succeed(begun, { kind: 'chatInvitePublicJoinRequests' }, later);
  expect(made).toMatchObject({ status: 'succeeded', calledAtMs: startMs });
});

test('a wait is shown with its reason and is the new due time; an intent outlives it', () => {
  const waiting = wait(createUnknownJob(1), until, later);
  expect(waiting).toMatchObject({ status: 'waiting', wait: until, dueAtMs: until.retryAtMs, waits: 0 });
  expect(waiting.intentAtMs).toBe(startMs - 10_000);
});

test('a job whose deadline comes before the end of its wait is looked at then', () => {
  const deadlineMs = until.retryAtMs - 1;
  const waiting = wait(createJobRecord(1, { deadlineMs }), until, later);
  expect(waiting).toMatchObject({ status: 'waiting', wait: until, dueAtMs: deadlineMs });
});

test.each([later - 1, later])('a deadline that has passed does not shorten a wait', (deadlineMs) => {
  expect(wait(createUnknownJob(1, { deadlineMs }), until, later).dueAtMs).toBe(until.retryAtMs);
});

test('a search that was refused with a wait is not counted, and the outcome stays unknown', () => {
  const waiting = waitToLook(createUnknownJob(1, { reconciliations: 3 }), until, later);
  expect(waiting).toMatchObject({ status: 'waiting', reconciliations: 2, dueAtMs: until.retryAtMs });
  expect(waiting.intentAtMs).toBe(startMs - 10_000);
  expect(waitToLook(createUnknownJob(1), until, later).reconciliations).toBe(0);
});

test('a search that was refused for good reason is counted once, and the outcome stays unknown', () => {
  const looking = lookAgain(createUnknownJob(1), 7, later);
  expect(waitUnseen(looking, until, later)).toMatchObject({
    reconciliations: 1,
    intentAtMs: startMs - 10_000,
  });
  const resolving = createUnknownJob(1, { status: 'waiting', reconciliations: 1 });
  expect(waitUnseen(resolving, until, later)).toMatchObject({ status: 'waiting', reconciliations: 2 });
});

test('a refused export settles its intent and is not held against the job', () => {
  const waiting = waitRefused(createUnknownJob(1), until, later);
  expect(waiting).toMatchObject({ status: 'waiting', attempts: 1, waits: 1, dueAtMs: until.retryAtMs });
  expect(waiting).not.toHaveProperty('intentAtMs');
});

test('a job that could not be called for yet counts the attempt, or it would be tried for ever', () => {
  expect(waitUncalled(createJobRecord(1), until, later)).toMatchObject({
    status: 'waiting',
    attempts: 1,
    waits: 0,
    dueAtMs: until.retryAtMs,
  });
});

test('a search for a link is counted for itself, under its own lease, and keeps the intent', () => {
  expect(lookAgain(createUnknownJob(1), 7, later)).toMatchObject({
    status: 'running',
    fence: 7,
    attempts: 1,
    reconciliations: 1,
    intentAtMs: startMs - 10_000,
  });
});

test('what a job waited or was blocked for is gone with its next change', () => {
  expect(begin(wait(createJobRecord(1), until, later), 1, later)).not.toHaveProperty('wait');
  expect(unblock(block(createJobRecord(1), error, later), later)).not.toHaveProperty('error');
});

test('a blocked job is beyond every clock, and due at once when its account is repaired', () => {
  const blocked = block(createUnknownJob(1), error, later);
  expect(blocked).toMatchObject({ status: 'blocked', error, attempts: 1 });
  expect(blocked.dueAtMs).toBe(parkedDueAtMs + blocked.deadlineMs);
  expect(blocked.intentAtMs).toBe(startMs - 10_000);
  expect(unblock(blocked, later + 1)).toMatchObject({
    status: 'queued',
    dueAtMs: later + 1,
    intentAtMs: startMs - 10_000,
  });
});

test('a repair changes the deduplication id and the due time and nothing that the caller sees', () => {
  const waiting = wait(createJobRecord(1), until, later);
  expect(repair(waiting, later + 1)).toEqual({
    ...waiting,
    version: waiting.version + 1,
    updatedAtMs: later + 1,
    waitedMs: 1,
    sends: 1,
    dueAtMs: later + 1,
  });
});

test('a job that was never called for is cancelled at once', () => {
  const job = withdraw(createJobRecord(1), later);
  expect(job).toMatchObject({ status: 'cancelled', finishedAtMs: later });
  expect(job).not.toHaveProperty('dueAtMs');
});

test('a wish to cancel changes nothing about a call that may be outstanding', () => {
  const running = begin(createJobRecord(1), 7, startMs);
  expect(withdraw(running, later)).toEqual({
    ...running,
    version: running.version + 1,
    updatedAtMs: later,
    cancelRequestedAtMs: later,
  });
});

test.each(finalStatuses)('a job that is %s cannot be cancelled any more', (status) => {
  const job = createJobRecord(1, { status });
  expect(withdraw(job, later)).toBe(job);
});

test('a wish to cancel is kept once', () => {
  const wished = withdraw(begin(createJobRecord(1), 7, startMs), later);
  expect(withdraw(wished, later + 1)).toBe(wished);
});

test("Telegram's code is shown where Telegram answered", () => {
  expect(toJobError(parseRpcError(403, 'CHAT_ADMIN_REQUIRED'))).toMatchObject({
    type: 'CHAT_ADMIN_REQUIRED',
    class: 'rights',
    code: 403,
  });
  expect(toJobError(parseRpcError(0, 'CONNECTION_FAILED'))).not.toHaveProperty('code');
});

test('a blocked job is due as soon as it is anything else', () => {
  const blocked = block(createJobRecord(1), { type: 'X', class: 'account', detail: '' }, startMs);
  expect(begin(blocked, 1, startMs + 5).dueAtMs).toBe(startMs + 5);
});
