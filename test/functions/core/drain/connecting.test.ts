import { expect, test } from 'vitest';
import { resolveMethods } from '../../../../functions/core/rpc/methods.ts';
import { connectionError } from '../../../../functions/core/rpc/rpc-error.ts';
import { createJobRecord, createJobRecords, startMs } from '../records.ts';
import { againAt, createDrainWorld } from './drain-world.ts';

test('the chats are looked up while the connection is made', async () => {
  const world = createDrainWorld(createJobRecords(1));
  const lookedUp = Promise.withResolvers<void>();
  const { connect, findPeers } = world.deps;
  world.deps.findPeers = (...given) => {
    lookedUp.resolve();
    return findPeers(...given);
  };
  world.deps.connect = async (...given) => {
    await lookedUp.promise;
    return connect(...given);
  };
  await world.drain();
  expect(world.statuses()).toEqual(['succeeded']);
});

test('when the lookup of chats breaks down nothing is called, and nothing stays open', async () => {
  const world = createDrainWorld(createJobRecords(2));
  world.deps.findPeers = () => Promise.reject(new Error('throttled'));
  await expect(world.drain()).rejects.toThrow('throttled');
  expect(world.telegram.calls).toEqual([]);
  expect(world.log.slice(-2)).toEqual(['close', 'releaseLease']);
});

test('the connection is closed whatever becomes of its salts', async () => {
  const world = createDrainWorld(createJobRecords(1));
  const { connect } = world.deps;
  world.deps.connect = async (account, untilMs) => ({
    ...(await connect(account, untilMs)),
    serverSalts: () => {
      throw new RangeError('a salt of no time');
    },
  });
  await expect(world.drain()).rejects.toThrow('a salt of no time');
  expect(world.log.slice(-2)).toEqual(['close', 'releaseLease']);
});

test('the salts that a connection has learned stay with the account, also when it learns nothing later', async () => {
  const world = createDrainWorld(createJobRecords(2));
  world.telegram.setServerSalts('salts of today');
  await world.drain([1]);
  expect(world.account().serverSalts).toBe('salts of today');
  world.telegram.setServerSalts(undefined);
  world.store.jobs.set('inv_3', createJobRecord(3));
  await world.drain([3]);
  expect(world.account().serverSalts).toBe('salts of today');
});

test('when Telegram cannot be reached either, the breakdown of a lookup is told all the same', async () => {
  const world = createDrainWorld(createJobRecords(2));
  world.telegram.failToConnect(connectionError('CONNECTION_FAILED'));
  world.deps.findPeers = () => Promise.reject(new Error('throttled'));
  await expect(world.drain()).rejects.toThrow('throttled');
  expect(world.statuses()).toEqual(['waiting', 'waiting']);
});

test('a job that becomes due while the connection is made has its chat looked up with the others', async () => {
  const world = createDrainWorld([...createJobRecords(1), createJobRecord(2, { dueAtMs: startMs + 1_000 })]);
  await world.deps.savePeer('acc_a', '@launch', { kind: 'channel', channelId: '11', accessHash: '110' });
  await world.deps.savePeer('acc_a', '@other', { kind: 'channel', channelId: '22', accessHash: '220' });
  world.store.jobs.set('inv_2', {
    ...world.store.job(2),
    request: { ...world.store.job(2).request, peer: '@other' },
  });
  const { connect } = world.deps;
  world.deps.connect = async (...given) => {
    const telegram = await connect(...given);
    await Promise.resolve().then(() => world.advance(1_000));
    return telegram;
  };
  await world.drain();
  expect(world.statuses()).toEqual(['succeeded', 'succeeded']);
  expect(world.telegram.callsOf(resolveMethods.username)).toEqual([]);
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

test('an account that cannot reach Telegram keeps the places of its jobs, and its messages come back when it is tried again', async () => {
  const world = createDrainWorld(createJobRecords(2));
  world.telegram.failToConnect(connectionError('CONNECTION_FAILED'));
  const verdicts = await world.drain();
  const retryAtMs = world.readyAtMs(1);
  expect(retryAtMs).toBeGreaterThan(startMs);
  expect([...verdicts.values()]).toEqual([againAt(retryAtMs), againAt(retryAtMs)]);
  for (const number of [1, 2]) {
    expect(world.store.job(number).dueAtMs).toBe(world.store.job(number).createdAtMs);
  }
});
