import { describe, expect, test } from 'vitest';
import { withdraw } from '../../../../functions/core/job/transitions.ts';
import { exportMethod, listMethod } from '../../../../functions/core/rpc/methods.ts';
import { createJobRecords, startMs } from '../records.ts';
import { acknowledged, changeStored, createDrainWorld } from './drain-world.ts';
import { answered, refusedWith } from './scripted-telegram.ts';
import { drainWhenDue } from './unknown-outcomes.ts';

test.each([
  ['CHAT_ADMIN_REQUIRED', 'rights'],
  ['CHANNEL_PRIVATE', 'rights'],
  ['USAGE_LIMIT_INVALID', 'input'],
  ['INPUT_METHOD_INVALID', 'bug'],
])('%s fails the one job with its type, class and what to do, and no other', async (type, errorClass) => {
  const world = createDrainWorld(createJobRecords(3));
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

test('a call kept from being made by a refusal before it is made in the next round', async () => {
  const world = createDrainWorld(createJobRecords(3));
  world.telegram.script(exportMethod, refusedWith('CHAT_ADMIN_REQUIRED'));
  await world.drain();
  expect(world.statuses()).toEqual(['failed', 'succeeded', 'succeeded']);
  expect(world.store.job(2)).toMatchObject({ attempts: 1 });
  expect(world.telegram.callsOf(exportMethod)).toHaveLength(3);
  expect(world.log.filter((entry) => entry === 'connect')).toHaveLength(1);
});

test('a job that its caller gave up while a refusal kept it from being called is cancelled', async () => {
  const world = createDrainWorld(createJobRecords(2));
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
    const world = createDrainWorld(createJobRecords(1));
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
    const world = createDrainWorld(createJobRecords(1));
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
    const world = createDrainWorld(createJobRecords(1));
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
