import { expect, test } from 'vitest';
import { exportMethod, resolveMethods } from '../../../../functions/core/rpc/methods.ts';
import {
  createBlockedJob,
  createJobRecord,
  createUnknownJob,
  createWaitingJob,
  startMs,
} from '../records.ts';
import { acknowledged, againAt, createDrainWorld } from './drain-world.ts';
import { answered, refusedWith } from './scripted-telegram.ts';
import { elsewhere } from './unknown-outcomes.ts';

function many(count: number) {
  return Array.from({ length: count }, (_, index) => createJobRecord(index + 1));
}

test('a queued job ends with a link, in an order that survives a crash anywhere', async () => {
  const world = createDrainWorld([createJobRecord(1)]);
  expect(await world.drain()).toEqual(new Map([['inv_1', acknowledged]]));
  expect(world.log).toEqual([
    'takeLease',
    'connect',
    `call ${resolveMethods.username}`,
    'savePeer @launch',
    'saveJob inv_1 running',
    `call ${exportMethod}`,
    'saveJob inv_1 succeeded',
    'close',
    'releaseLease',
  ]);
  expect(world.store.job(1)).toMatchObject({
    attempts: 1,
    waits: 0,
    fence: 1,
    outcome: { kind: 'chatInviteExported', invite: { link: 'https://t.me/+link1', title: 'order 1' } },
  });
});

test('a chat that is public and admits by request is an outcome of its own', async () => {
  const world = createDrainWorld([createJobRecord(1)]);
  world.telegram.script(exportMethod, { kind: 'joinRequests' });
  await world.drain();
  expect(world.store.job(1)).toMatchObject({
    status: 'succeeded',
    outcome: { kind: 'chatInvitePublicJoinRequests' },
  });
});

test('one message has 25 of the due jobs made, oldest first, over one connection', async () => {
  const world = createDrainWorld(many(40));
  await world.drain([1]);
  const made = world.telegram.callsOf(exportMethod).map(({ subject }) => subject);
  expect(made).toEqual(many(25).map(({ request }) => request.title));
  expect(world.log.filter((entry) => entry === 'connect')).toHaveLength(1);
});

test("the jobs that messages name come before the account's others", async () => {
  const world = createDrainWorld(many(40));
  const named = [31, 32, 33, 34, 35, 36, 37, 38, 39, 40];
  const verdicts = await world.drain(named);
  expect([...verdicts.values()]).toEqual(named.map(() => acknowledged));
  expect(world.telegram.links).toHaveLength(25);
});

test('jobs of another account are left alone', async () => {
  const world = createDrainWorld([createJobRecord(1), createJobRecord(2, { accountId: 'acc_b' })]);
  await world.drain([1]);
  expect(world.statuses()).toEqual(['succeeded', 'queued']);
});

test('no more than ten calls are under way at once', async () => {
  const world = createDrainWorld(many(25));
  await world.drain();
  const rounds = world.log.join('\n').match(/(?:call messages\.exportChatInvite\n)+/g) ?? [];
  expect(rounds.map((round) => round.trim().split('\n').length)).toEqual([10, 10, 5]);
});

test.each(['succeeded', 'failed', 'cancelled', 'expired'] as const)(
  'the message of a job that is %s is deleted without a lease or a connection',
  async (status) => {
    const { dueAtMs: _dueAtMs, ...finished } = createJobRecord(1, { status });
    const world = createDrainWorld([finished]);
    expect(await world.drain()).toEqual(new Map([['inv_1', acknowledged]]));
    expect(world.log).toEqual([]);
  },
);

test('the message of a job that is gone is deleted', async () => {
  const world = createDrainWorld([]);
  expect(await world.drain([9])).toEqual(new Map([['inv_9', acknowledged]]));
  expect(world.log).toEqual([]);
});

test('the message of a job that waits by itself comes back every two seconds, and without a lease where nothing else is due', async () => {
  const world = createDrainWorld([createWaitingJob(1, startMs + 30_000)]);
  expect(await world.drain()).toEqual(new Map([['inv_1', againAt(startMs + 2_000)]]));
  expect(world.log).toEqual([]);
});

test('the message of a job that waits by itself comes back no later than the job is due', async () => {
  const world = createDrainWorld([createWaitingJob(1, startMs + 1_500)]);
  expect(await world.drain()).toEqual(new Map([['inv_1', againAt(startMs + 1_500)]]));
});

test.each([
  [60_000, againAt(startMs + 2_000)],
  [60_001, acknowledged],
])('a job that waits by itself for %i ms keeps its message for a minute at most', async (waitMs, verdict) => {
  const world = createDrainWorld([createWaitingJob(1, startMs + waitMs, { updatedAtMs: startMs })]);
  expect(await world.drain()).toEqual(new Map([['inv_1', verdict]]));
});

test('the message of a job that waits by itself has the other due jobs of its account made', async () => {
  const world = createDrainWorld([createWaitingJob(1, startMs + 30_000), ...many(4).slice(1)]);
  expect(await world.drain([1])).toEqual(new Map([['inv_1', againAt(startMs + 2_000)]]));
  expect(world.statuses()).toEqual(['waiting', 'succeeded', 'succeeded', 'succeeded']);
});

test('a job in backoff for one chat holds up neither the other chats nor its own', async () => {
  const world = createDrainWorld([
    createJobRecord(1),
    createJobRecord(2),
    createJobRecord(3, { request: elsewhere }),
  ]);
  world.telegram.script(exportMethod, refusedWith('SOMETHING_NEW'));
  await world.drain([1]);
  expect(world.statuses()).toEqual(['waiting', 'succeeded', 'succeeded']);
  world.store.jobs.set('inv_4', createJobRecord(4));
  await world.drain([1]);
  expect(world.statuses()).toEqual(['waiting', 'succeeded', 'succeeded', 'succeeded']);
  expect(world.now()).toBe(startMs);
});

test("a message comes back no earlier than the account's pace lets it do something", async () => {
  const pace = { perMinute: 6, burst: 1 };
  const world = createDrainWorld([createWaitingJob(1, startMs + 30_000), createJobRecord(2)], {
    pace,
    paidUntilMs: startMs + 10_000,
    settledAtMs: startMs,
  });
  expect(await world.drain([1])).toEqual(new Map([['inv_1', againAt(startMs + 10_000)]]));
});

test('the message of a blocked job is deleted: its account has to be repaired first', async () => {
  const world = createDrainWorld([createBlockedJob(1)]);
  expect(await world.drain()).toEqual(new Map([['inv_1', acknowledged]]));
  expect(world.log).toEqual([]);
});

test('while another holds the lease the messages come back when it ends, and the job is left as it is', async () => {
  const world = createDrainWorld([createJobRecord(1)], {
    leaseOwner: 'other',
    leaseUntilMs: startMs + 40_000,
  });
  expect(await world.drain()).toEqual(new Map([['inv_1', againAt(startMs + 40_000)]]));
  expect(world.log).toEqual([]);
  expect(world.store.job(1).version).toBe(1);
});

test('the lease of a crashed owner is taken over when it has expired, under a new fence', async () => {
  const world = createDrainWorld([createJobRecord(1)], {
    leaseOwner: 'crashed',
    leaseUntilMs: startMs,
    fence: 8,
  });
  await world.drain();
  expect(world.store.job(1)).toMatchObject({ status: 'succeeded', fence: 9 });
});

test('the lease outlives the invocation that took it', async () => {
  const world = createDrainWorld([createJobRecord(1)]);
  const leases: number[] = [];
  world.telegram.onAnswer(() => leases.push(world.account().leaseUntilMs ?? 0));
  await world.drain(undefined, { remainingMs: 60_000 });
  expect(Math.min(...leases)).toBeGreaterThan(startMs + 60_000);
  expect(world.account().leaseUntilMs).toBeUndefined();
});

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

test('what is left for want of time stays due and comes back at once', async () => {
  const world = createDrainWorld([createJobRecord(1)]);
  const verdicts = await world.drain(undefined, { remainingMs: 12_000 });
  expect(verdicts).toEqual(new Map([['inv_1', againAt(startMs + 2_000)]]));
  expect(world.telegram.callsOf(exportMethod)).toEqual([]);
  expect(world.store.job(1)).toMatchObject({ status: 'queued', attempts: 0 });
});

test('a job taken twice at the same time makes one link', async () => {
  const world = createDrainWorld([createJobRecord(1)]);
  const [one, two] = await Promise.all([world.invoke([1]), world.invoke([1], { owner: 'two' })]);
  expect(one.get('inv_1')).toEqual(acknowledged);
  expect(two.get('inv_1')).toMatchObject({ kind: 'again' });
  expect(world.telegram.offences).toEqual([]);
  expect(world.telegram.links).toHaveLength(1);
});

const faults: [what: string, arrange: (world: ReturnType<typeof createDrainWorld>) => void][] = [
  ['connecting', (world) => world.telegram.failToConnect(new Error('broken'))],
  ['finding peers', (world) => breakAt(world, 'findPeers')],
  ['keeping a peer', (world) => breakAt(world, 'savePeer')],
  ['storing an intent', (world) => breakAt(world, 'saveJob')],
  ['the call', (world) => world.telegram.script(exportMethod, { kind: 'fault', error: new Error('broken') })],
  [
    'storing a wait',
    (world) => {
      world.telegram.script(exportMethod, refusedWith('FLOOD_WAIT_60', 420));
      breakAt(world, 'saveFloodWait');
    },
  ],
  [
    'storing the end of the account',
    (world) => {
      world.telegram.script(exportMethod, refusedWith('SESSION_REVOKED', 401));
      breakAt(world, 'saveTrouble');
    },
  ],
];

function breakAt(world: ReturnType<typeof createDrainWorld>, broken: string) {
  world.store.onOperation((operation) => {
    if (operation === broken) {
      throw new Error('broken');
    }
  });
}

test.each(faults)(
  'after a fault in %s the connection is closed first and then the lease given back',
  async (_what, arrange) => {
    const world = createDrainWorld([createJobRecord(1), createJobRecord(2)]);
    arrange(world);
    await expect(world.drain()).rejects.toThrow('broken');
    expect(world.log.at(-1)).toBe('releaseLease');
    expect(world.account().leaseUntilMs).toBeUndefined();
    function count(entry: string) {
      return world.log.filter((each) => each === entry).length;
    }
    expect(count('close')).toBe(count('connect'));
  },
);

test('a fault in one call does not lose the answers to the others', async () => {
  const world = createDrainWorld([createJobRecord(1), createJobRecord(2)]);
  const { promise, resolve } = Promise.withResolvers<void>();
  world.telegram.script(exportMethod, answered, { kind: 'late', when: promise });
  world.store.onOperation((operation, subject) => {
    if (operation === 'saveJob' && (subject as { status: string }).status === 'succeeded') {
      world.store.onOperation(() => {});
      setImmediate(() => setImmediate(() => setImmediate(resolve)));
      throw new Error('broken');
    }
  });
  await expect(world.drain()).rejects.toThrow('broken');
  expect(world.statuses()).toEqual(['running', 'succeeded']);
  expect(world.log.slice(-3)).toEqual(['saveJob inv_2 succeeded', 'close', 'releaseLease']);
});

test('what a fault leaves unsettled is named once, however long the fault lasts', async () => {
  const world = createDrainWorld([createJobRecord(1), createJobRecord(2)]);
  for (let round = 0; round < 5; round++) {
    world.telegram.failToConnect(new Error('the key service is down'));
    await expect(world.drain()).rejects.toThrow('down');
  }
  expect(world.account().unsettled).toEqual(['inv_1', 'inv_2']);
});
