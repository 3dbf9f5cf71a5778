import { describe, expect, test } from 'vitest';
import { beginSearch, repair, requestCancel } from '../../../../functions/core/job/transitions.ts';
import { exportMethod, resolveMethods } from '../../../../functions/core/rpc/methods.ts';
import { connectionError } from '../../../../functions/core/rpc/rpc-error.ts';
import { createJobRecord, createJobRecords, createUnknownJob, startMs } from '../records.ts';
import { acknowledged, changeStored, createDrainWorld, type DrainWorld } from './drain-world.ts';
import { lostAfter, refusedWith } from './scripted-telegram.ts';
import { alike, drainUntilKnown, makeLink } from './unknown-outcomes.ts';

/** The writes of a job's row during a pass. */
function savesOf(world: DrainWorld) {
  return world.log.filter((entry) => entry.startsWith('saveJob'));
}

function callsOf(world: DrainWorld) {
  return world.telegram.callsOf(exportMethod);
}

describe('the lease is the intent of the first call', () => {
  test('of a job whose message is new: its row is written when the outcome is known', async () => {
    const world = createDrainWorld([createJobRecord(1)]);
    expect(await world.drain(undefined, { isNew: true })).toEqual(new Map([['inv_1', acknowledged]]));
    expect(world.log).toEqual([
      'takeLease',
      'connect',
      `call ${resolveMethods.username}`,
      'savePeer @launch',
      `call ${exportMethod}`,
      'saveJob inv_1 succeeded',
      'close',
      'releaseLease',
    ]);
    expect(world.store.job(1)).toMatchObject({ version: 2, attempts: 1, fence: 1, calledAtMs: startMs });
  });

  test('while the call is made the account says so, and afterwards it does not', async () => {
    const world = createDrainWorld([createJobRecord(1)]);
    let meanwhile: unknown;
    world.telegram.onAnswer((method) => {
      if (method === exportMethod) {
        meanwhile = structuredClone(world.account());
      }
    });
    await world.drain(undefined, { isNew: true });
    expect(meanwhile).toMatchObject({ leaseIntents: ['inv_1'], leaseIntentsFromMs: startMs });
    expect(world.account()).not.toHaveProperty('leaseIntents');
    expect(world.account()).not.toHaveProperty('leaseIntentsFromMs');
  });

  test('of ten jobs, and no more: the others have intents of their own', async () => {
    const world = createDrainWorld(createJobRecords(12));
    await world.drain(undefined, { isNew: true });
    expect(savesOf(world).filter((entry) => entry.endsWith('running'))).toEqual([
      'saveJob inv_11 running',
      'saveJob inv_12 running',
    ]);
    expect(world.telegram.links).toHaveLength(12);
  });

  test('of that one call: a second one has an intent of its own', async () => {
    const world = createDrainWorld([createJobRecord(1)]);
    world.telegram.script(exportMethod, refusedWith('FLOOD_WAIT_1', 420));
    await world.drain(undefined, { isNew: true });
    expect(savesOf(world).map((entry) => entry.split(' ')[2])).toEqual(['waiting', 'running', 'succeeded']);
  });

  test.each([
    ['whose message comes again', createJobRecord(1), {}, false],
    ['that was called for before', createJobRecord(1, { attempts: 1, waits: 1 }), {}, true],
    ['that the version before has stored', createJobRecord(1, { hasOlderSchema: true }), {}, true],
    ['whose deadline is near', createJobRecord(1, { deadlineMs: startMs + 19 * 60_000 }), {}, true],
    [
      'for a permanent link, which replaces one',
      createJobRecord(1, { request: { account: 'main', peer: '@launch', legacy_revoke_permanent: true } }),
      {},
      true,
    ],
  ])('not of a job %s', async (_what, job, account, isNew) => {
    const world = createDrainWorld([job], account);
    await world.drain(undefined, { isNew });
    expect(savesOf(world)[0]).toBe('saveJob inv_1 running');
    expect(world.statuses()).toEqual(['succeeded']);
  });

  test.each([-60_000, 60_000])(
    'not while Telegram’s clock is known to be %i ms ahead: a search goes by that clock',
    async (aheadMs) => {
      const world = createDrainWorld([createJobRecord(1)]);
      world.telegram.setAheadMs(aheadMs);
      await world.drain(undefined, { isNew: true });
      expect(savesOf(world)[0]).toBe('saveJob inv_1 running');
    },
  );

  test('not where the clock was set back since it was taken: the search would begin after the call', async () => {
    const world = createDrainWorld([createJobRecord(1)]);
    const { findPeers } = world.deps;
    world.deps.findPeers = (...given) => {
      world.advance(-1);
      return findPeers(...given);
    };
    await world.drain(undefined, { isNew: true });
    expect(savesOf(world)[0]).toBe('saveJob inv_1 running');
  });

  test('not after a crash: the job that killed the worker is to be told from the others', async () => {
    const world = createDrainWorld([createJobRecord(1), createUnknownJob(2)]);
    await world.drain(undefined, { isNew: true });
    expect(savesOf(world)).toContain('saveJob inv_1 running');
  });
});

describe('a job that changes during its call', () => {
  function changeDuringCall(world: DrainWorld, change: Parameters<typeof changeStored>[1]) {
    world.telegram.onAnswer((method) => {
      if (method === exportMethod) {
        changeStored(world, change);
      }
    });
  }

  test('is stored with its link all the same', async () => {
    const world = createDrainWorld([createJobRecord(1)]);
    changeDuringCall(world, (job) => repair(job, world.now()));
    await world.drain(undefined, { isNew: true });
    expect(world.store.job(1)).toMatchObject({
      status: 'succeeded',
      version: 3,
      sends: 1,
      attempts: 1,
      calledAtMs: startMs,
    });
  });

  test('for its caller has cancelled it, has its link', async () => {
    const world = createDrainWorld([createJobRecord(1)]);
    changeDuringCall(world, (job) => requestCancel(job, world.now()));
    await world.drain(undefined, { isNew: true });
    expect(world.store.job(1)).toMatchObject({ status: 'succeeded', cancelRequestedAtMs: startMs });
  });

  test('for a later lease has begun to search for it, is left to that lease', async () => {
    const world = createDrainWorld([createJobRecord(1)]);
    changeDuringCall(world, (job) => beginSearch({ ...job, intentAtMs: startMs }, 2, world.now()));
    await world.drain(undefined, { isNew: true });
    expect(world.store.job(1)).toMatchObject({ status: 'running', fence: 2 });
  });

  test('each time that its link is stored, is found again by the next worker', async () => {
    const world = createDrainWorld([createJobRecord(1, { request: alike })]);
    world.store.onOperation((operation, subject) => {
      if (operation === 'saveJob' && (subject as { status: string }).status === 'succeeded') {
        changeStored(world, (job) => repair(job, world.now()));
      }
    });
    await world.drain(undefined, { isNew: true });
    expect(world.account()).toMatchObject({ unsettled: ['inv_1'], leaseIntents: ['inv_1'] });
    world.store.onOperation(() => {});
    world.store.jobs.set('inv_2', createJobRecord(2, { request: alike }));
    await world.drain(undefined, { isNew: true });
    expect(world.shownLinks()).toEqual(['https://t.me/+link1', 'https://t.me/+link2']);
  });

  test('is not called for where it was cancelled before the lease was taken', async () => {
    const world = createDrainWorld([createJobRecord(1), createJobRecord(2)]);
    world.store.onOperation((operation) => {
      if (operation === 'takeLease') {
        const job = world.store.job(1);
        world.store.jobs.set('inv_1', requestCancel(job, world.now()));
      }
    });
    await world.drain(undefined, { isNew: true });
    expect(world.statuses()).toEqual(['cancelled', 'succeeded']);
    expect(callsOf(world).map(({ subject }) => subject)).toEqual(['order 2']);
  });
});

describe('a worker that died with the lease', () => {
  const died = {
    fence: 4,
    unsettled: ['inv_1'],
    leaseIntents: ['inv_1'],
    leaseIntentsFromMs: startMs - 40_000,
  };

  test('may have called: its link is found', async () => {
    const world = createDrainWorld([createJobRecord(1)], { ...died });
    const link = makeLink(world, { title: 'order 1' }, 39);
    await world.drain();
    expect(world.shownLinks()).toEqual([link]);
    expect(callsOf(world)).toEqual([]);
    expect(world.account()).not.toHaveProperty('leaseIntents');
  });

  test('may have called also for a job that nobody names: it is looked at before another one is made', async () => {
    const world = createDrainWorld(
      [createJobRecord(1, { request: alike }), createJobRecord(2, { request: alike })],
      {
        ...died,
      },
    );
    const link = makeLink(world, alike, 39);
    await world.drain([2], { isNew: true });
    expect(world.shownLinks()).toEqual([link, 'https://t.me/+link2']);
    expect(callsOf(world)).toHaveLength(1);
  });

  test('may not have called: the job is called for when that is certain, with an intent of its own', async () => {
    const world = createDrainWorld([createJobRecord(1)], { ...died });
    await world.drain(undefined, { isNew: true });
    expect(world.store.job(1)).toMatchObject({
      status: 'waiting',
      wait: { reason: 'OUTCOME_UNKNOWN' },
      intentAtMs: startMs - 40_000,
      brokenOff: 1,
      attempts: 1,
    });
    await drainUntilKnown(world);
    expect(callsOf(world).map(({ atMs }) => atMs - startMs)).toEqual([360_000]);
    expect(savesOf(world).slice(-2)).toEqual(['saveJob inv_1 running', 'saveJob inv_1 succeeded']);
  });

  test('is believed to have made no link that is older than its lease', async () => {
    const world = createDrainWorld([createJobRecord(1)], { ...died });
    makeLink(world, { title: 'order 1' }, 40 + 31);
    await world.drain();
    expect(world.shownLinks()).toEqual([]);
  });

  test('leaves a job that was cancelled meanwhile: it ends when its outcome is known', async () => {
    const world = createDrainWorld([requestCancel(createJobRecord(1), startMs)], { ...died });
    await world.drain();
    expect(world.statuses()).toEqual(['waiting']);
    await drainUntilKnown(world);
    expect(world.statuses()).toEqual(['cancelled']);
    expect(callsOf(world)).toEqual([]);
  });

  test('and had stored the outcome: nothing is in doubt', async () => {
    const wait = { reason: 'FLOOD_WAIT', method: exportMethod, retryAtMs: startMs + 60_000 };
    const refused = createJobRecord(1, { status: 'waiting', attempts: 1, waits: 1, wait });
    const world = createDrainWorld([refused, createJobRecord(2)], { ...died });
    await world.drain([2], { isNew: true });
    expect(world.store.job(1)).not.toHaveProperty('intentAtMs');
    expect(callsOf(world), 'its wait is the account’s').toEqual([]);
  });

  test('leaves a wait that only a row tells of', async () => {
    const wait = { reason: 'FLOOD_WAIT', method: exportMethod, retryAtMs: startMs + 60_000 };
    const world = createDrainWorld([createJobRecord(1, { status: 'waiting', wait }), createJobRecord(2)], {
      ...died,
    });
    await world.drain([2], { isNew: true });
    expect(world.store.job(1)).toHaveProperty('intentAtMs');
    expect(callsOf(world)).toEqual([]);
  });

  test('days ago says nothing of a call of today, which has an intent of its own', async () => {
    const { dueAtMs: _dueAtMs, ...finished } = createJobRecord(1, { status: 'succeeded' });
    const world = createDrainWorld([finished, createJobRecord(2)], {
      ...died,
      leaseIntentsFromMs: startMs - 3 * 86_400_000,
    });
    await world.drain([2], { isNew: true });
    expect(savesOf(world)).toEqual(['saveJob inv_2 running', 'saveJob inv_2 succeeded']);
    expect(world.account()).not.toHaveProperty('leaseIntentsFromMs');
  });

  test('is remembered until each job has an intent of its own', async () => {
    const world = createDrainWorld([createJobRecord(1)], { ...died });
    world.store.onOperation((operation) => {
      if (operation === 'saveJob') {
        throw new Error('throttled');
      }
    });
    await expect(world.drain()).rejects.toThrow('throttled');
    expect(world.account()).toMatchObject({ leaseIntents: ['inv_1'], leaseIntentsFromMs: startMs - 40_000 });
    expect(callsOf(world)).toEqual([]);
  });
});

test('a call without an answer leaves an intent in the row, and nothing with the account', async () => {
  const world = createDrainWorld([createJobRecord(1)]);
  world.telegram.script(exportMethod, lostAfter);
  await world.drain(undefined, { isNew: true });
  expect(world.store.job(1)).toMatchObject({ status: 'waiting', intentAtMs: startMs });
  expect(world.account()).not.toHaveProperty('leaseIntents');
  await drainUntilKnown(world);
  expect(world.shownLinks()).toEqual(['https://t.me/+link1']);
  expect(world.telegram.links).toHaveLength(1);
});

test('a fault before any call leaves no intents with the account', async () => {
  const world = createDrainWorld([createJobRecord(1)]);
  world.store.onOperation((operation) => {
    if (operation === 'loadJobs') {
      throw new Error('throttled');
    }
  });
  await expect(world.drain(undefined, { isNew: true })).rejects.toThrow('throttled');
  expect(world.account()).toMatchObject({ unsettled: ['inv_1'] });
  expect(world.account()).not.toHaveProperty('leaseIntents');
});

describe('a job that its caller has cancelled while a lease was its intent', () => {
  test('ends when its call is refused with a wait', async () => {
    const world = createDrainWorld([createJobRecord(1)]);
    world.telegram.script(exportMethod, refusedWith('FLOOD_WAIT_60', 420));
    world.telegram.onAnswer((method) => {
      if (method === exportMethod) {
        changeStored(world, (job) => requestCancel(job, world.now()));
      }
    });
    await world.drain(undefined, { isNew: true });
    expect(world.statuses()).toEqual(['cancelled']);
  });

  test('ends when the account turns out to be out of order, and is not blocked', async () => {
    const world = createDrainWorld([createJobRecord(1)]);
    world.telegram.failToConnect(connectionError('AUTH_KEY_NOT_FOUND'));
    const { findPeers } = world.deps;
    world.deps.findPeers = (...given) => {
      changeStored(world, (job) => requestCancel(job, world.now()));
      return findPeers(...given);
    };
    await world.drain(undefined, { isNew: true });
    expect(world.statuses()).toEqual(['cancelled']);
  });

  test.each([
    ['waits', { blockedUntilMs: { [exportMethod]: startMs + 86_400_000 } }],
    ['is halted', { status: 'halted' as const }],
  ])(
    'ends when its message finds that the account %s, unless a dead worker may have called for it',
    async (_what, account) => {
      const jobs = [1, 2].map((number) => requestCancel(createJobRecord(number), startMs));
      const world = createDrainWorld(jobs, { ...account, leaseIntents: ['inv_2'] });
      await world.drain();
      expect(world.statuses()).toEqual(['cancelled', expect.stringMatching(/waiting|blocked/)]);
    },
  );
});

test('a fault of ours leaves the intents with the account', async () => {
  const world = createDrainWorld([createJobRecord(1)]);
  world.store.onOperation((operation, subject) => {
    if (operation === 'saveJob' && (subject as { status: string }).status === 'succeeded') {
      throw new Error('broken');
    }
  });
  await expect(world.drain(undefined, { isNew: true })).rejects.toThrow('broken');
  expect(world.account()).toMatchObject({ leaseIntents: ['inv_1'], leaseIntentsFromMs: startMs });
  world.store.onOperation(() => {});
  await world.drain();
  expect(world.shownLinks()).toEqual(['https://t.me/+link1']);
  expect(world.telegram.links).toHaveLength(1);
});
