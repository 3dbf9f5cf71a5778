import { describe, expect, test } from 'vitest';
import { createRunWaits } from '../../../../functions/core/drain/run-waits.ts';
import {
  chatScope,
  exportMethod,
  listMethod,
  resolveMethods,
} from '../../../../functions/core/rpc/methods.ts';
import { floodMarginMs } from '../../../../functions/core/rpc/wait.ts';
import { createAccountRecord, createJobRecord, createUnknownJob, startMs } from '../records.ts';
import { acknowledged, againAt, createDrainWorld } from './drain-world.ts';
import { answered, refusedWith } from './scripted-telegram.ts';
import { alike, elsewhere, makeLink } from './unknown-outcomes.ts';

function flood(seconds: number) {
  return refusedWith(`FLOOD_WAIT_${seconds}`, 420);
}

function endOf(seconds: number, fromMs = startMs) {
  return fromMs + seconds * 1000 + floodMarginMs;
}

function many(count: number) {
  return Array.from({ length: count }, (_, index) => createJobRecord(index + 1));
}

/** How many calls went out together, round by round. */
function rounds(log: string[]): number[] {
  const runs = log.join('\n').match(/(?:call messages\.exportChatInvite(?:\n|$))+/g) ?? [];
  return runs.map((run) => run.trim().split('\n').length);
}

test.each([
  ['FLOOD_WAIT', 420],
  ['FLOOD_PREMIUM_WAIT', 420],
  ['NEW_WAIT', 420],
])(
  '%s: the job shows why and until when it waits, keeps its place, and its message comes back then',
  async (reason, code) => {
    const world = createDrainWorld([createJobRecord(1)]);
    world.telegram.script(exportMethod, refusedWith(`${reason}_60`, code));
    const retryAtMs = endOf(60);
    expect(await world.drain()).toEqual(new Map([['inv_1', againAt(retryAtMs)]]));
    expect(world.store.job(1)).toMatchObject({
      status: 'waiting',
      wait: { reason, method: exportMethod, retryAtMs },
      dueAtMs: world.store.job(1).createdAtMs,
      attempts: 1,
      waits: 1,
    });
    expect(world.store.job(1)).not.toHaveProperty('intentAtMs');
    expect(world.account().blockedUntilMs).toEqual({ [exportMethod]: retryAtMs });
  },
);

test('a wait is stored with the account and with the job it met before anything else is done', async () => {
  const world = createDrainWorld(many(3));
  world.telegram.script(exportMethod, flood(60), answered, answered);
  await world.drain();
  const lastCall = world.log.lastIndexOf(`call ${exportMethod}`);
  const next = world.log.slice(lastCall + 1, lastCall + 3);
  expect(next.sort()).toEqual([`saveFloodWait ${exportMethod}`, 'saveJob inv_1 waiting']);
});

test('a wait that could not be stored with the account is stored as soon as it can be', async () => {
  const world = createDrainWorld([createJobRecord(1)]);
  world.telegram.script(exportMethod, flood(60));
  let failures = 3;
  world.store.onOperation((operation) => {
    if (operation === 'saveFloodWait' && failures > 0) {
      failures -= 1;
      throw new Error('throttled');
    }
  });
  await world.drain();
  expect(world.account().blockedUntilMs).toEqual({ [exportMethod]: endOf(60) });
});

test('a wait that only a job knows of, for its worker broke off, is kept by the next worker', async () => {
  const wait = { reason: 'FLOOD_WAIT', method: exportMethod, retryAtMs: endOf(60) };
  const world = createDrainWorld([createJobRecord(1, { status: 'waiting', wait }), createJobRecord(2)], {
    unsettled: ['inv_1', 'inv_2'],
  });
  expect(await world.drain([2])).toEqual(new Map([['inv_2', againAt(endOf(60))]]));
  expect(world.telegram.callsOf(exportMethod)).toEqual([]);
});

test('nothing is called a moment before a wait is over, and all is well a moment after', async () => {
  const world = createDrainWorld([createJobRecord(1)]);
  world.telegram.script(exportMethod, flood(60));
  await world.drain();
  world.advanceTo(endOf(60) - 1);
  expect(await world.drain()).toEqual(new Map([['inv_1', againAt(endOf(60))]]));
  expect(world.telegram.calls).toHaveLength(2);
  world.advanceTo(endOf(60));
  expect(await world.drain()).toEqual(new Map([['inv_1', acknowledged]]));
  expect(world.store.job(1)).toMatchObject({ status: 'succeeded', attempts: 2, waits: 1 });
});

test('a new job of an account that waits is turned away without a connection', async () => {
  const world = createDrainWorld([createJobRecord(1)]);
  world.telegram.script(exportMethod, flood(60));
  await world.drain();
  world.store.jobs.set('inv_2', createJobRecord(2));
  world.advance(1_000);
  expect(await world.drain([2])).toEqual(new Map([['inv_2', againAt(endOf(60))]]));
  expect(world.log.filter((entry) => entry === 'connect')).toHaveLength(1);
});

test('a wait of a second is slept through over the open connection', async () => {
  const world = createDrainWorld([createJobRecord(1)]);
  world.telegram.script(exportMethod, flood(1));
  expect(await world.drain()).toEqual(new Map([['inv_1', acknowledged]]));
  expect(world.sleeps).toEqual([1_500]);
  expect(world.log.filter((entry) => entry === 'connect')).toHaveLength(1);
  expect(world.log).toContain(`saveFloodWait ${exportMethod}`);
  expect(world.store.job(1)).toMatchObject({ status: 'succeeded', attempts: 2, waits: 1 });
});

test('a wait of more than two seconds is not slept through', async () => {
  const world = createDrainWorld([createJobRecord(1)]);
  world.telegram.script(exportMethod, flood(2));
  expect(await world.drain()).toEqual(new Map([['inv_1', againAt(endOf(2))]]));
  expect(world.sleeps).toEqual([]);
});

test('nobody sleeps when too little of the invocation is left for a call after it', async () => {
  const world = createDrainWorld([createJobRecord(1)]);
  world.telegram.script(exportMethod, flood(1));
  const verdicts = await world.drain(undefined, { remainingMs: 13_500 });
  expect(verdicts).toEqual(new Map([['inv_1', againAt(endOf(1))]]));
  expect(world.sleeps).toEqual([]);
});

test('a Telegram that asks for one second again and again is left before the invocation ends', async () => {
  const world = createDrainWorld([createJobRecord(1)]);
  world.telegram.script(exportMethod, ...Array.from({ length: 200 }, () => flood(1)));
  const [verdict] = (await world.drain()).values();
  expect(verdict?.kind).toBe('again');
  expect(world.now()).toBeLessThan(startMs + 60_000 - 9_000);
  expect(world.store.job(1)).toMatchObject({ status: 'waiting' });
});

test('a wait of hours parks the jobs: messages are deleted, rows keep the time', async () => {
  const world = createDrainWorld(many(2));
  world.telegram.script(exportMethod, flood(7_200));
  expect(await world.drain()).toEqual(
    new Map([
      ['inv_1', acknowledged],
      ['inv_2', acknowledged],
    ]),
  );
  for (const number of [1, 2]) {
    expect(world.store.job(number)).toMatchObject({
      status: 'waiting',
      wait: { retryAtMs: endOf(7_200) },
      dueAtMs: world.store.job(number).createdAtMs,
    });
  }
});

test('a wait in the middle of ten calls: nothing is called inside it, what was answered counts, the rest waits as one', async () => {
  const world = createDrainWorld(many(14));
  world.telegram.script(exportMethod, answered, answered, flood(60));
  const verdicts = await world.drain();
  expect(world.telegram.callsOf(exportMethod)).toHaveLength(3);
  expect(world.statuses().slice(0, 2)).toEqual(['succeeded', 'succeeded']);
  for (const number of [3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]) {
    const job = world.store.job(number);
    expect(job, `job ${number}`).toMatchObject({
      status: 'waiting',
      wait: { reason: 'FLOOD_WAIT', method: exportMethod, retryAtMs: endOf(60) },
      dueAtMs: job.createdAtMs,
      attempts: number === 3 ? 1 : 0,
      waits: number === 3 ? 1 : 0,
    });
    expect(job, `job ${number}`).not.toHaveProperty('intentAtMs');
    expect(verdicts.get(`inv_${number}`)).toEqual(againAt(endOf(60)));
  }
  expect(world.account()).toMatchObject({ blockedUntilMs: { [exportMethod]: endOf(60) }, unsettled: [] });
});

test('what a wait kept from being called spends nothing of the pace, and tells nothing of it', async () => {
  const pace = { perMinute: 20, burst: 10 };
  const script = [answered, flood(60)];
  const [ten, two] = [10, 2].map((count) => createDrainWorld(many(count), { pace }));
  for (const world of [ten, two]) {
    world?.telegram.script(exportMethod, ...script);
    await world?.drain();
  }
  expect(ten?.account().learnedPace).toEqual(two?.account().learnedPace);
  expect(ten?.account().paidUntilMs).toBe(two?.account().paidUntilMs);
});

test('first come, first served: jobs accepted during a wait come after those that met it', async () => {
  const world = createDrainWorld(many(20));
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
    many(20).map(({ request }) => request.title),
  );
  expect(called).toHaveLength(25);
});

test('a job that was refused once keeps its place before everything newer', async () => {
  const world = createDrainWorld([createJobRecord(1)]);
  world.telegram.script(exportMethod, refusedWith('SOMETHING_NEW'));
  await world.drain();
  for (const { jobId, ...job } of many(40).slice(1)) {
    world.store.jobs.set(jobId, { jobId, ...job });
  }
  world.advanceTo(world.readyAtMs(1));
  await world.drain([40]);
  const [, second] = world.telegram.callsOf(exportMethod);
  expect(second?.subject).toBe('order 1');
});

test('of two waits the longer holds, in whichever order they come', () => {
  const deps = { now: () => startMs, sleep: async () => {}, saveFloodWait: async () => {} };
  const work = { account: createAccountRecord(), jobs: [], untilMs: startMs };
  const waits = createRunWaits(deps, work, { noteWait() {} });
  expect(waits.note(exportMethod, 90)).toBe(endOf(90));
  expect(waits.note(exportMethod, 60)).toBe(endOf(90));
  expect(waits.blockedUntil(exportMethod)).toBe(endOf(90));
});

test('after a wait the calls go out together: the first that is refused stops the others', async () => {
  const world = createDrainWorld(many(25), { blockedUntilMs: { [exportMethod]: startMs } });
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
  const world = createDrainWorld([job, ...many(12).slice(1)]);
  await world.drain();
  expect(rounds(world.log)).toEqual([1, 2, 4, 4]);
});

test('an outcome that is unknown because a connection was lost keeps no calls apart', async () => {
  const world = createDrainWorld([createUnknownJob(1, { status: 'waiting' }), ...many(12).slice(1)]);
  await world.drain();
  expect(rounds(world.log)).toEqual([10, 1]);
});

test('what a short wait kept from being called is called when it has been slept through, each in its place', async () => {
  const world = createDrainWorld(many(6));
  world.telegram.script(exportMethod, flood(1), flood(1));
  await world.drain();
  expect(world.telegram.callsOf(exportMethod)).toHaveLength(8);
  expect(world.telegram.links.map(({ invite }) => invite.title)).toEqual(
    many(6).map(({ request }) => request.title),
  );
  expect(world.store.job(1)).toMatchObject({ attempts: 3, waits: 2 });
  expect(world.store.job(2)).toMatchObject({ attempts: 1, waits: 0 });
});

test('a wait for resolving names holds up the jobs that need it, and only those', async () => {
  const request = { account: 'main', peer: '@other' };
  const world = createDrainWorld([createJobRecord(1), createJobRecord(2, { request })]);
  world.store.peers.set('acc_a @other', { kind: 'channel', channelId: '22', accessHash: '220' });
  world.telegram.script(resolveMethods.username, refusedWith('FLOOD_WAIT_300', 420));
  const verdicts = await world.drain();
  expect(world.statuses()).toEqual(['waiting', 'succeeded']);
  expect(verdicts.get('inv_1')).toEqual(acknowledged);
  expect(world.store.job(1).wait).toEqual({
    reason: 'FLOOD_WAIT',
    method: resolveMethods.username,
    retryAtMs: endOf(300),
  });
  expect(world.account().blockedUntilMs).toEqual({ [resolveMethods.username]: endOf(300) });
});

test('inside a wait for resolving no name is resolved, whichever job asks', async () => {
  const blockedUntilMs = { [resolveMethods.username]: startMs + 300_000 };
  const world = createDrainWorld([createJobRecord(1)], { blockedUntilMs });
  expect(await world.drain()).toEqual(new Map([['inv_1', acknowledged]]));
  expect(world.readyAtMs(1)).toBe(startMs + 300_000);
  expect(world.telegram.calls).toEqual([]);
});

test('the wait of one name is met by the other names of the same pass too', async () => {
  const request = { account: 'main', peer: '@other' };
  const world = createDrainWorld([createJobRecord(1), createJobRecord(2, { request })]);
  world.telegram.script(resolveMethods.username, refusedWith('FLOOD_WAIT_300', 420));
  await world.drain();
  expect(world.telegram.calls).toHaveLength(1);
  expect(world.readyAtMs(2)).toBe(endOf(300));
});

test('a wait for listing links leaves the outcome unknown, and makes no link that could be taken for its own', async () => {
  const world = createDrainWorld([
    createUnknownJob(1, { request: alike }),
    createJobRecord(2, { request: alike }),
  ]);
  makeLink(world, alike);
  world.telegram.script(listMethod, flood(120));
  await world.drain();
  expect(world.telegram.callsOf(exportMethod)).toEqual([]);
  expect(world.store.job(1)).toMatchObject({
    status: 'waiting',
    wait: { reason: 'FLOOD_WAIT', method: listMethod, retryAtMs: endOf(120) },
    intentAtMs: startMs - 10_000,
    attempts: 1,
    waits: 0,
    reconciliations: 0,
  });
  expect(world.store.job(2)).toMatchObject({ status: 'waiting', wait: { reason: 'OUTCOME_UNKNOWN' } });
  world.advanceTo(endOf(120));
  await world.drain();
  expect(world.statuses()).toEqual(['succeeded', 'succeeded']);
});

test('inside a wait for listing nothing is listed, and nothing called that could be taken for what is looked for', async () => {
  const blockedUntilMs = { [listMethod]: startMs + 120_000 };
  const world = createDrainWorld(
    [createUnknownJob(1, { request: alike }), createJobRecord(2, { request: alike })],
    { blockedUntilMs },
  );
  const verdicts = await world.drain();
  expect([...verdicts.values()]).toEqual([acknowledged, acknowledged]);
  expect([1, 2].map(world.readyAtMs)).toEqual([startMs + 120_000, startMs + 120_000]);
  expect(world.telegram.calls.map(({ method }) => method)).toEqual([resolveMethods.username]);
  expect(world.store.job(1)).toMatchObject({ intentAtMs: startMs - 10_000, reconciliations: 0 });
});

test('waits spend no attempts, however many there are', async () => {
  const world = createDrainWorld([createJobRecord(1)]);
  for (let round = 0; round < 12; round++) {
    world.telegram.script(exportMethod, flood(60));
    await world.drain();
    world.advance(60_000 + floodMarginMs);
  }
  await world.drain();
  expect(world.store.job(1)).toMatchObject({ status: 'succeeded', attempts: 13, waits: 12 });
});

test('a link whose expire_date passes during the wait is not asked for', async () => {
  const expire_date = startMs / 1000 + 30;
  const request = { account: 'main', peer: '@launch', expire_date };
  const world = createDrainWorld([createJobRecord(1, { request })]);
  world.telegram.script(exportMethod, flood(60));
  await world.drain();
  world.advanceTo(endOf(60));
  expect(await world.drain()).toEqual(new Map([['inv_1', acknowledged]]));
  expect(world.store.job(1)).toMatchObject({
    status: 'failed',
    error: { type: 'EXPIRE_DATE_INVALID', class: 'input', detail: expect.stringContaining(`${expire_date}`) },
  });
  expect(world.telegram.links).toEqual([]);
});

test('waits for listing spend no searches, however many there are', async () => {
  const world = createDrainWorld([createUnknownJob(1)]);
  makeLink(world, { title: 'order 1' });
  for (let round = 0; round < 14; round++) {
    world.telegram.script(listMethod, flood(60));
    await world.drain();
    world.advanceTo(endOf(60, world.now()));
  }
  await world.drain();
  expect(world.store.job(1)).toMatchObject({ status: 'succeeded', reconciliations: 1 });
});

test('a wait of an absurd length is a month', async () => {
  const world = createDrainWorld([createJobRecord(1)]);
  world.telegram.script(exportMethod, refusedWith('FLOOD_WAIT_99999999999999999999', 420));
  await world.drain();
  const retryAtMs = endOf(30 * 24 * 3600);
  expect(world.account().blockedUntilMs).toEqual({ [exportMethod]: retryAtMs });
  expect(world.store.job(1).wait?.retryAtMs).toBe(retryAtMs);
});

describe('a wait for slow mode', () => {
  const slowMode = refusedWith('SLOWMODE_WAIT_60', 420);
  const launch = 'channel:11';
  function jobs() {
    return [createJobRecord(1), createJobRecord(2), createJobRecord(3, { request: elsewhere })];
  }

  test('holds up the jobs of its chat, and no others', async () => {
    const world = createDrainWorld(jobs());
    world.telegram.script(exportMethod, slowMode);
    await world.drain();
    expect(world.statuses()).toEqual(['waiting', 'waiting', 'succeeded']);
    expect(world.store.job(1)).toMatchObject({
      wait: { reason: 'SLOWMODE_WAIT', retryAtMs: endOf(60) },
      attempts: 1,
      waits: 1,
    });
    expect(world.store.job(1).wait).not.toHaveProperty('method');
    expect(world.store.job(2)).toMatchObject({ wait: { retryAtMs: endOf(60) }, attempts: 0, waits: 0 });
    expect(world.account().blockedUntilMs).toEqual({ [chatScope(exportMethod, launch)]: endOf(60) });
  });

  test('is kept by the next worker: the jobs of the chat wait without a call, the others go on', async () => {
    const world = createDrainWorld(jobs(), {
      blockedUntilMs: { [chatScope(exportMethod, launch)]: endOf(60) },
    });
    await world.drain();
    expect(world.statuses()).toEqual(['waiting', 'waiting', 'succeeded']);
    expect(world.telegram.callsOf(exportMethod).map(({ subject }) => subject)).toEqual(['other']);
    expect([1, 2].map(world.readyAtMs)).toEqual([endOf(60), endOf(60)]);
    world.advanceTo(endOf(60));
    await world.drain();
    expect(world.statuses()).toEqual(['succeeded', 'succeeded', 'succeeded']);
  });

  test('teaches the pace nothing', async () => {
    const world = createDrainWorld(jobs(), { pace: { perMinute: 20, burst: 10 } });
    world.telegram.script(exportMethod, answered, slowMode);
    await world.drain();
    expect(world.account().learnedPace).toMatchObject({ rate: expect.closeTo(1, 3), burst: 1 });
    expect(world.account().paidUntilMs).toBeCloseTo(startMs + 9_000, -2);
  });

  test('does not keep the outcome of an earlier call in its chat from being searched for', async () => {
    const world = createDrainWorld([createUnknownJob(1)], {
      blockedUntilMs: { [chatScope(exportMethod, launch)]: endOf(60) },
    });
    const link = makeLink(world, { title: 'order 1' });
    await world.drain();
    expect(world.shownLinks()).toEqual([link]);
  });
});
