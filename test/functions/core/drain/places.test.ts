import { expect, test } from 'vitest';
import { createLine } from '../../../../functions/core/job/line.ts';
import type { Priority } from '../../../../functions/core/request/priority.ts';
import { exportMethod } from '../../../../functions/core/rpc/methods.ts';
import { createJobRecord, createJobRecords, startMs } from '../records.ts';
import { againAt, createDrainWorld } from './drain-world.ts';
import { endOf, flood } from './flood.ts';
import { refusedWith } from './scripted-telegram.ts';

test('first come, first served: jobs accepted during a wait come after those that met it', async () => {
  const world = createDrainWorld(createJobRecords(20));
  world.telegram.script(exportMethod, flood(180));
  await world.drain();
  for (let number = 21; number <= 60; number++) {
    world.advance(4_000);
    const nowMs = world.now();
    world.store.jobs.set(`inv_${number}`, createJobRecord(number, { createdAtMs: nowMs }));
    await world.drain([number]);
  }
  world.advanceTo(endOf(180));
  const before = world.telegram.callsOf(exportMethod).length;
  await world.drain([60]);
  const called = world.telegram.callsOf(exportMethod).slice(before);
  expect(called.slice(0, 20).map(({ subject }) => subject)).toEqual(
    createJobRecords(20).map(({ request }) => request.title),
  );
  expect(called).toHaveLength(25);
});

test('a job that was refused once keeps its place before everything newer', async () => {
  const world = createDrainWorld([createJobRecord(1)]);
  world.telegram.script(exportMethod, refusedWith('SOMETHING_NEW'));
  await world.drain();
  for (const { jobId, ...job } of createJobRecords(40).slice(1)) {
    world.store.jobs.set(jobId, { jobId, ...job });
  }
  world.advanceTo(world.readyAtMs(1));
  await world.drain([40]);
  const [, second] = world.telegram.callsOf(exportMethod);
  expect(second?.subject).toBe('order 1');
});

/** An account of 20 links a minute that has used up its pace. */
const usedUp = { pace: { perMinute: 20, burst: 10 }, paidUntilMs: startMs + 30_000, settledAtMs: startMs };

/** An account's line as the API makes it, and how its jobs get into the world. */
function createCallers(world: ReturnType<typeof createDrainWorld>) {
  const line = createLine([]);
  let jobCount = 0;
  return function accept(caller: string, priority: Priority, count = 1): number[] {
    return Array.from({ length: count }, (_, index) => {
      jobCount += 1;
      const nowMs = world.now();
      const jobsBehind = count - 1 - index;
      const placeMs = line.stand({ caller, priority, spacingMs: 3_000, jobsBehind, nowMs });
      const request = { account: 'main', peer: '@launch', title: `${caller} ${index}`, priority };
      const times = { createdAtMs: nowMs, updatedAtMs: nowMs, placeMs, dueAtMs: placeMs };
      world.store.jobs.set(`inv_${jobCount}`, createJobRecord(jobCount, { ...times, request }));
      return jobCount;
    });
  };
}

function titlesOf(world: ReturnType<typeof createDrainWorld>) {
  return world.telegram.callsOf(exportMethod).map(({ subject }) => subject);
}

test('a single link is made first, whatever the message, beside a thousand of a campaign', async () => {
  const world = createDrainWorld([], { pace: usedUp.pace });
  const accept = createCallers(world);
  const campaign = accept('campaign', 'low', 1_000);
  await world.drain(campaign.slice(0, 10));
  expect(titlesOf(world)).toHaveLength(10);
  world.advance(15_000);
  accept('shop', 'normal');
  await world.drain(campaign.slice(10, 20));
  expect(titlesOf(world).slice(10)).toEqual(['shop 0', ...[10, 11, 12, 13].map((n) => `campaign ${n}`)]);
});

test('callers of one priority take turns', async () => {
  const world = createDrainWorld([], { pace: usedUp.pace });
  const accept = createCallers(world);
  const first = accept('a', 'low', 20);
  accept('b', 'low', 3);
  await world.drain(first.slice(0, 10));
  const turns = ['a 0', 'b 0', 'a 1', 'b 1', 'a 2', 'b 2', 'a 3', 'a 4', 'a 5', 'a 6'];
  expect(titlesOf(world).toSorted()).toEqual(turns.toSorted());
});

test('the message of a single link comes back for its own slot, not for a lot of the campaign behind it', async () => {
  const world = createDrainWorld([], usedUp);
  const accept = createCallers(world);
  const campaign = accept('campaign', 'low', 30);
  expect((await world.drain(campaign.slice(0, 1))).get('inv_1')).toEqual(againAt(startMs + 15_000));
  const [single = 0] = accept('shop', 'normal');
  expect((await world.drain([single])).get(`inv_${single}`)).toEqual(againAt(startMs + 3_000));
});

test('a worker that makes one link after the other of a campaign leaves them when a single link is asked for', async () => {
  const world = createDrainWorld([], { pace: { perMinute: 60, burst: 1 } });
  const accept = createCallers(world);
  const campaign = accept('campaign', 'low', 30);
  world.telegram.onAnswer(() => {
    if (titlesOf(world).length === 3) {
      accept('shop', 'normal');
    }
  });
  const verdicts = await world.drain(campaign.slice(0, 10));
  expect(titlesOf(world)).toHaveLength(3);
  expect(verdicts.get('inv_10')).toEqual(againAt(world.now() + 2_000));
  await world.drain([31]);
  expect(titlesOf(world)[3]).toBe('shop 0');
});
