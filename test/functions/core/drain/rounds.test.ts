import { expect, test } from 'vitest';
import { exportMethod } from '../../../../functions/core/rpc/methods.ts';
import { createJobRecords, createUnknownJob, startMs } from '../records.ts';
import { createDrainWorld } from './drain-world.ts';
import { flood } from './flood.ts';

/** How many calls went out together, round by round. */
function rounds(log: string[]): number[] {
  const runs = log.join('\n').match(/(?:call messages\.exportChatInvite(?:\n|$))+/g) ?? [];
  return runs.map((run) => run.trim().split('\n').length);
}

test('after a wait the calls go out together: the first that is refused stops the others', async () => {
  const world = createDrainWorld(createJobRecords(25), { blockedUntilMs: { [exportMethod]: startMs } });
  await world.drain();
  expect(rounds(world.log)).toEqual([10, 10, 5]);
});

test.each([
  ['has died', createUnknownJob(1)],
  [
    'died, and the outcome of its call is not known yet',
    createUnknownJob(1, { status: 'waiting', brokenOff: 1 }),
  ],
])('after a worker %s the calls go out singly at first and then in doubling numbers', async (_what, job) => {
  const world = createDrainWorld([job, ...createJobRecords(12).slice(1)]);
  await world.drain();
  expect(rounds(world.log)).toEqual([1, 2, 4, 4]);
});

test('an outcome that is unknown because a connection was lost keeps no calls apart', async () => {
  const world = createDrainWorld([
    createUnknownJob(1, { status: 'waiting' }),
    ...createJobRecords(12).slice(1),
  ]);
  await world.drain();
  expect(rounds(world.log)).toEqual([10, 1]);
});

test('what a short wait kept from being called is called when it has been slept through, each in its place', async () => {
  const world = createDrainWorld(createJobRecords(6));
  world.telegram.script(exportMethod, flood(1), flood(1));
  await world.drain();
  expect(world.telegram.callsOf(exportMethod)).toHaveLength(8);
  expect(world.telegram.links.map(({ invite }) => invite.title)).toEqual(
    createJobRecords(6).map(({ request }) => request.title),
  );
  expect(world.store.job(1)).toMatchObject({ attempts: 3, waits: 2 });
  expect(world.store.job(2)).toMatchObject({ attempts: 1, waits: 0 });
});

test('a second permanent link begins a round of its own, and no job changes its place', async () => {
  const chats = ['@launch', '@other', '@launch'];
  const jobs = createJobRecords(6).map((job, index) => {
    const peer = chats[index];
    return peer === undefined
      ? job
      : { ...job, request: { ...job.request, peer, legacy_revoke_permanent: true } };
  });
  const world = createDrainWorld(jobs);
  await world.drain();
  expect(rounds(world.log)).toEqual([1, 1, 4]);
  expect(world.telegram.links.map(({ invite }) => invite.title)).toEqual(
    jobs.map(({ request }) => request.title),
  );
});
