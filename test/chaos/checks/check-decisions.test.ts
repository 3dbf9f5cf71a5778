import { expect, test } from 'vitest';
import type { JoinRequestRecord } from '../../../telegram-emulator/world/join-history.ts';
import { checkDecisions, type DecisionFacts } from './check-decisions.ts';
import { startMs } from './crowd-records.ts';

type Decision = DecisionFacts['decisions'][number];

const link = 'https://t.me/+one';

function decisionOf(values: Partial<Decision> = {}): Decision {
  return {
    jobId: 'op_1',
    accountId: 'acc_1',
    operation: { kind: 'approve', userId: '7' },
    status: 'succeeded',
    decided: 'approved',
    createdAtMs: startMs + 10_000,
    finishedAtMs: startMs + 20_000,
    ...values,
  } as Decision;
}

function recordOf(
  type: JoinRequestRecord['type'],
  values: Partial<JoinRequestRecord> = {},
): JoinRequestRecord {
  return {
    atMs: startMs + 15_000,
    type,
    userId: '7',
    peer: { kind: 'channel', id: '1' },
    link,
    byUserId: 'user of acc_1',
    ...values,
  };
}

function check(decisions: Decision[], values: Partial<DecisionFacts> = {}): string[] {
  return checkDecisions({
    decisions,
    joins: [],
    requests: [recordOf('sent', { byUserId: '7' }), recordOf('approved')],
    userOf: (accountId) => `user of ${accountId}`,
    peerOf: () => '1',
    linkOf: () => undefined,
    pending: [],
    maxAheadMs: 0,
    ...values,
  }).map(({ what }) => what);
}

test('a decision that Telegram has executed once breaks no promise', () => {
  expect(check([decisionOf()])).toEqual([]);
});

test('a decision that Telegram has not executed is found', () => {
  expect(check([decisionOf()], { requests: [] })).toEqual([
    'a decision succeeded (approved), and Telegram has not done it',
  ]);
});

test('a request that is decided more often than anybody asked for it is found', () => {
  const requests = [recordOf('approved'), recordOf('approved', { atMs: startMs + 90_000 })];
  expect(check([decisionOf()], { requests })).toEqual([
    'a person was approved 2 times, and 1 decisions were asked for',
  ]);
  expect(check([decisionOf(), decisionOf({ jobId: 'op_2' })], { requests })).toEqual([]);
});

test('a request that still waits after all were decided is found', () => {
  const all = decisionOf({ operation: { kind: 'decline' }, decided: 'missing' });
  const pending = [{ peer: '1', userId: '8', link, atMs: startMs }];
  expect(check([all], { pending, requests: [] })).toEqual([
    `a decision succeeded at ${startMs + 20_000} (missing), and 1 requests from before it still wait`,
  ]);
});

test('a decision about one link does not concern the requests by another', () => {
  const all = decisionOf({ operation: { kind: 'decline', inviteId: 'inv_1' }, decided: 'missing' });
  const pending = [{ peer: '1', userId: '8', link: 'https://t.me/+two', atMs: startMs }];
  expect(check([all], { pending, requests: [], linkOf: () => link })).toEqual([]);
});
