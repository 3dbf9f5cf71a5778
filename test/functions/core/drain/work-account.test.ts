import { expect, test } from 'vitest';
import { exportMethod, listMethod } from '../../../../functions/core/rpc/methods.ts';
import { createJobRecord, createJobRecords, createUnknownJob, startMs } from '../records.ts';
import { acknowledged, againAt, createDrainWorld } from './drain-world.ts';
import { answered, lostBefore } from './scripted-telegram.ts';

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

test('a connection lost in a round leaves the calls of later rounds unmade', async () => {
  const world = createDrainWorld(createJobRecords(12));
  world.telegram.script(exportMethod, answered, lostBefore);
  const verdicts = await world.drain();
  expect(world.telegram.callsOf(exportMethod)).toHaveLength(10);
  expect(world.store.job(2)).toMatchObject({ status: 'waiting', intentAtMs: startMs });
  expect(world.store.job(10), 'sent behind it').toMatchObject({ status: 'waiting', intentAtMs: startMs });
  expect(world.store.job(12)).toMatchObject({ status: 'queued', attempts: 0 });
  expect(verdicts.get('inv_12')).toEqual(againAt(startMs + 2_000));
});

test('calls on a connection that is gone before the first of them are taken back: no attempt, nothing to search for', async () => {
  const world = createDrainWorld(createJobRecords(2));
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
