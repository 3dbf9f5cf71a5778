import { expect, test } from 'vitest';
import type { Job } from '../../../../functions/core/job/job.ts';
import { withdraw } from '../../../../functions/core/job/transitions.ts';
import { exportMethod } from '../../../../functions/core/rpc/methods.ts';
import { createJobRecord, startMs } from '../records.ts';
import { againAt, changeStored, createDrainWorld } from './drain-world.ts';
import { refusedWith } from './scripted-telegram.ts';

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
