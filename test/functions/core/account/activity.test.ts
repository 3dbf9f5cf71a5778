import { expect, test } from 'vitest';
import { type ActivityInput, describeActivity } from '../../../../functions/core/account/activity.ts';
import {
  addMade,
  countAt,
  keptSteps,
  packMade,
  stepMs,
  stepOf,
  unpackMade,
} from '../../../../functions/core/account/made-links.ts';
import {
  addWait,
  maxRecentWaits,
  packWaits,
  type RecentWait,
  unpackWaits,
} from '../../../../functions/core/account/recent-waits.ts';
import { chatScope, exportMethod, listMethod } from '../../../../functions/core/rpc/methods.ts';
import { startMs } from '../records.ts';

/** In the middle of a step. */
const nowMs = stepOf(startMs) * stepMs + stepMs / 2;

test('calls that meet one wait together are one wait, and each method has its own', () => {
  const first = addWait([], { method: exportMethod, atMs: 1_000, untilMs: 5_000 });
  const other = addWait(first, { method: listMethod, atMs: 1_500, untilMs: 3_000 });
  const again = addWait(other, { method: exportMethod, atMs: 2_000, untilMs: 9_000 });
  expect(again).toEqual([
    { method: exportMethod, atMs: 1_000, untilMs: 9_000 },
    { method: listMethod, atMs: 1_500, untilMs: 3_000 },
  ]);
  expect(addWait(again, { method: exportMethod, atMs: 9_000, untilMs: 10_000 })).toHaveLength(3);
});

test('a wait in one chat is none of the account’s', () => {
  expect(addWait([], { method: chatScope(exportMethod, 'channel:1'), atMs: 0, untilMs: 1 })).toEqual([]);
});

test('the last waits are kept, and come back as they were stored, in few bytes', () => {
  let waits: RecentWait[] = [];
  for (let number = 0; number < 40; number++) {
    waits = addWait(waits, { method: exportMethod, atMs: number * 10_000, untilMs: number * 10_000 + 3_500 });
  }
  const stored = packWaits(waits);
  expect(stored.length).toBe(192);
  expect(unpackWaits(stored)).toHaveLength(maxRecentWaits);
  expect(unpackWaits(stored).at(-1)).toEqual({ method: exportMethod, atMs: 390_000, untilMs: 394_000 });
});

test('links are counted by the step in which they were made, and what was before is not known', () => {
  const made = addMade(undefined, [nowMs, nowMs], nowMs);
  const later = addMade(made, [nowMs + 2 * stepMs], nowMs + 2 * stepMs);
  const step = stepOf(nowMs);
  expect([-1, 0, 1, 2, 3].map((each) => countAt(later, step + each))).toEqual([undefined, 2, 0, 1, 0]);
});

test('steps older than six hours are dropped, and the rest comes back as it was stored, in few bytes', () => {
  let made = addMade(undefined, [nowMs], nowMs);
  for (let step = 1; step < 100; step++) {
    made = addMade(made, [nowMs + step * stepMs], nowMs + step * stepMs);
  }
  expect(made.counts).toEqual(Array(keptSteps).fill(1));
  expect(packMade(made).length).toBe(148);
  expect(unpackMade(packMade(made))).toEqual(made);
  expect(addMade(made, [], nowMs + 1_000 * stepMs).counts).toEqual([]);
});

const quiet: ActivityInput = {
  madeLinks: undefined,
  unfinishedAtMs: [],
  finished: [],
  sinceMs: 0,
  nowMs,
};
const made = { kind: 'chatInvitePublicJoinRequests' } as const;

test('a step that nobody counted is not known, and one that was counted is a number', () => {
  const { made: counts, fromMs } = describeActivity({
    ...quiet,
    madeLinks: addMade(undefined, [nowMs], nowMs),
  });
  expect(counts).toHaveLength(keptSteps);
  expect(counts.slice(-2)).toEqual([null, 1]);
  expect(fromMs + keptSteps * stepMs).toBe((stepOf(nowMs) + 1) * stepMs);
});

test('the queue holds a request from when it was accepted until it has ended', () => {
  const { queue } = describeActivity({
    ...quiet,
    unfinishedAtMs: [nowMs - stepMs],
    finished: [{ createdAtMs: nowMs - 2 * stepMs, finishedAtMs: nowMs - 1, outcome: made }],
  });
  expect(queue.slice(-4)).toEqual([0, 1, 2, 1]);
});

test('requests from before what was read are counted while they wait, and by the links that were made of them', () => {
  const { queue } = describeActivity({
    ...quiet,
    madeLinks: addMade(addMade(undefined, [], nowMs - 3 * stepMs), [nowMs, nowMs, nowMs], nowMs),
    unfinishedAtMs: [undefined],
    finished: [{ createdAtMs: nowMs - 2 * stepMs, finishedAtMs: nowMs - 1, outcome: made }],
    sinceMs: nowMs - 2 * stepMs,
  });
  expect(queue.slice(-4)).toEqual([null, 4, 4, 1]);
});
