import { expect, test } from 'vitest';
import { exportMethod, listMethod, resolveMethods } from '../../../functions/core/methods.ts';
import { floodMarginMs } from '../../../functions/core/wait.ts';
import { acknowledged, againAt, createDrainWorld } from './drain-world.ts';
import { createJobRecord, createUnknownJob, startMs } from './records.ts';
import { answered, refusedWith } from './scripted-telegram.ts';

const flood = (seconds: number) => refusedWith(`FLOOD_WAIT_${seconds}`, 420);
const endOf = (seconds: number, fromMs = startMs) => fromMs + seconds * 1000 + floodMarginMs;
const many = (count: number) => Array.from({ length: count }, (_, index) => createJobRecord(index + 1));

/** How many calls went out together, round by round. */
function rounds(log: string[]): number[] {
  const runs = log.join('\n').match(/(?:call messages\.exportChatInvite(?:\n|$))+/g) ?? [];
  return runs.map((run) => run.trim().split('\n').length);
}

test.each([
  ['FLOOD_WAIT', 420],
  ['FLOOD_PREMIUM_WAIT', 420],
  ['SLOWMODE_WAIT', 420],
])('%s: the job shows why and until when it waits, and its message comes back then', async (reason, code) => {
  const world = createDrainWorld([createJobRecord(1)]);
  world.telegram.script(exportMethod, refusedWith(`${reason}_60`, code));
  const retryAtMs = endOf(60);
  expect(await world.drain()).toEqual(new Map([['inv_1', againAt(retryAtMs)]]));
  expect(world.store.job(1)).toMatchObject({
    status: 'waiting',
    wait: { reason, method: exportMethod, retryAtMs },
    dueAtMs: retryAtMs,
    attempts: 1,
    waits: 1,
  });
  expect(world.store.job(1)).not.toHaveProperty('intentAtMs');
  expect(world.account().blockedUntilMs).toEqual({ [exportMethod]: retryAtMs });
});

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
  const world = createDrainWorld(
    [createJobRecord(1, { status: 'waiting', wait, dueAtMs: wait.retryAtMs }), createJobRecord(2)],
    { unsettled: ['inv_1', 'inv_2'] },
  );
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
  world.telegram.script(exportMethod, flood(7_200), flood(7_200));
  expect(await world.drain()).toEqual(
    new Map([
      ['inv_1', acknowledged],
      ['inv_2', acknowledged],
    ]),
  );
  expect(world.store.job(2)).toMatchObject({ status: 'waiting', dueAtMs: endOf(7_200) });
});

test('a wait in the middle of a round: what was answered counts, the rest waits as one', async () => {
  const world = createDrainWorld(many(14));
  world.telegram.script(exportMethod, answered, answered, flood(60), flood(90), answered);
  const verdicts = await world.drain();
  const waiting = [3, 4, 11, 12, 13, 14];
  for (const number of waiting) {
    expect(world.store.job(number), `job ${number}`).toMatchObject({
      status: 'waiting',
      wait: { reason: expect.stringMatching(/^FLOOD_WAIT$/), retryAtMs: endOf(90) },
      dueAtMs: endOf(90),
    });
    expect(verdicts.get(`inv_${number}`)).toEqual(againAt(endOf(90)));
  }
  expect(world.statuses().filter((status) => status === 'succeeded')).toHaveLength(8);
  expect(world.store.job(11)).toMatchObject({ attempts: 0, waits: 0 });
  expect(world.account().blockedUntilMs).toEqual({ [exportMethod]: endOf(90) });
  expect(world.telegram.links).toHaveLength(8);
});

test('of two waits the longer holds, in whichever order they come', async () => {
  const world = createDrainWorld(many(2));
  world.telegram.script(exportMethod, flood(90), flood(60));
  await world.drain();
  expect(world.account().blockedUntilMs).toEqual({ [exportMethod]: endOf(90) });
  expect(world.store.job(2).dueAtMs).toBe(endOf(90));
});

test('after a wait the calls go out singly at first and then in doubling numbers', async () => {
  const world = createDrainWorld(many(25), { blockedUntilMs: { [exportMethod]: startMs } });
  await world.drain();
  expect(rounds(world.log)).toEqual([1, 2, 4, 8, 10]);
});

test.each(['running', 'waiting'] as const)(
  'after an outcome unknown too, its job %s: what was learned of waits may be lost',
  async (status) => {
    const world = createDrainWorld([createUnknownJob(1, { status }), ...many(12).slice(1)]);
    await world.drain();
    expect(rounds(world.log)).toEqual([1, 2, 4, 5]);
  },
);

test('a wait that was slept through makes the calls single again', async () => {
  const world = createDrainWorld(many(6));
  world.telegram.script(exportMethod, flood(1), flood(1));
  await world.drain();
  expect(rounds(world.log)).toEqual([6, 1, 1]);
  expect(world.telegram.links).toHaveLength(6);
});

test('the second wait of a slow start stops the rest before they are called', async () => {
  const world = createDrainWorld(many(5), { blockedUntilMs: { [exportMethod]: startMs } });
  world.telegram.script(exportMethod, answered, flood(30), answered);
  await world.drain();
  expect(world.telegram.callsOf(exportMethod)).toHaveLength(3);
  expect(world.statuses()).toEqual(['succeeded', 'waiting', 'succeeded', 'waiting', 'waiting']);
});

test('a wait for resolving names holds up the jobs that need it, and only those', async () => {
  const request = { account: 'main', peer: '@other' };
  const world = createDrainWorld([createJobRecord(1), createJobRecord(2, { request })]);
  world.store.peers.set('acc_a @other', { kind: 'channel', channelId: '22', accessHash: '220' });
  world.telegram.script(resolveMethods.username, refusedWith('FLOOD_WAIT_300', 420));
  const verdicts = await world.drain();
  expect(world.statuses()).toEqual(['waiting', 'succeeded']);
  expect(verdicts.get('inv_1')).toEqual(againAt(endOf(300)));
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
  expect(await world.drain()).toEqual(new Map([['inv_1', againAt(startMs + 300_000)]]));
  expect(world.telegram.calls).toEqual([]);
});

test('the wait of one name is met by the other names of the same pass too', async () => {
  const request = { account: 'main', peer: '@other' };
  const world = createDrainWorld([createJobRecord(1), createJobRecord(2, { request })]);
  world.telegram.script(resolveMethods.username, refusedWith('FLOOD_WAIT_300', 420));
  await world.drain();
  expect(world.telegram.calls).toHaveLength(1);
  expect(world.store.job(2)).toMatchObject({ status: 'waiting', dueAtMs: endOf(300) });
});

test('a wait for listing links leaves the outcome unknown, and the chat alone', async () => {
  const world = createDrainWorld([createUnknownJob(1), createJobRecord(2)]);
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

test('inside a wait for listing nothing is listed and nothing called in that chat', async () => {
  const blockedUntilMs = { [listMethod]: startMs + 120_000 };
  const world = createDrainWorld([createUnknownJob(1)], { blockedUntilMs });
  expect(await world.drain()).toEqual(new Map([['inv_1', againAt(startMs + 120_000)]]));
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
