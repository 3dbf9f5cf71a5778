import { describe, expect, test } from 'vitest';
import { ownWaitFromMs } from '../../../../functions/core/job/due.ts';
import type { InviteRequest } from '../../../../functions/core/request/invite-request.ts';
import { exportMethod } from '../../../../functions/core/rpc/methods.ts';
import { createJobRecord, createUnknownJob, startMs } from '../records.ts';
import { createDrainWorld } from './drain-world.ts';
import { lostAfter, refusedWith } from './scripted-telegram.ts';
import { alike, drainUntilKnown, drainWhenDue, makeLink } from './unknown-outcomes.ts';

describe('while the outcome of a call is unknown', () => {
  /** The job with the open outcome, and others in the same chat. */
  function besides(...requests: Partial<InviteRequest>[]) {
    return [
      createUnknownJob(1, { request: alike }),
      ...requests.map((request, index) => createJobRecord(index + 2, { request: { ...alike, ...request } })),
    ];
  }

  test.each<[string, Partial<InviteRequest>]>([
    ['the same options', {}],
    ['a title that Telegram shows alike', { title: ' same ' }],
    ['another date of expiry', { expire_date: startMs / 1000 + 3_600 }],
    ['an expiry counted from the call', { expire_in: 3_600 }],
    ['its chat named in another way', { peer: 't.me/launch' }],
  ])('no link is made there with %s', async (_what, request) => {
    const world = createDrainWorld(besides(request));
    await world.drain();
    expect(world.statuses()).toEqual(['waiting', 'waiting']);
    expect(world.store.job(2)).toMatchObject({
      attempts: 0,
      wait: { reason: 'OUTCOME_UNKNOWN', retryAtMs: world.readyAtMs(1) },
    });
  });

  test.each<[string, Partial<InviteRequest>]>([
    ['another title', { title: 'another' }],
    ['another usage limit', { usage_limit: 5 }],
    ['approval', { request_needed: true }],
    ['a price', { subscription_pricing: { period: 2_592_000, amount: 50 } }],
    ['another chat', { peer: '@other' }],
  ])('all goes on for a link with %s', async (_what, request) => {
    const world = createDrainWorld(besides(request));
    await world.drain();
    expect(world.statuses()).toEqual(['waiting', 'succeeded']);
  });

  test('what is held is made when it is known, after the job that it waited for', async () => {
    const world = createDrainWorld(besides({}));
    await world.drain();
    await drainUntilKnown(world);
    await drainWhenDue(world, 2);
    expect(world.statuses()).toEqual(['succeeded', 'succeeded']);
    expect(new Set(world.shownLinks()).size).toBe(2);
  });

  test('of a twin that is searched for later, the search for its own link is not put off', async () => {
    const twin = createUnknownJob(2, { request: alike, status: 'waiting' });
    const world = createDrainWorld([
      createUnknownJob(1, { request: alike }),
      { ...twin, dueAtMs: ownWaitFromMs + startMs + 300_000 },
    ]);
    world.store.peers.set('acc_a @launch', { kind: 'channel', channelId: '11', accessHash: '110' });
    const link = makeLink(world, alike);
    await world.drain();
    expect(world.statuses()).toEqual(['succeeded', 'waiting']);
    expect(world.shownLinks()).toEqual([link]);
  });

  test('a call of the same round that lies behind it and is alike is not made', async () => {
    const world = createDrainWorld([1, 2, 3].map((n) => createJobRecord(n, { request: alike })));
    world.telegram.script(exportMethod, refusedWith('RPC_CALL_FAIL', 500));
    await world.drain();
    expect(world.statuses()).toEqual(['waiting', 'waiting', 'waiting']);
    expect(world.telegram.callsOf(exportMethod)).toHaveLength(1);
    expect(world.store.job(2)).toMatchObject({ attempts: 0, wait: { reason: 'OUTCOME_UNKNOWN' } });
  });

  test.each([{}, { request_needed: true }])(
    'no other permanent link is made, with the options %o',
    async (other) => {
      const permanent = { ...alike, legacy_revoke_permanent: true };
      const world = createDrainWorld([
        createUnknownJob(1, { request: permanent }),
        createJobRecord(2, { request: { ...permanent, ...other } }),
        createJobRecord(3, { request: alike }),
      ]);
      await world.drain();
      expect(world.statuses()).toEqual(['waiting', 'waiting', 'succeeded']);
    },
  );

  test('those of other options go on in the next round', async () => {
    const world = createDrainWorld([1, 2, 3].map((n) => createJobRecord(n)));
    world.telegram.script(exportMethod, refusedWith('RPC_CALL_FAIL', 500));
    await world.drain();
    expect(world.statuses()).toEqual(['waiting', 'succeeded', 'succeeded']);
  });
});

test('of two permanent links whose calls have no answer each job finds its own, and no third is made', async () => {
  const request = { account: 'main', peer: '@launch', legacy_revoke_permanent: true };
  const world = createDrainWorld([1, 2].map((n) => createJobRecord(n, { request })));
  world.telegram.script(exportMethod, lostAfter, lostAfter);
  await world.drain();
  await drainUntilKnown(world, 1);
  await drainWhenDue(world, 2);
  await drainUntilKnown(world, 2);
  expect(world.statuses()).toEqual(['succeeded', 'succeeded']);
  expect(world.shownLinks()).toEqual(world.telegram.links.map(({ invite }) => invite.link));
  expect(world.telegram.links).toHaveLength(2);
});
