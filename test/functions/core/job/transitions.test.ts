import { expect, test } from 'vitest';
import { ownWaitFromMs, parkedDueAtMs, placeOf } from '../../../../functions/core/job/due.ts';
import { isFinal, type Job, type JobStatus } from '../../../../functions/core/job/job.ts';
import {
  begin,
  beginSearch,
  block,
  cancel,
  expire,
  fail,
  readdress,
  readdressRefused,
  repair,
  settleUnmade,
  succeed,
  takeBack,
  toJobError,
  unblock,
  wait,
  waitAfterSearch,
  waitForChat,
  waitForLateLink,
  waitForSearch,
  waitInLine,
  waitRefused,
  waitUncalled,
  waitUnknown,
  withdraw,
} from '../../../../functions/core/job/transitions.ts';
import { parseRpcError } from '../../../../functions/core/rpc/rpc-error.ts';
import { createJobRecord, createUnknownJob, createUnseenJob, startMs } from '../records.ts';

const later = startMs + 5_000;
const until = { reason: 'FLOOD_WAIT', method: 'messages.exportChatInvite', retryAtMs: startMs + 60_000 };
const ownEndMs = ownWaitFromMs + until.retryAtMs;
const error = { type: 'CHAT_ADMIN_REQUIRED', class: 'rights' as const, detail: 'Grant the right.' };

const changes: Record<string, (job: Job) => Job> = {
  begin: (job) => begin(job, 7, later),
  succeed: (job) => succeed(job, { kind: 'chatInvitePublicJoinRequests' }, later),
  fail: (job) => fail(job, error, later),
  expire: (job) => expire(job, later),
  cancel: (job) => cancel(job, later),
  wait: (job) => wait(job, until, later),
  waitInLine: (job) => waitInLine(job, until, later),
  waitUncalled: (job) => waitUncalled(job, until, later),
  waitUnknown: (job) => waitUnknown(job, until, later),
  waitForLateLink: (job) => waitForLateLink(job, until, later, later),
  waitAfterSearch: (job) => waitAfterSearch(job, until, later),
  waitForSearch: (job) => waitForSearch(job, until, later),
  beginSearch: (job) => beginSearch(job, 7, later),
  waitRefused: (job) => waitRefused(job, until, later),
  waitForChat: (job) => waitForChat(job, until, later),
  takeBack: (job) => takeBack(job, later),
  settleUnmade: (job) => settleUnmade(job, later),
  readdress: (job) => readdress(job, 'channel:11', later),
  readdressRefused: (job) => readdressRefused(job, 'channel:11', later),
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
    calledUntilMs: later,
    dueAtMs: placeOf(createJobRecord(1)),
  });
});

test('a call made anew can be executed for longer, and has not been searched for yet', () => {
  const begun = begin(createUnseenJob(1), 7, later, later + 20_000);
  expect(begun.calledUntilMs).toBe(later + 20_000);
  expect(begun).not.toHaveProperty('unseenAtMs');
});

test('a call that Telegram has certainly not executed leaves no trace: no attempt, no intent, no date', () => {
  const before = createJobRecord(1, { attempts: 3 });
  const taken = takeBack(begin(before, 7, startMs, later), later);
  expect(taken).toEqual({ ...before, version: 3, updatedAtMs: later, fence: 7 });
});

test.each([
  'begin',
  'takeBack',
  'waitInLine',
  'waitRefused',
  'settleUnmade',
  'beginSearch',
  'readdress',
  'unblock',
])('%s leaves the job at its place in line', (name) => {
  const job = createJobRecord(1);
  expect(changes[name]?.(job).dueAtMs).toBe(job.createdAtMs);
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

test('a wait of its own is shown with its reason, and takes the job out of line until it ends; an intent outlives it', () => {
  const waiting = wait(createUnknownJob(1), until, later);
  expect(waiting).toMatchObject({ status: 'waiting', wait: until, dueAtMs: ownEndMs, waits: 0 });
  expect(waiting.intentAtMs).toBe(startMs - 10_000);
});

test("a wait of the account is shown too, and the job keeps its place: that it's over is told by the account", () => {
  const job = createUnknownJob(1);
  const waiting = waitInLine(job, until, later);
  expect(waiting).toMatchObject({ status: 'waiting', wait: until, dueAtMs: job.createdAtMs, waits: 0 });
  expect(waiting.intentAtMs).toBe(startMs - 10_000);
});

test('a job is back at its place when its own wait is over and something is done about it', () => {
  const job = createJobRecord(1);
  expect(begin(wait(job, until, later), 7, later).dueAtMs).toBe(job.createdAtMs);
});

test.each(Object.entries({ wait, waitInLine }))(
  '%s: a job whose deadline comes before the end of its wait is looked at then',
  (_name, change) => {
    const deadlineMs = until.retryAtMs - 1;
    const waiting = change(createJobRecord(1, { deadlineMs }), until, later);
    expect(waiting).toMatchObject({ status: 'waiting', wait: until, dueAtMs: ownWaitFromMs + deadlineMs });
  },
);

test.each([later - 1, later])('a deadline that has passed does not shorten a wait', (deadlineMs) => {
  expect(wait(createJobRecord(1, { deadlineMs }), until, later).dueAtMs).toBe(ownEndMs);
});

test('a deadline does not shorten the wait of a job with an open outcome, which cannot end by it', () => {
  const job = createUnknownJob(1, { deadlineMs: until.retryAtMs - 1 });
  expect(wait(job, until, later).dueAtMs).toBe(ownEndMs);
  expect(waitInLine(job, until, later).dueAtMs).toBe(job.createdAtMs);
});

test('a search that was refused with a wait is not counted, and the outcome stays unknown', () => {
  const waiting = waitForSearch(createUnknownJob(1, { reconciliations: 3 }), until, later);
  expect(waiting).toMatchObject({ status: 'waiting', reconciliations: 2, dueAtMs: ownEndMs });
  expect(waiting.intentAtMs).toBe(startMs - 10_000);
  expect(waitForSearch(createUnknownJob(1), until, later).reconciliations).toBe(0);
});

test('a search that broke off is counted once, and the outcome stays unknown', () => {
  const looking = beginSearch(createUnknownJob(1), 7, later);
  expect(waitAfterSearch(looking, until, later)).toMatchObject({
    reconciliations: 1,
    intentAtMs: startMs - 10_000,
  });
  const resolving = createUnknownJob(1, { status: 'waiting', reconciliations: 1 });
  expect(waitAfterSearch(resolving, until, later)).toMatchObject({ status: 'waiting', reconciliations: 2 });
});

test('a search that came to an end without a link is not counted as broken, nor are those before it', () => {
  const looking = beginSearch(createUnknownJob(1, { reconciliations: 3 }), 7, later);
  expect(waitForLateLink(looking, until, later, later)).toMatchObject({
    status: 'waiting',
    reconciliations: 0,
    unseenAtMs: later,
    intentAtMs: startMs - 10_000,
    dueAtMs: ownEndMs,
  });
  expect(settleUnmade(looking, later).reconciliations).toBe(0);
});

test("when a chat was first searched is kept, by Telegram's clock: the searches after it are told nothing by it", () => {
  const first = waitForLateLink(beginSearch(createUnknownJob(1), 7, later), until, later + 500, later);
  const second = waitForLateLink(
    beginSearch(first, 7, later + 15_000),
    until,
    later + 15_500,
    later + 15_000,
  );
  expect(second.unseenAtMs).toBe(later + 500);
});

test.each(['settleUnmade', 'takeBack', 'waitUnknown', 'waitRefused', 'waitForChat', 'readdressRefused'])(
  '%s leaves no intent, and nothing of when its call can still be executed',
  (name) => {
    const job = changes[name]?.(createUnseenJob(1));
    for (const gone of ['intentAtMs', 'calledUntilMs', 'unseenAtMs']) {
      expect(job).not.toHaveProperty(gone);
    }
  },
);

test('a refused export settles its intent and is not held against the job', () => {
  const job = createUnknownJob(1);
  const waiting = waitRefused(job, until, later);
  expect(waiting).toMatchObject({ status: 'waiting', attempts: 1, waits: 1, dueAtMs: job.createdAtMs });
  expect(waiting).not.toHaveProperty('intentAtMs');
});

test('one refused with a wait for its chat is not held against the job either, which waits by itself', () => {
  const waiting = waitForChat(createUnknownJob(1), until, later);
  expect(waiting).toMatchObject({ status: 'waiting', attempts: 1, waits: 1, dueAtMs: ownEndMs });
});

test('one refused in a way that nobody here knows counts', () => {
  const waiting = waitUnknown(createUnknownJob(1), until, later);
  expect(waiting).toMatchObject({ status: 'waiting', attempts: 1, waits: 0, dueAtMs: ownEndMs });
});

test('a job that could not be called for yet counts the attempt, or it would be tried for ever', () => {
  expect(waitUncalled(createJobRecord(1), until, later)).toMatchObject({
    status: 'waiting',
    attempts: 1,
    waits: 0,
    dueAtMs: ownEndMs,
  });
});

test('a search for a link is counted for itself, under its own lease, and keeps the intent', () => {
  expect(beginSearch(createUnknownJob(1), 7, later)).toMatchObject({
    status: 'running',
    fence: 7,
    attempts: 1,
    reconciliations: 1,
    intentAtMs: startMs - 10_000,
  });
});

test('a job found running by a later lease has lost its worker in its call: that is counted', () => {
  const running = begin(createJobRecord(1), 6, startMs);
  const once = beginSearch(running, 7, later);
  expect(once.brokenOff).toBe(1);
  expect(beginSearch(once, 8, later).brokenOff).toBe(2);
});

test.each([
  ['a job that waits for its search', createUnknownJob(1, { status: 'waiting' })],
  ['a job of the same lease', createUnknownJob(1, { fence: 7 })],
])('%s has lost no worker', (_what, job) => {
  expect(beginSearch(job, 7, later)).not.toHaveProperty('brokenOff');
});

test('what a job waited or was blocked for is gone with its next change', () => {
  expect(begin(wait(createJobRecord(1), until, later), 1, later)).not.toHaveProperty('wait');
  expect(unblock(block(createJobRecord(1), error, later), later)).not.toHaveProperty('error');
});

test('a blocked job is beyond every clock, and back at its place when its account is repaired', () => {
  const job = createUnknownJob(1);
  const blocked = block(job, error, later);
  expect(blocked).toMatchObject({ status: 'blocked', error, attempts: 1 });
  expect(blocked.dueAtMs).toBe(parkedDueAtMs + blocked.deadlineMs);
  expect(blocked.intentAtMs).toBe(startMs - 10_000);
  expect(unblock(blocked, later + 1)).toMatchObject({
    status: 'queued',
    dueAtMs: job.createdAtMs,
    intentAtMs: startMs - 10_000,
  });
});

test('a job whose call the account was refused for has made no link: its intent is closed', () => {
  expect(block(createUnknownJob(1), error, later, true)).not.toHaveProperty('intentAtMs');
});

test('a repair changes the deduplication id, and neither the place nor anything that the caller sees', () => {
  const waiting = wait(createJobRecord(1), until, later);
  expect(repair(waiting, later + 1)).toEqual({
    ...waiting,
    version: waiting.version + 1,
    updatedAtMs: later + 1,
    waitedMs: 1,
    sends: 1,
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

test('a blocked job is in line as soon as it is anything else', () => {
  const blocked = block(createJobRecord(1), { type: 'X', class: 'account', detail: '' }, startMs);
  expect(begin(blocked, 1, startMs + 5).dueAtMs).toBe(blocked.createdAtMs);
});
