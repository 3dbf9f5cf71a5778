import { expect, test } from 'vitest';
import { markLink } from '../../../../functions/core/account/link-marks.ts';
import { ownWaitFromMs } from '../../../../functions/core/job/due.ts';
import { exportMethod, listMethod } from '../../../../functions/core/rpc/methods.ts';
import { createJobRecord, createUnknownJob, createUnseenJob, startMs } from '../records.ts';
import { createDrainWorld, type DrainWorld } from './drain-world.ts';
import { answered, lostAfter, lostBefore, type MadeLink, refusedWith } from './scripted-telegram.ts';
import { alike, drainUntilKnown, drainWhenDue, elsewhere, makeLink } from './unknown-outcomes.ts';

test('a link that another job already has is not adopted, in whichever pass the job got it', async () => {
  const world = createDrainWorld([
    createJobRecord(1, { request: alike }),
    createJobRecord(2, { request: alike }),
    createJobRecord(3, { request: alike }),
  ]);
  world.telegram.script(exportMethod, answered, lostBefore, lostAfter);
  await world.drain();
  await drainUntilKnown(world, 2);
  await drainUntilKnown(world, 3);
  expect(world.statuses()).toEqual(['succeeded', 'succeeded', 'succeeded']);
  expect(new Set(world.shownLinks()).size).toBe(3);
  expect(world.telegram.links).toHaveLength(3);
});

test('what a crashed worker had stored before it broke off is known to be owned', async () => {
  const world = createDrainWorld([createUnseenJob(2, { request: alike })], {
    fence: 1,
    unsettled: ['inv_1', 'inv_2'],
  });
  const link = makeLink(world, alike);
  const [made] = world.telegram.links;
  storeFinished(world, made);
  await world.drain([2]);
  expect(world.shownLinks().sort()).toEqual([link, 'https://t.me/+link2']);
});

test('what a crashed worker had stored stays known until the last of its outcomes is', async () => {
  const world = createDrainWorld([createUnseenJob(2, { request: alike })], {
    fence: 1,
    unsettled: ['inv_1', 'inv_2'],
  });
  makeLink(world, alike);
  const [made] = world.telegram.links;
  storeFinished(world, made);
  world.telegram.script(listMethod, refusedWith('RPC_CALL_FAIL', 500));
  await world.drain([2]);
  world.advanceTo(world.readyAtMs(2));
  await world.drain([2]);
  expect(world.shownLinks().sort()).toEqual(['https://t.me/+link1', 'https://t.me/+link2']);
});

test.each([0, -120_000, 120_000])(
  'a link adopted passes before its twin is looked after is not adopted by the twin, Telegram %i ms ahead',
  async (aheadMs) => {
    const world = createDrainWorld([1, 2].map((number) => createJobRecord(number, { request: alike })));
    world.telegram.setAheadMs(aheadMs);
    world.telegram.script(exportMethod, lostAfter, lostBefore);
    await world.drain();
    putOff(world, 2, 300_000);
    await drainWhenDue(world, 1);
    expect(world.statuses()).toEqual(['succeeded', 'waiting']);
    for (const number of [3, 4]) {
      world.advance(120_000);
      world.store.jobs.set(`inv_${number}`, createJobRecord(number, { request: elsewhere }));
      await world.drain([number]);
    }
    expect(world.store.job(2).status).toBe('waiting');
    await drainUntilKnown(world, 2);
    expect(world.statuses()).toEqual(['succeeded', 'succeeded', 'succeeded', 'succeeded']);
    expect(new Set(world.shownLinks()).size).toBe(4);
  },
);

test('six hundred links elsewhere do not push out the mark that an open outcome needs', async () => {
  const world = createDrainWorld([1, 2].map((number) => createJobRecord(number, { request: alike })));
  world.telegram.script(exportMethod, answered, lostBefore);
  await world.drain();
  putOff(world, 2, 600_000);
  for (let pass = 0; pass < 24; pass++) {
    world.advance(10_000);
    const numbers = Array.from({ length: 25 }, (_, index) => 100 + pass * 25 + index);
    for (const number of numbers) {
      world.store.jobs.set(`inv_${number}`, createJobRecord(number, { request: elsewhere }));
    }
    await world.drain(numbers);
  }
  expect(world.telegram.links).toHaveLength(601);
  await drainUntilKnown(world, 2);
  expect(new Set(world.shownLinks()).size).toBe(602);
});

test.each([-120_000, 120_000])(
  'owners are known although Telegram is %i ms ahead: their marks hold when the calls were begun',
  async (aheadMs) => {
    const world = createDrainWorld([1, 2].map((number) => createJobRecord(number, { request: alike })));
    world.telegram.setAheadMs(aheadMs);
    world.telegram.script(exportMethod, answered, lostBefore);
    await world.drain();
    expect(world.account().recentLinks).toEqual([markLink('https://t.me/+link1', startMs)]);
    await drainUntilKnown(world, 2);
    expect(new Set(world.shownLinks()).size).toBe(2);
  },
);

test('no look-alike is made in the next pass either, as long as the outcome is unknown', async () => {
  const world = createDrainWorld([createJobRecord(1, { request: alike })]);
  world.telegram.script(exportMethod, lostBefore);
  await world.drain();
  world.store.jobs.set('inv_2', createJobRecord(2, { request: { ...alike, peer: 't.me/launch' } }));
  world.store.jobs.set('inv_3', createJobRecord(3, { request: elsewhere }));
  await world.drain([2, 3]);
  expect(world.statuses()).toEqual(['waiting', 'waiting', 'succeeded']);
  await drainUntilKnown(world);
  await drainWhenDue(world, 2);
  expect(world.statuses()).toEqual(['succeeded', 'succeeded', 'succeeded']);
  expect(new Set(world.shownLinks()).size).toBe(3);
});

test('an unknown outcome of a blocked job is settled before its chat gets another link like it', async () => {
  const world = createDrainWorld([createUnknownJob(1, { request: alike })]);
  const link = makeLink(world, alike);
  world.telegram.script(listMethod, refusedWith('PEER_FLOOD', 420));
  await world.drain();
  expect(world.statuses()).toEqual(['blocked']);
  expect(world.account().unsettled).toEqual(['inv_1']);
  Object.assign(world.account(), { status: 'active' });
  world.store.jobs.set('inv_2', createJobRecord(2, { request: alike }));
  await world.drain([2]);
  expect(world.shownLinks()).toEqual([link, 'https://t.me/+link2']);
  expect(world.telegram.callsOf(exportMethod)).toHaveLength(1);
});

test('a call for which the account was refused leaves nothing to be settled', async () => {
  const world = createDrainWorld([createJobRecord(1)]);
  world.telegram.script(exportMethod, refusedWith('PEER_FLOOD', 420));
  await world.drain();
  expect(world.statuses()).toEqual(['blocked']);
  expect(world.account().unsettled).toEqual([]);
});

test('nothing is left unsettled when everything is', async () => {
  const world = createDrainWorld([createJobRecord(1), createJobRecord(2)]);
  world.telegram.script(exportMethod, answered, refusedWith('CHAT_ADMIN_REQUIRED'));
  await world.drain();
  expect(world.account().unsettled).toEqual([]);
  expect(world.account().recentLinks).toHaveLength(1);
});

test('a job that its caller gave up while its call was out ends as made when there is a link', async () => {
  const world = createDrainWorld([createUnknownJob(1, { cancelRequestedAtMs: startMs - 5_000 })]);
  const link = makeLink(world, { title: 'order 1' });
  await world.drain();
  expect(world.shownLinks()).toEqual([link]);
});

test('a job that its caller gave up while its call was out is cancelled once it is certain that there is none', async () => {
  const world = createDrainWorld([createUnseenJob(1, { cancelRequestedAtMs: startMs - 5_000 })]);
  await world.drain();
  expect(world.statuses()).toEqual(['cancelled']);
  expect(world.telegram.callsOf(exportMethod)).toEqual([]);
});

/** The first job, as a worker that then crashed has stored it. */
function storeFinished(world: DrainWorld, made: MadeLink | undefined) {
  const { dueAtMs: _dueAtMs, ...finished } = createJobRecord(1, {
    request: alike,
    status: 'succeeded',
    calledAtMs: startMs - 10_000,
  });
  world.store.jobs.set('inv_1', {
    ...finished,
    ...(made && { outcome: { kind: 'chatInviteExported', invite: made.invite } }),
  });
}

/** The job is looked after that much later, as one is that has met a long wait for listing. */
function putOff(world: DrainWorld, number: number, ms: number) {
  const job = world.store.job(number);
  world.store.jobs.set(job.jobId, { ...job, dueAtMs: ownWaitFromMs + startMs + ms });
}

test('a search that found nothing is stored, so that a link made there later is nobody else’s', async () => {
  const world = createDrainWorld([1, 2].map((n) => createUnseenJob(n, { request: alike, brokenOff: 1 })));
  // The first job's call is answered; the worker is then frozen for so long that it makes no other.
  world.telegram.onAnswer((method) => {
    if (method === exportMethod && world.telegram.links.length === 0) {
      world.advance(90_000);
    }
  });
  await world.drain([1, 2]);
  expect(world.statuses()).toEqual(['succeeded', 'queued']);
  world.advance(300_000);
  await world.drain([2]);
  expect(world.statuses()).toEqual(['succeeded', 'succeeded']);
  expect(new Set(world.shownLinks()).size).toBe(2);
});
