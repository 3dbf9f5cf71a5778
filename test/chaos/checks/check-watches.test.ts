import { expect, test } from 'vitest';
import { ownWaitFromMs } from '../../../functions/core/job/due.ts';
import type { Job } from '../../../functions/core/job/job.ts';
import { checkWatches, type WatchFacts } from './check-watches.ts';
import { crowdLink, eventOf, rowsOf, startMs } from './crowd-records.ts';

const link = { ...crowdLink(), rows: rowsOf([]) };

function watchOf(values: Partial<Job> = {}): Job {
  return {
    jobId: 'op_1',
    accountId: 'acc_1',
    operation: { kind: 'watch' },
    status: 'waiting',
    dueAtMs: ownWaitFromMs + startMs + 900_000,
    wait: { reason: 'NEXT_LOOK', retryAtMs: startMs + 900_000 },
    watch: { chatId: link.chat.id, sinceMs: startMs, intervalMs: 900_000 },
    ...values,
  } as Job;
}

function check(values: Partial<WatchFacts> = {}): string[] {
  return checkWatches({
    links: [link],
    watches: [watchOf()],
    stopped: new Set(),
    isOver: () => false,
    isRevoked: () => false,
    nowMs: startMs,
    ...values,
  }).map(({ what }) => what);
}

test('a tracked link whose chat is looked at within a quarter of an hour breaks no promise', () => {
  expect(check()).toEqual([]);
});

test('a watch that rests is found while a tracked link is alive, and not after that', () => {
  const { dueAtMs: _dueAtMs, ...resting } = watchOf();
  const found = 'its link is tracked, and the watch of its chat rests (waiting)';
  expect(check({ watches: [resting] })).toEqual([found]);
  expect(check({ watches: [resting], isOver: () => true })).toEqual([]);
});

test('a tracked link in a chat without a watch is found', () => {
  const other = watchOf({ watch: { chatId: '-1', sinceMs: startMs, intervalMs: 0 } });
  expect(check({ watches: [other] })).toEqual(['its link is tracked, and nobody watches the chat']);
});

test('a blocked watch is found where its account works', () => {
  const { dueAtMs: _dueAtMs, ...blocked } = watchOf({ status: 'blocked' });
  expect(check({ watches: [blocked], stopped: new Set(['acc_1']) })).toEqual([]);
  expect(check({ watches: [blocked] })).toEqual([
    'its link is tracked, and the watch of its chat rests (blocked)',
  ]);
});

test("a look that is too far away is found, unless it is Telegram's wait", () => {
  const far = { dueAtMs: ownWaitFromMs + startMs + 7_200_000 };
  expect(check({ watches: [watchOf(far)] })).toEqual([
    'its link is tracked, and the next look is 7200 s away (NEXT_LOOK)',
  ]);
  const wait = { reason: 'FLOOD_WAIT', retryAtMs: startMs + 7_200_000 };
  expect(check({ watches: [watchOf({ ...far, wait })] })).toEqual([]);
});

test('a revoked link is found whose invite or row does not know it', () => {
  const found = [
    'its link is tracked and revoked, and the invite does not say so',
    'its link is tracked and revoked, and its row has no end',
  ];
  expect(check({ isRevoked: () => true })).toEqual(found);
  const { link: row } = link.rows;
  const known = {
    ...link,
    isKnownRevoked: true,
    rows: { ...link.rows, link: row && { ...row, endsAtMs: 1 } },
  };
  expect(check({ links: [known], isRevoked: () => true })).toEqual([]);
});

test('a link for single use that works after a join by it was seen is found', () => {
  const used = { ...link, isSingleUse: true, rows: rowsOf([eventOf(link)]) };
  const found = 'a join by its link for single use was seen, and the link is not revoked';
  expect(check({ links: [used] })).toEqual([found]);
  const rows = rowsOf([eventOf(link)], { endsAtMs: startMs });
  expect(check({ links: [{ ...used, isKnownRevoked: true, rows }], isRevoked: () => true })).toEqual([]);
});
