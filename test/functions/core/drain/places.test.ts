import { expect, test } from 'vitest';
import { exportMethod } from '../../../../functions/core/rpc/methods.ts';
import { createJobRecord, createJobRecords } from '../records.ts';
import { createDrainWorld } from './drain-world.ts';
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
