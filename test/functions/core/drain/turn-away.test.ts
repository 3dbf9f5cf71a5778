import { expect, test } from 'vitest';
import { exportMethod } from '../../../../functions/core/rpc/methods.ts';
import { createJobRecord, createUnknownJob, startMs } from '../records.ts';
import { acknowledged, againAt, createDrainWorld } from './drain-world.ts';

test('an account that waits is not connected: its jobs wait with it, each with the reason', async () => {
  const world = createDrainWorld([createJobRecord(1), createUnknownJob(2)], {
    blockedUntilMs: { [exportMethod]: startMs + 60_000 },
  });
  const verdicts = await world.drain();
  expect([...verdicts.values()]).toEqual([againAt(startMs + 60_000), againAt(startMs + 60_000)]);
  for (const number of [1, 2]) {
    expect(world.store.job(number)).toMatchObject({
      status: 'waiting',
      wait: { reason: 'FLOOD_WAIT', method: exportMethod, retryAtMs: startMs + 60_000 },
      dueAtMs: world.store.job(number).createdAtMs,
    });
  }
  expect(world.store.job(2).intentAtMs).toBe(startMs - 10_000);
  expect(world.log).not.toContain('connect');
});

test('a wait of more than 15 minutes parks the job: its message is deleted, its row says when', async () => {
  const world = createDrainWorld([createJobRecord(1)], {
    blockedUntilMs: { [exportMethod]: startMs + 15 * 60_000 + 1 },
  });
  expect(await world.drain()).toEqual(new Map([['inv_1', acknowledged]]));
  expect(world.store.job(1)).toMatchObject({
    status: 'waiting',
    wait: { retryAtMs: startMs + 15 * 60_000 + 1 },
    dueAtMs: world.store.job(1).createdAtMs,
  });
});

test.each(['halted', 'dead'] as const)(
  'jobs of an account that is %s are blocked with its trouble',
  async (status) => {
    const trouble = { type: 'PEER_FLOOD', class: 'account_halted' as const, detail: 'Ask.', atMs: 5 };
    const world = createDrainWorld([createJobRecord(1), createUnknownJob(2)], { status, trouble });
    expect(await world.drain()).toEqual(
      new Map([
        ['inv_1', acknowledged],
        ['inv_2', acknowledged],
      ]),
    );
    expect(world.statuses()).toEqual(['blocked', 'blocked']);
    expect(world.store.job(1).error).toEqual({ type: 'PEER_FLOOD', class: 'account_halted', detail: 'Ask.' });
    expect(world.store.job(2).intentAtMs).toBe(startMs - 10_000);
    expect(world.log).not.toContain('connect');
  },
);

test.each([
  ['waits', { blockedUntilMs: { [exportMethod]: startMs + 60_000 } }],
  ['is halted', { status: 'halted' as const }],
])(
  'a job past its deadline that a dead worker may have called for does not end while its account %s',
  async (_what, account) => {
    const overdue = { deadlineMs: startMs - 1 };
    const world = createDrainWorld([createJobRecord(1, overdue), createJobRecord(2, overdue)], {
      ...account,
      leaseIntents: ['inv_1'],
    });
    await world.drain();
    expect(world.statuses()).toEqual([expect.stringMatching(/waiting|blocked/), 'expired']);
  },
);

test('an account that its operator halted says so on its jobs', async () => {
  const world = createDrainWorld([createJobRecord(1)], { status: 'halted' });
  await world.drain();
  expect(world.store.job(1)).toMatchObject({
    status: 'blocked',
    error: { type: 'ACCOUNT_HALTED', class: 'account' },
  });
});

test.each([
  ['before any call was made', createJobRecord(1), 'before the link was made'],
  ['while a call had no answer', createUnknownJob(1), 'a link may have been made'],
])('jobs of an account that was removed %s fail and say so', async (_when, job, detail) => {
  const world = createDrainWorld([job]);
  world.store.accounts.clear();
  expect(await world.drain()).toEqual(new Map([['inv_1', acknowledged]]));
  expect(world.store.job(1).status).toBe('failed');
  const error = { type: 'ACCOUNT_REMOVED', class: 'account', detail: expect.stringContaining(detail) };
  expect(world.store.job(1).error).toEqual(error);
});

test('a job that is turned away past its deadline expires, unless a link may have been made for it', async () => {
  const deadlineMs = startMs - 1;
  const world = createDrainWorld([createJobRecord(1, { deadlineMs }), createUnknownJob(2, { deadlineMs })], {
    blockedUntilMs: { [exportMethod]: startMs + 60_000 },
  });
  await world.drain();
  expect(world.statuses()).toEqual(['expired', 'waiting']);
});

test('a job that another changed while it was turned away is left to the other', async () => {
  const world = createDrainWorld([createJobRecord(1)], { status: 'halted' });
  world.store.onOperation((operation) => {
    if (operation === 'takeLease') {
      world.store.jobs.set('inv_1', createJobRecord(1, { status: 'cancelled', version: 2 }));
    }
  });
  expect(await world.drain()).toEqual(new Map([['inv_1', againAt(startMs + 2_000)]]));
  expect(world.store.job(1)).toMatchObject({ status: 'cancelled', version: 2 });
});
