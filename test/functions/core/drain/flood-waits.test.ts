import { expect, test } from 'vitest';
import { createRunWaits } from '../../../../functions/core/drain/run-waits.ts';
import { exportMethod } from '../../../../functions/core/rpc/methods.ts';
import { floodMarginMs } from '../../../../functions/core/rpc/wait.ts';
import { createAccountRecord, createJobRecord, createJobRecords, startMs } from '../records.ts';
import { acknowledged, againAt, createDrainWorld } from './drain-world.ts';
import { endOf, flood } from './flood.ts';
import { answered, refusedWith } from './scripted-telegram.ts';

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
  const world = createDrainWorld(createJobRecords(3));
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

test('a worker that was frozen beyond its time tries to store its wait for two seconds more', async () => {
  const world = createDrainWorld([createJobRecord(1)]);
  world.telegram.script(exportMethod, flood(60));
  const frozenMs = 58_000;
  let failures = 3;
  world.store.onOperation((operation, subject) => {
    if (operation === 'saveJob' && (subject as { status: string }).status === 'running') {
      world.advance(frozenMs);
    }
    if (operation === 'saveFloodWait' && failures > 0) {
      failures -= 1;
      throw new Error('throttled');
    }
  });
  await world.drain();
  expect(world.account().blockedUntilMs).toEqual({ [exportMethod]: endOf(60) + frozenMs });
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
  const world = createDrainWorld(createJobRecords(2));
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
  const world = createDrainWorld(createJobRecords(14));
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
  const [ten, two] = [10, 2].map((count) => createDrainWorld(createJobRecords(count), { pace }));
  for (const world of [ten, two]) {
    world?.telegram.script(exportMethod, ...script);
    await world?.drain();
  }
  expect(ten?.account().learnedPace).toEqual(two?.account().learnedPace);
  expect(ten?.account().paidUntilMs).toBe(two?.account().paidUntilMs);
});

test('of two waits the longer holds, in whichever order they come', () => {
  const deps = { now: () => startMs, sleep: async () => {}, saveFloodWait: async () => {} };
  const work = { account: createAccountRecord(), jobs: [], untilMs: startMs };
  const waits = createRunWaits(deps, work, { noteWait() {} });
  expect(waits.note(exportMethod, 90)).toBe(endOf(90));
  expect(waits.note(exportMethod, 60)).toBe(endOf(90));
  expect(waits.blockedUntil(exportMethod)).toBe(endOf(90));
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

test('a wait of an absurd length is a month', async () => {
  const world = createDrainWorld([createJobRecord(1)]);
  world.telegram.script(exportMethod, refusedWith('FLOOD_WAIT_99999999999999999999', 420));
  await world.drain();
  const retryAtMs = endOf(30 * 24 * 3600);
  expect(world.account().blockedUntilMs).toEqual({ [exportMethod]: retryAtMs });
  expect(world.store.job(1).wait?.retryAtMs).toBe(retryAtMs);
});
