import { expect, test } from 'vitest';
import type { Job } from '../../../../functions/core/job/job.ts';
import { exportMethod, listMethod } from '../../../../functions/core/rpc/methods.ts';
import { createJobRecord, createUnknownJob, createUnseenJob, startMs } from '../records.ts';
import { acknowledged, againAt, createDrainWorld } from './drain-world.ts';
import { lostAfter, lostBefore, refusedWith } from './scripted-telegram.ts';
import { alike, drainWhenDue, elsewhere, makeLink } from './unknown-outcomes.ts';

test.each([
  ['the connection is lost', lostBefore, 'CONNECTION_LOST'],
  ['Telegram fails', refusedWith('RPC_CALL_FAIL', 500), 'RPC_CALL_FAIL'],
  ['Telegram answers -503', refusedWith('Timeout', -503), 'TIMEOUT'],
  ['Telegram fails in a way that nobody knows', refusedWith('SOMETHING_NEW', 500), 'SOMETHING_NEW'],
  ['Telegram gave up on the call', refusedWith('MSG_WAIT_TIMEOUT'), 'MSG_WAIT_TIMEOUT'],
])(
  'when %s the intent is kept, and the chat is searched after two seconds',
  async (_what, answer, reason) => {
    const world = createDrainWorld([createJobRecord(1)]);
    world.telegram.script(exportMethod, answer);
    const retryAtMs = startMs + 2_000;
    expect(await world.drain()).toEqual(new Map([['inv_1', againAt(retryAtMs)]]));
    expect(world.store.job(1)).toMatchObject({
      status: 'waiting',
      wait: { reason, retryAtMs },
      attempts: 1,
      waits: 0,
      intentAtMs: startMs,
      calledUntilMs: startMs + 56_000,
    });
  },
);

test('a call that was not executed is made again, once it is certain that no link is there', async () => {
  const world = createDrainWorld([createUnseenJob(1)]);
  expect(await world.drain()).toEqual(new Map([['inv_1', acknowledged]]));
  expect(world.telegram.calls.slice(-2).map(({ method }) => method)).toEqual([listMethod, exportMethod]);
  expect(world.shownLinks()).toEqual(world.telegram.links.map(({ invite }) => invite.link));
});

test('a call that was executed is not made again: its link is found and shown', async () => {
  const world = createDrainWorld([createJobRecord(1)]);
  world.telegram.script(exportMethod, lostAfter);
  await world.drain();
  expect(world.store.job(1).outcome).toBeUndefined();
  await drainWhenDue(world);
  expect(world.telegram.callsOf(exportMethod)).toHaveLength(1);
  expect(world.shownLinks()).toEqual(['https://t.me/+link1']);
  expect(world.store.job(1)).toMatchObject({ status: 'succeeded', attempts: 1, reconciliations: 1 });
});

test('links are looked for from the intent on, with a margin for the clocks', async () => {
  const world = createDrainWorld([createUnknownJob(1, { intentAtMs: startMs - 400_000 })]);
  world.telegram.setAheadMs(7_000);
  await world.drain();
  const since = startMs / 1000 - 400 + 7 - 30;
  expect(world.telegram.callsOf(listMethod)[0]?.subject).toBe(`channel 11 since ${since}`);
});

test('the listing reaches back to the oldest intent, and is made once for all jobs of a chat', async () => {
  const world = createDrainWorld([
    createUnknownJob(1, { intentAtMs: startMs - 20_000 }),
    createUnknownJob(2, { intentAtMs: startMs - 90_000 }),
    createUnknownJob(3, { intentAtMs: startMs - 5_000, request: elsewhere }),
  ]);
  await world.drain();
  expect(world.telegram.callsOf(listMethod).map(({ subject }) => subject)).toEqual([
    `channel 11 since ${startMs / 1000 - 120}`,
    `channel 22 since ${startMs / 1000 - 35}`,
  ]);
});

test('what a crashed worker left running is reconciled by the next one, under its own fence', async () => {
  const world = createDrainWorld([createUnknownJob(1, { fence: 3 })], { fence: 3 });
  const link = makeLink(world, { title: 'order 1' });
  await world.drain();
  expect(world.shownLinks()).toEqual([link]);
  expect(world.store.job(1)).toMatchObject({ fence: 4, attempts: 1 });
  expect(world.telegram.callsOf(exportMethod)).toEqual([]);
});

test('the attempt is stored before the listing: a job that kills its worker there comes to an end too', async () => {
  const world = createDrainWorld([createUnknownJob(1)]);
  await world.drain();
  const listing = world.log.indexOf(`call ${listMethod}`);
  expect(world.log.slice(0, listing)).toContain('saveJob inv_1 running');
});

test('two jobs alike and one link: one of them gets it, for the other a second is made', async () => {
  const world = createDrainWorld([
    createUnseenJob(1, { request: alike }),
    createUnseenJob(2, { request: alike }),
  ]);
  const link = makeLink(world, alike);
  await world.drain();
  expect(world.shownLinks()).toEqual([link, 'https://t.me/+link2']);
  expect(world.telegram.links).toHaveLength(2);
});

test('two jobs alike and two links: each gets its own', async () => {
  const world = createDrainWorld([
    createUnknownJob(1, { request: alike }),
    createUnknownJob(2, { request: alike }),
  ]);
  const older = makeLink(world, alike, 9);
  const newer = makeLink(world, alike, 3);
  await world.drain();
  expect(world.shownLinks()).toEqual([older, newer]);
  expect(world.telegram.callsOf(exportMethod)).toEqual([]);
});

test('a link of another chat, of other options or from before the intent is nobody’s', async () => {
  const world = createDrainWorld([createUnseenJob(1)]);
  makeLink(world, { title: 'order 1' }, 5, 'channel 22');
  makeLink(world, { title: 'order 9' });
  makeLink(world, { title: 'order 1' }, 3_600);
  await world.drain();
  expect(world.shownLinks()).toEqual(['https://t.me/+link4']);
});

test('while the links of a chat cannot be listed none is made that could be taken for the one looked for', async () => {
  const world = createDrainWorld([
    createUnknownJob(1, { request: alike }),
    createJobRecord(2, { request: alike }),
    createJobRecord(3),
    createJobRecord(4, { request: elsewhere }),
  ]);
  world.telegram.script(listMethod, refusedWith('RPC_CALL_FAIL', 500));
  await world.drain();
  expect(world.statuses()).toEqual(['waiting', 'waiting', 'succeeded', 'succeeded']);
  expect(world.store.job(1)).toMatchObject({ intentAtMs: startMs - 10_000, attempts: 1, reconciliations: 1 });
});

test('while the account may not list the links of a chat an outcome there stays open', async () => {
  const world = createDrainWorld([
    createUnknownJob(1, { request: alike }),
    createJobRecord(2, { request: alike }),
  ]);
  const link = makeLink(world, alike);
  world.telegram.script(listMethod, refusedWith('CHAT_ADMIN_REQUIRED'));
  await world.drain();
  const wait = { reason: 'CHAT_ADMIN_REQUIRED', retryAtMs: startMs + 1_500 };
  expect(world.store.job(1)).toMatchObject({ wait, intentAtMs: startMs - 10_000, reconciliations: 1 });
  expect(world.statuses()).toEqual(['waiting', 'waiting']);
  await drainWhenDue(world);
  expect(world.shownLinks()).toEqual([link, 'https://t.me/+link2']);
});

test('a chat that may not be searched for long ends the unknown job with the reason and what may be there', async () => {
  const world = createDrainWorld([createUnknownJob(1)]);
  world.telegram.script(listMethod, ...Array.from({ length: 20 }, () => refusedWith('CHAT_ADMIN_REQUIRED')));
  for (let round = 0; round < 14; round++) {
    await drainWhenDue(world);
  }
  expect(world.telegram.callsOf(listMethod)).toHaveLength(12);
  expect(world.store.job(1)).toMatchObject({
    status: 'failed',
    error: {
      type: 'CHAT_ADMIN_REQUIRED',
      class: 'rights',
      detail: expect.stringMatching(/^The account is not an admin.*a link may have been made/),
    },
  });
});

test('a refusal of the call itself, after a search that found nothing, says nothing of another link', async () => {
  const world = createDrainWorld([createUnseenJob(1)]);
  world.telegram.script(exportMethod, refusedWith('CHAT_ADMIN_REQUIRED'));
  await world.drain();
  expect(world.store.job(1)).toMatchObject({ status: 'failed', error: { type: 'CHAT_ADMIN_REQUIRED' } });
  expect(world.store.job(1).error?.detail).not.toContain('may have been made');
});

test('a job that another took up meanwhile is not reconciled, and no link is made that is like its own', async () => {
  const world = createDrainWorld([
    createUnknownJob(1, { request: alike }),
    createJobRecord(2, { request: alike }),
  ]);
  world.store.onOperation((operation, subject) => {
    if (operation === 'saveJob' && (subject as Job).jobId === 'inv_1') {
      world.store.jobs.set('inv_1', createUnknownJob(1, { request: alike, version: 9, fence: 9 }));
    }
  });
  await world.drain();
  expect(world.telegram.callsOf(listMethod)).toEqual([]);
  expect(world.telegram.callsOf(exportMethod)).toEqual([]);
});

test('a job alike is not given the link either, for the other may have adopted it', async () => {
  const world = createDrainWorld([1, 2].map((n) => createUnknownJob(n, { request: alike })));
  makeLink(world, alike);
  world.store.onOperation((operation, subject) => {
    if (operation === 'saveJob' && (subject as Job).jobId === 'inv_1') {
      world.store.jobs.set('inv_1', createUnknownJob(1, { request: alike, version: 9, fence: 9 }));
    }
  });
  await world.drain();
  expect(world.shownLinks()).toEqual([]);
  expect(world.store.job(2)).toMatchObject({ status: 'waiting', wait: { reason: 'OUTCOME_UNKNOWN' } });
});

test('a link made before the deadline is shown even when it is found after it', async () => {
  const world = createDrainWorld([createUnknownJob(1, { deadlineMs: startMs - 1 })]);
  const link = makeLink(world, { title: 'order 1' });
  await world.drain();
  expect(world.shownLinks()).toEqual([link]);
});

test('a job past its deadline expires once it is certain that no link was made', async () => {
  const world = createDrainWorld([createUnseenJob(1, { deadlineMs: startMs - 1 })]);
  await world.drain();
  expect(world.store.job(1)).toMatchObject({ status: 'expired' });
  expect(world.telegram.callsOf(listMethod)).toHaveLength(1);
  expect(world.telegram.callsOf(exportMethod)).toEqual([]);
});

test('after eight calls without an outcome the job is given up, when it is certain that there is no link', async () => {
  const world = createDrainWorld([createJobRecord(1)]);
  world.telegram.script(exportMethod, ...Array.from({ length: 20 }, () => refusedWith('RPC_CALL_FAIL', 500)));
  await world.drain();
  let passes = 0;
  while (world.store.job(1).status === 'waiting') {
    passes += 1;
    await drainWhenDue(world);
  }
  expect(passes).toBe(8 * 3);
  expect(world.telegram.callsOf(exportMethod)).toHaveLength(8);
  expect(world.store.job(1)).toMatchObject({
    status: 'failed',
    error: { type: 'ATTEMPTS_EXHAUSTED', class: 'exhausted', detail: expect.stringContaining('no link') },
  });
});

test('the eighth call counts too: its link is found and shown', async () => {
  const world = createDrainWorld([createJobRecord(1)]);
  const lost = Array.from({ length: 7 }, () => lostBefore);
  world.telegram.script(exportMethod, ...lost, lostAfter);
  await world.drain();
  while (world.store.job(1).status === 'waiting') {
    await drainWhenDue(world);
  }
  expect(world.store.job(1)).toMatchObject({ status: 'succeeded', attempts: 8 });
  expect(world.shownLinks()).toEqual(['https://t.me/+link1']);
});

test('a job that breaks every worker while it is looked at is given up, and says that a link may be there', async () => {
  const world = createDrainWorld([createJobRecord(1)]);
  world.telegram.script(exportMethod, lostBefore);
  await world.drain();
  const fault = { kind: 'fault', error: new Error('killed') } as const;
  world.telegram.script(listMethod, ...Array.from({ length: 20 }, () => fault));
  let rounds = 0;
  while (world.store.job(1).dueAtMs !== undefined && rounds < 20) {
    rounds += 1;
    await drainWhenDue(world).catch((error: Error) => expect(error.message).toBe('killed'));
  }
  expect(rounds).toBe(13);
  expect(world.store.job(1)).toMatchObject({
    status: 'failed',
    error: { type: 'ATTEMPTS_EXHAUSTED', detail: expect.stringContaining('may have been made') },
  });
});

test('a call made again after a search is dated anew: an older link can no longer be its own', async () => {
  const world = createDrainWorld([createUnseenJob(1)]);
  world.telegram.script(exportMethod, lostBefore);
  await world.drain();
  expect(world.store.job(1)).toMatchObject({ intentAtMs: startMs, attempts: 2, reconciliations: 0 });
  expect(world.store.job(1)).not.toHaveProperty('unseenAtMs');
});

test('a wait between the search and the call settles the old intent: no link was there', async () => {
  const world = createDrainWorld([createUnseenJob(1)]);
  world.telegram.script(exportMethod, refusedWith('FLOOD_WAIT_60', 420));
  await world.drain();
  expect(world.store.job(1)).toMatchObject({ status: 'waiting', attempts: 2, waits: 1 });
  expect(world.store.job(1)).not.toHaveProperty('intentAtMs');
});

test('a job that was searched for and not called for before a wait began waits without an intent', async () => {
  const world = createDrainWorld([createJobRecord(1, { request: elsewhere }), createUnseenJob(2)]);
  world.telegram.script(exportMethod, refusedWith('FLOOD_WAIT_60', 420));
  await world.drain();
  expect(world.store.job(2)).toMatchObject({ status: 'waiting', attempts: 1, waits: 0 });
  expect(world.store.job(2)).not.toHaveProperty('intentAtMs');
});

test('links are compared by the clock that the answer to the search has corrected', async () => {
  const world = createDrainWorld([createUnknownJob(1)]);
  const link = makeLink(world, { title: 'order 1' }, 600);
  world.telegram.onAnswer((method) => {
    if (method === listMethod) {
      world.telegram.setAheadMs(-600_000);
    }
  });
  await world.drain();
  expect(world.shownLinks()).toEqual([link]);
});
