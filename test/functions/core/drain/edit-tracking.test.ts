import { describe, expect, test } from 'vitest';
import type { Job } from '../../../../functions/core/job/job.ts';
import type { LinkOperation } from '../../../../functions/core/job/operation.ts';
import type { TrackedLink } from '../../../../functions/core/join/join.ts';
import { editMethod } from '../../../../functions/core/rpc/methods.ts';
import { createJobRecord, createOperationRecord } from '../records.ts';
import { createWatchWorld, tracked, type WatchWorld, watchId } from './watch-world.ts';

/** Does this to the link of the first job, as an operation that was accepted just now. */
async function operate(world: WatchWorld, letter: string, operation: Omit<LinkOperation, 'inviteId'>) {
  const job = createOperationRecord(letter, 1, operation);
  world.store.jobs.set(job.jobId, job);
  const invite = world.store.job(1);
  world.store.jobs.set('inv_1', { ...invite, operationIds: [...(invite.operationIds ?? []), job.jobId] });
  await world.drain([job.jobId]);
  return world.store.jobs.get(job.jobId) as Job;
}

function rowOf(world: WatchWorld) {
  return world.store.joins.tracked.get('inv_1');
}

describe('an edit of the tracking', () => {
  test('needs no call of Telegram, and begins with joins from now on', async () => {
    const world = createWatchWorld([createJobRecord(1)]);
    await world.drain([1]);
    world.advance(500_000);
    const done = await operate(world, 'A', { kind: 'edit', changes: { track_joins: 'names' } });
    expect(done.status).toBe('succeeded');
    expect(world.telegram.callsOf(editMethod)).toEqual([]);
    expect(world.store.job(1).link).toMatchObject({ track: 'names', doneUntil: done.jobId });
    expect(rowOf(world)).toMatchObject({ track: 'names', sinceMs: world.now() });
    expect(world.watch().status).toBe('waiting');
  });

  test('comes with other changes in one call, which says nothing of it', async () => {
    const world = createWatchWorld([createJobRecord(1)]);
    await world.drain([1]);
    await operate(world, 'A', { kind: 'edit', changes: { track_joins: true, usage_limit: 5 } });
    expect(world.telegram.edits).toEqual([{ link: world.linkOf(1), changes: { usage_limit: 5 } }]);
    expect(rowOf(world)).toMatchObject({ track: true, usageLimit: 5 });
  });

  test('switches it off, and on again with numbers that go on', async () => {
    const world = createWatchWorld([tracked(1)]);
    await world.drain([1]);
    world.join(1, 1);
    await world.passMinute();
    await operate(world, 'A', { kind: 'edit', changes: { track_joins: false } });
    expect(world.store.joins.untracked).toContain('inv_1');
    world.join(1, 2);
    await world.passMinutes(2);
    await operate(world, 'B', { kind: 'edit', changes: { track_joins: true } });
    world.join(1, 3);
    await world.passMinutes(2);
    expect(world.joinedBy(1)).toEqual(['5001', '5003']);
    expect(world.store.joins.eventsOf(1).map(({ number }) => number)).toEqual([1, 2]);
  });

  test('is done once more where the worker dies before its success is stored', async () => {
    const world = createWatchWorld([createJobRecord(1)]);
    await world.drain([1]);
    world.store.onOperation((operation) => {
      if (operation === 'saveLink') {
        throw new Error('killed');
      }
    });
    await expect(operate(world, 'A', { kind: 'edit', changes: { track_joins: true } })).rejects.toThrow();
    world.store.onOperation(() => {});
    await world.drain();
    expect(world.store.job(1).link).toMatchObject({ track: true });
    expect(world.statuses()).not.toContain('queued');
  });
});

describe('the end of a tracked link', () => {
  test('is kept when it is revoked, and its chat is looked at once more', async () => {
    const world = createWatchWorld([tracked(1)]);
    await world.drain([1]);
    world.join(1, 1);
    await operate(world, 'A', { kind: 'revoke' });
    expect(rowOf(world)?.endsAtMs).toBe(world.now());
    await world.passMinutes(40);
    expect(world.joinedBy(1)).toEqual(['5001']);
    expect(world.watch()).not.toHaveProperty('dueAtMs');
  });

  test('moves with its date', async () => {
    const world = createWatchWorld([tracked(1, { expire_in: 600 })]);
    await world.drain([1]);
    const untilSeconds = world.nowSeconds() + 7_200;
    await operate(world, 'A', { kind: 'edit', changes: { expire_date: untilSeconds } });
    expect(rowOf(world)?.endsAtMs).toBe(untilSeconds * 1000);
    await world.passMinutes(60);
    expect(world.watch()).toHaveProperty('dueAtMs');
  });
});

test('two accounts in one chat tell each their own links', async () => {
  const world = createWatchWorld([tracked(1)]);
  await world.drain([1]);
  world.join(1, 1);
  world.telegram.joins.join('channel 11', 'https://t.me/+other', { userId: '9', accessHash: '9' });
  const row = rowOf(world) as TrackedLink;
  world.store.joins.track({ ...row, jobId: 'inv_9', accountId: 'acc_b', link: 'https://t.me/+other' });
  await world.passMinutes(2);
  expect(world.joinedBy(1)).toEqual(['5001']);
  expect(world.store.joins.eventsOf(9)).toEqual([]);
  expect(world.store.joins.unattributed()).toEqual([]);
});

test('watches take no room from jobs that somebody waits for', async () => {
  const world = createWatchWorld([tracked(1)]);
  await world.drain([1]);
  const watch = world.watch();
  for (let number = 0; number < 40; number += 1) {
    world.store.jobs.set(`op_w${number}`, { ...watch, jobId: `op_w${number}` });
  }
  world.advance(60_000);
  for (let number = 2; number <= 30; number += 1) {
    world.store.jobs.set(`inv_${number}`, createJobRecord(number));
  }
  world.telegram.setAheadMs(0);
  await world.drain([2]);
  expect(world.statuses().filter((status) => status === 'succeeded')).toHaveLength(26);
});

test('a watch whose account was removed rests', async () => {
  const world = createWatchWorld([tracked(1)]);
  await world.drain([1]);
  world.store.accounts.clear();
  world.advance(60_000);
  const verdicts = await world.drain([watchId]);
  expect(world.watch()).toMatchObject({ status: 'waiting' });
  expect(world.watch()).not.toHaveProperty('dueAtMs');
  expect(verdicts.get(watchId)).toEqual({ kind: 'acknowledge' });
});
