import { describe, expect, test } from 'vitest';
import type { Job } from '../../../../functions/core/job/job.ts';
import { withdraw } from '../../../../functions/core/job/transitions.ts';
import { exportMethod, listMethod } from '../../../../functions/core/rpc/methods.ts';
import { connectionError } from '../../../../functions/core/rpc/rpc-error.ts';
import { createBlockedJob, createJobRecord, createUnknownJob, startMs } from '../records.ts';
import { acknowledged, againAt, createDrainWorld, type DrainWorld } from './drain-world.ts';
import { answered, lostBefore, refusedWith } from './scripted-telegram.ts';
import { drainWhenDue, makeLink } from './unknown-outcomes.ts';

function many(count: number) {
  return Array.from({ length: count }, (_, index) => createJobRecord(index + 1));
}

test.each([
  ['CHAT_ADMIN_REQUIRED', 'rights'],
  ['CHANNEL_PRIVATE', 'rights'],
  ['USAGE_LIMIT_INVALID', 'input'],
  ['INPUT_METHOD_INVALID', 'bug'],
])('%s fails the one job with its type, class and what to do, and no other', async (type, errorClass) => {
  const world = createDrainWorld(many(3));
  world.telegram.script(exportMethod, answered, refusedWith(type, 403));
  const verdicts = await world.drain();
  expect(world.statuses()).toEqual(['succeeded', 'failed', 'succeeded']);
  expect(verdicts.get('inv_2')).toEqual(acknowledged);
  expect(world.store.job(2)).toMatchObject({
    error: { type, class: errorClass, code: 403, detail: expect.stringMatching(/\.$/) },
    finishedAtMs: startMs,
  });
  expect(world.account().status).toBe('active');
});

test.each([
  ['AUTH_KEY_UNREGISTERED', 'dead', 'session_dead'],
  ['AUTH_KEY_DUPLICATED', 'dead', 'session_dead'],
  ['PEER_FLOOD', 'halted', 'account_halted'],
  ['FROZEN_METHOD_INVALID', 'halted', 'account_halted'],
  ['API_ID_INVALID', 'halted', 'app'],
])('%s in the middle of a round stops the account: it is %s', async (type, status, errorClass) => {
  const world = createDrainWorld(many(13));
  world.telegram.script(exportMethod, answered, refusedWith(type, 401));
  const verdicts = await world.drain();
  expect(world.account()).toMatchObject({ status, trouble: { type, class: errorClass, atMs: startMs } });
  expect(world.log.filter((entry) => entry.startsWith('saveTrouble'))).toHaveLength(1);
  expect(world.telegram.callsOf(exportMethod)).toHaveLength(2);
  expect(world.store.job(2)).toMatchObject({ status: 'blocked', error: { type, class: errorClass } });
  expect(world.store.job(2), 'a refused call has made no link').not.toHaveProperty('intentAtMs');
  expect(verdicts.get('inv_2')).toEqual(acknowledged);
  expect(world.statuses().slice(2)).toEqual(Array.from({ length: 11 }, () => 'queued'));
  for (const number of [3, 10, 11]) {
    expect(world.store.job(number)).toMatchObject({ attempts: 0 });
    expect(world.store.job(number)).not.toHaveProperty('intentAtMs');
    expect(verdicts.get(`inv_${number}`)).toEqual(againAt(startMs + 2_000));
  }
});

test('what was not called when the account stopped is blocked when its message comes back', async () => {
  const world = createDrainWorld(many(11));
  world.telegram.script(exportMethod, refusedWith('SESSION_REVOKED', 401));
  await world.drain();
  world.advance(2_000);
  expect(await world.drain([11])).toEqual(new Map([['inv_11', acknowledged]]));
  expect(world.store.job(11)).toMatchObject({ status: 'blocked', error: { type: 'SESSION_REVOKED' } });
  expect(world.log.filter((entry) => entry === 'connect')).toHaveLength(1);
});

test('a session that is found dead on connecting blocks every due job and stops the account', async () => {
  const world = createDrainWorld(many(3));
  world.telegram.failToConnect(connectionError('AUTH_KEY_NOT_FOUND'));
  await world.drain();
  expect(world.statuses()).toEqual(['blocked', 'blocked', 'blocked']);
  expect(world.account()).toMatchObject({ status: 'dead', trouble: { type: 'AUTH_KEY_NOT_FOUND' } });
  expect(world.log.filter((entry) => entry.startsWith('saveTrouble'))).toHaveLength(1);
});

test('an account that lives in another data centre now is halted, and says what to do', async () => {
  const world = createDrainWorld(many(2));
  world.telegram.script(exportMethod, refusedWith('USER_MIGRATE_4', 303));
  await world.drain();
  const detail = expect.stringContaining('npm run account -- check');
  expect(world.account()).toMatchObject({ status: 'halted', trouble: { type: 'USER_MIGRATE', detail } });
  expect(world.store.job(1)).toMatchObject({ status: 'blocked', error: { type: 'USER_MIGRATE', detail } });
});

test('a job that is blocked while its account is being resumed is worked on with the next one', async () => {
  const request = { account: 'main', peer: '@launch', title: 'same' };
  const world = createDrainWorld([createUnknownJob(1, { request })], {
    status: 'halted',
    unsettled: ['inv_1'],
  });
  world.store.peers.set('acc_a @launch', { kind: 'channel', channelId: '11', accessHash: '110' });
  world.store.onOperation((operation) => {
    if (operation === 'saveJob') {
      Object.assign(world.account(), { status: 'active' });
    }
  });
  const link = makeLink(world, request);
  await world.drain();
  world.store.onOperation(() => {});
  expect(world.statuses()).toEqual(['blocked']);
  world.store.jobs.set('inv_2', createJobRecord(2, { request }));
  expect(await world.drain([2])).toEqual(new Map([['inv_2', acknowledged]]));
  expect(world.shownLinks()).toEqual([link, 'https://t.me/+link2']);
  expect(world.log.filter((entry) => entry === 'connect')).toHaveLength(1);
});

test('a blocked job whose deadline has passed expires under the lease of an account that works again', async () => {
  const world = createDrainWorld([createBlockedJob(1, { deadlineMs: startMs - 1 }), createJobRecord(2)]);
  await world.drain();
  expect(world.statuses()).toEqual(['expired', 'succeeded']);
  expect(world.telegram.links).toHaveLength(1);
});

test('an unreachable Telegram makes the jobs wait, longer each time, and spends no attempt', async () => {
  const world = createDrainWorld([createJobRecord(1)]);
  const waits: number[] = [];
  for (let round = 0; round < 11; round++) {
    world.telegram.failToConnect(connectionError('CONNECTION_FAILED'));
    await world.drain();
    const job = world.store.job(1);
    expect(job).toMatchObject({ status: 'waiting', wait: { reason: 'CONNECTION_FAILED' }, attempts: 0 });
    expect(job).not.toHaveProperty('intentAtMs');
    waits.push((job.wait?.retryAtMs ?? 0) - world.now());
    world.advanceTo(world.readyAtMs(1));
  }
  expect(waits.slice(0, 3)).toEqual([1_500, 2_250, 3_375]);
  expect(Math.max(...waits)).toBeLessThanOrEqual(300_000);
  await world.drain();
  expect(world.statuses()).toEqual(['succeeded']);
});

test('a job past its deadline expires without a connection; one that may have a link is looked after first', async () => {
  const deadlineMs = startMs - 1;
  const world = createDrainWorld([createJobRecord(1, { deadlineMs })]);
  expect(await world.drain()).toEqual(new Map([['inv_1', acknowledged]]));
  expect(world.statuses()).toEqual(['expired']);
  expect(world.log).not.toContain('connect');

  const other = createDrainWorld([createUnknownJob(1, { deadlineMs })]);
  await other.drain();
  expect(other.telegram.callsOf(listMethod)).toHaveLength(1);
});

test('an account that cannot reach Telegram keeps the places of its jobs, and its messages come back when it is tried again', async () => {
  const world = createDrainWorld(many(2));
  world.telegram.failToConnect(connectionError('CONNECTION_FAILED'));
  const verdicts = await world.drain();
  const retryAtMs = world.readyAtMs(1);
  expect(retryAtMs).toBeGreaterThan(startMs);
  expect([...verdicts.values()]).toEqual([againAt(retryAtMs), againAt(retryAtMs)]);
  for (const number of [1, 2]) {
    expect(world.store.job(number).dueAtMs).toBe(world.store.job(number).createdAtMs);
  }
});

test('a connection lost in a round leaves the calls of later rounds unmade', async () => {
  const world = createDrainWorld(many(12));
  world.telegram.script(exportMethod, answered, lostBefore);
  const verdicts = await world.drain();
  expect(world.telegram.callsOf(exportMethod)).toHaveLength(10);
  expect(world.store.job(2)).toMatchObject({ status: 'waiting', intentAtMs: startMs });
  expect(world.store.job(10), 'sent behind it').toMatchObject({ status: 'waiting', intentAtMs: startMs });
  expect(world.store.job(12)).toMatchObject({ status: 'queued', attempts: 0 });
  expect(verdicts.get('inv_12')).toEqual(againAt(startMs + 2_000));
});

test('calls on a connection that is gone before the first of them are taken back: no attempt, nothing to search for', async () => {
  const world = createDrainWorld(many(2));
  const { connect } = world.deps;
  world.deps.connect = async (...given) => {
    const telegram = await connect(...given);
    return {
      ...telegram,
      exportChatInvite: async (...call) => {
        await telegram.close();
        return telegram.exportChatInvite(...call);
      },
    };
  };
  const verdicts = await world.drain();
  for (const number of [1, 2]) {
    const job = world.store.job(number);
    expect(job).toMatchObject({ status: 'queued', attempts: 0, dueAtMs: job.createdAtMs });
    for (const gone of ['intentAtMs', 'calledAtMs', 'calledUntilMs']) {
      expect(job).not.toHaveProperty(gone);
    }
  }
  expect([...verdicts.values()]).toEqual([againAt(startMs + 2_000), againAt(startMs + 2_000)]);
  expect(world.account()).toMatchObject({ unsettled: [], paidUntilMs: startMs });
});

test('a call kept from being made by a refusal before it is made in the next round', async () => {
  const world = createDrainWorld(many(3));
  world.telegram.script(exportMethod, refusedWith('CHAT_ADMIN_REQUIRED'));
  await world.drain();
  expect(world.statuses()).toEqual(['failed', 'succeeded', 'succeeded']);
  expect(world.store.job(2)).toMatchObject({ attempts: 1 });
  expect(world.telegram.callsOf(exportMethod)).toHaveLength(3);
  expect(world.log.filter((entry) => entry === 'connect')).toHaveLength(1);
});

test('a job that its caller gave up while a refusal kept it from being called is cancelled', async () => {
  const world = createDrainWorld(many(2));
  world.telegram.script(exportMethod, refusedWith('CHAT_ADMIN_REQUIRED'));
  world.telegram.onAnswer((method) => {
    const job = world.store.job(2);
    if (method === exportMethod && job.cancelRequestedAtMs === undefined) {
      world.store.jobs.set('inv_2', withdraw(job, startMs));
    }
  });
  await world.drain();
  expect(world.statuses()).toEqual(['failed', 'cancelled']);
  expect(world.telegram.links).toEqual([]);
});

describe('a refusal that nobody here knows', () => {
  const refused = refusedWith('SOMETHING_NEW');

  test('says that no link was made: the attempt counts, nothing is searched for, the job waits by itself', async () => {
    const world = createDrainWorld(many(1));
    world.telegram.script(exportMethod, refused);
    await world.drain();
    expect(world.store.job(1)).toMatchObject({
      status: 'waiting',
      wait: { reason: 'SOMETHING_NEW', retryAtMs: startMs + 1_500 },
      attempts: 1,
      waits: 0,
    });
    expect(world.store.job(1)).not.toHaveProperty('intentAtMs');
    await drainWhenDue(world);
    expect(world.statuses()).toEqual(['succeeded']);
    expect(world.telegram.callsOf(listMethod)).toEqual([]);
  });

  test('is waited for twice as long each time, and given up after eight', async () => {
    const world = createDrainWorld(many(1));
    world.telegram.script(exportMethod, ...Array.from({ length: 20 }, () => refused));
    const waits: number[] = [];
    await world.drain();
    while (world.store.job(1).status === 'waiting') {
      waits.push(world.readyAtMs(1) - world.now());
      await drainWhenDue(world);
    }
    expect(waits).toEqual([1_500, 3_000, 6_000, 12_000, 24_000, 48_000, 96_000]);
    expect(world.telegram.callsOf(exportMethod)).toHaveLength(8);
    expect(world.store.job(1)).toMatchObject({
      status: 'failed',
      error: { type: 'SOMETHING_NEW', class: 'exhausted' },
    });
  });

  test('ends a job that its caller has given up meanwhile', async () => {
    const world = createDrainWorld(many(1));
    world.telegram.script(exportMethod, refused);
    world.telegram.onAnswer((method) => {
      if (method === exportMethod) {
        changeStored(world, (job) => withdraw(job, startMs));
      }
    });
    await world.drain();
    expect(world.statuses()).toEqual(['cancelled']);
  });
});

test('a link is stored although the sweeper has changed the job meanwhile', async () => {
  const world = createDrainWorld([createJobRecord(1)]);
  world.telegram.onAnswer((method) => {
    if (method === exportMethod) {
      changeStored(world, (job) => ({ ...job, version: job.version + 1, sends: 1 }));
    }
  });
  await world.drain();
  expect(world.store.job(1)).toMatchObject({ status: 'succeeded', sends: 1 });
  expect(world.shownLinks()).toEqual(['https://t.me/+link1']);
});

test('the result of an owner that has lost the job to the next lease is not stored', async () => {
  const world = createDrainWorld([createJobRecord(1)]);
  world.telegram.onAnswer((method) => {
    if (method === exportMethod) {
      changeStored(world, (job) => ({ ...job, version: job.version + 1, fence: 99 }));
    }
  });
  await world.drain();
  expect(world.store.job(1)).toMatchObject({ status: 'running', fence: 99, intentAtMs: startMs });
});

test('a job that another changes at every turn is given up for this pass, not fought over', async () => {
  const world = createDrainWorld([createJobRecord(1)]);
  let conflicts = 0;
  world.store.onOperation((operation, subject) => {
    if (operation === 'saveJob' && (subject as Job).status === 'succeeded') {
      conflicts += 1;
      changeStored(world, (job) => ({ ...job, version: job.version + 1 }));
    }
  });
  await world.drain();
  expect(conflicts).toBe(3);
  expect(world.store.job(1)).toMatchObject({ status: 'running', intentAtMs: startMs });
});

test('a link that could not be stored is found again by its own job, and taken by no other', async () => {
  const request = { account: 'main', peer: '@launch', title: 'same' };
  const world = createDrainWorld([createJobRecord(1, { request })]);
  world.store.onOperation((operation, subject) => {
    if (operation === 'saveJob' && (subject as Job).status === 'succeeded') {
      changeStored(world, (job) => ({ ...job, version: job.version + 1 }));
    }
  });
  await world.drain();
  world.store.onOperation(() => {});
  world.store.jobs.set('inv_2', createJobRecord(2, { request }));
  await world.drain();
  expect(world.shownLinks()).toEqual(['https://t.me/+link1', 'https://t.me/+link2']);
});

test('a job that is changed before its intent is stored is not called', async () => {
  const world = createDrainWorld([createJobRecord(1), createJobRecord(2)]);
  world.store.onOperation((operation, subject) => {
    if (operation === 'saveJob' && (subject as Job).jobId === 'inv_1') {
      world.store.jobs.set('inv_1', createJobRecord(1, { status: 'cancelled', version: 7 }));
    }
  });
  await world.drain();
  expect(world.telegram.callsOf(exportMethod).map(({ subject }) => subject)).toEqual(['order 2']);
  expect(world.store.job(1)).toMatchObject({ status: 'cancelled', version: 7 });
});

test('a job that is cancelled while its wait is slept through is not called again', async () => {
  const world = createDrainWorld([createJobRecord(1)]);
  world.telegram.script(exportMethod, refusedWith('FLOOD_WAIT_1', 420));
  const { sleep } = world.deps;
  world.deps.sleep = async (ms) => {
    changeStored(world, (job) => withdraw(job, world.now()));
    await sleep(ms);
  };
  expect(await world.drain()).toEqual(new Map([['inv_1', againAt(world.now() + 2_000)]]));
  expect(world.statuses()).toEqual(['cancelled']);
  expect(world.telegram.callsOf(exportMethod)).toHaveLength(1);
});

test('a job that is gone by the time its link is made is not brought back', async () => {
  const world = createDrainWorld([createJobRecord(1)]);
  world.telegram.onAnswer((method) => {
    if (method === exportMethod) {
      world.store.jobs.clear();
    }
  });
  await world.drain([1]);
  expect(world.store.jobs.size).toBe(0);
});

test('the connection may send until there is just time left to store results and close', async () => {
  const world = createDrainWorld([createJobRecord(1)]);
  const connect = world.deps.connect;
  const ends: number[] = [];
  world.deps.connect = (account, untilMs) => {
    ends.push(untilMs);
    return connect(account, untilMs);
  };
  await world.drain(undefined, { remainingMs: 60_000 });
  expect(ends).toEqual([startMs + 56_000]);
});

function changeStored(world: DrainWorld, change: (job: Job) => Job) {
  for (const [jobId, job] of world.store.jobs) {
    world.store.jobs.set(jobId, change(job));
  }
}
