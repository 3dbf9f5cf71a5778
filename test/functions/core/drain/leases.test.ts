import { expect, test } from 'vitest';
import { createJobRecord, startMs } from '../records.ts';
import { acknowledged, againAt, createDrainWorld } from './drain-world.ts';

test('while another holds the lease the messages come back every second, and the job is left as it is', async () => {
  const world = createDrainWorld([createJobRecord(1)], {
    leaseOwner: 'other',
    leaseUntilMs: startMs + 40_000,
  });
  expect(await world.drain()).toEqual(new Map([['inv_1', againAt(startMs + 1_000)]]));
  expect(world.log).toEqual([]);
  expect(world.store.job(1).version).toBe(1);
});

test('while another holds the lease the messages come back no later than it ends', async () => {
  const world = createDrainWorld([createJobRecord(1)], {
    leaseOwner: 'other',
    leaseUntilMs: startMs + 900,
  });
  expect(await world.drain()).toEqual(new Map([['inv_1', againAt(startMs + 900)]]));
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

test('a job taken twice at the same time makes one link', async () => {
  const world = createDrainWorld([createJobRecord(1)]);
  const [one, two] = await Promise.all([world.invoke([1]), world.invoke([1], { owner: 'two' })]);
  expect(one.get('inv_1')).toEqual(acknowledged);
  expect(two.get('inv_1')).toMatchObject({ kind: 'again' });
  expect(world.telegram.offences).toEqual([]);
  expect(world.telegram.links).toHaveLength(1);
});
