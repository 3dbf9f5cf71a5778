import { expect, test } from 'vitest';
import { exportMethod } from '../../../../functions/core/rpc/methods.ts';
import { connectionError } from '../../../../functions/core/rpc/rpc-error.ts';
import {
  createBlockedJob,
  createJobRecord,
  createJobRecords,
  createUnknownJob,
  startMs,
} from '../records.ts';
import { acknowledged, againAt, createDrainWorld } from './drain-world.ts';
import { answered, refusedWith } from './scripted-telegram.ts';
import { makeLink } from './unknown-outcomes.ts';

test.each([
  ['AUTH_KEY_UNREGISTERED', 'dead', 'session_dead'],
  ['AUTH_KEY_DUPLICATED', 'dead', 'session_dead'],
  ['PEER_FLOOD', 'halted', 'account_halted'],
  ['FROZEN_METHOD_INVALID', 'halted', 'account_halted'],
  ['API_ID_INVALID', 'halted', 'app'],
])('%s in the middle of a round stops the account: it is %s', async (type, status, errorClass) => {
  const world = createDrainWorld(createJobRecords(13));
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
  const world = createDrainWorld(createJobRecords(11));
  world.telegram.script(exportMethod, refusedWith('SESSION_REVOKED', 401));
  await world.drain();
  world.advance(2_000);
  expect(await world.drain([11])).toEqual(new Map([['inv_11', acknowledged]]));
  expect(world.store.job(11)).toMatchObject({ status: 'blocked', error: { type: 'SESSION_REVOKED' } });
  expect(world.log.filter((entry) => entry === 'connect')).toHaveLength(1);
});

test('a session that is found dead on connecting blocks every due job and stops the account', async () => {
  const world = createDrainWorld(createJobRecords(3));
  world.telegram.failToConnect(connectionError('AUTH_KEY_NOT_FOUND'));
  await world.drain();
  expect(world.statuses()).toEqual(['blocked', 'blocked', 'blocked']);
  expect(world.account()).toMatchObject({ status: 'dead', trouble: { type: 'AUTH_KEY_NOT_FOUND' } });
  expect(world.log.filter((entry) => entry.startsWith('saveTrouble'))).toHaveLength(1);
});

test('an account that lives in another data centre now is halted, and says what to do', async () => {
  const world = createDrainWorld(createJobRecords(2));
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
