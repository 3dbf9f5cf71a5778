import { describe, expect, test } from 'vitest';
import { watchIdOf } from '../../../../functions/core/ids.ts';
import { adminLogMethod, importersMethod, listMethod } from '../../../../functions/core/rpc/methods.ts';
import { createOperationRecord } from '../records.ts';
import { refusedWith } from './scripted-telegram.ts';
import { chat, createWatchWorld, tracked, user, type WatchWorld } from './watch-world.ts';

function rowOf(world: WatchWorld, number: number) {
  return world.store.joins.tracked.get(`inv_${number}`);
}

function kindsOf(world: WatchWorld, number: number) {
  return world.store.joins.eventsOf(number).map(({ kind }) => kind);
}

describe('the counts of links', () => {
  test('are read in the first look, after joins, and each hour', async () => {
    const world = createWatchWorld([tracked(1)]);
    await world.drain([1]);
    await world.passMinutes(30);
    expect(world.telegram.callsOf(listMethod)).toHaveLength(1);
    world.join(1, 1);
    await world.passMinutes(16);
    expect(world.telegram.callsOf(listMethod)).toHaveLength(2);
    await world.passMinutes(80);
    expect(world.telegram.callsOf(listMethod)).toHaveLength(3);
    expect(world.telegram.callsOf(importersMethod)).toEqual([]);
    expect(world.store.job(1).link).toMatchObject({ usage: 1, requested: 0 });
  });

  test('name a join that the log does not tell, once', async () => {
    const world = createWatchWorld([tracked(1)]);
    await world.drain([1]);
    world.telegram.joins.joinUnlogged(chat, world.linkOf(1), user(1));
    await world.passMinutes(180);
    expect(world.joinedBy(1)).toEqual(['5001']);
    expect(world.telegram.callsOf(importersMethod)).toHaveLength(1);
    expect(rowOf(world, 1)).not.toHaveProperty('missing');
  });

  test('tell as a gap what nobody names, and never guess', async () => {
    const world = createWatchWorld([tracked(1)]);
    await world.drain([1]);
    world.telegram.joins.joinUnlogged(chat, world.linkOf(1), user(1));
    world.telegram.joins.hide('5001');
    await world.passMinutes(180);
    expect(world.joinedBy(1)).toEqual([]);
    expect(rowOf(world, 1)).toMatchObject({ missing: 1 });
  });

  test('leave a join of the last seconds to the log, and tell it once', async () => {
    const world = createWatchWorld([tracked(1)]);
    await world.drain([1]);
    let isFirst = true;
    world.telegram.onAnswer((method) => {
      if (method === listMethod && isFirst) {
        isFirst = false;
        world.join(1, 1);
      }
    });
    await world.passMinutes(5);
    expect(world.joinedBy(1)).toEqual(['5001']);
    expect(rowOf(world, 1)?.missing ?? 0).toBe(0);
  });

  test('tell once where the log tells late', async () => {
    const world = createWatchWorld([tracked(1)]);
    await world.drain([1]);
    world.telegram.joins.joinUnlogged(chat, world.linkOf(1), user(1));
    world.advance(20_000);
    await world.passMinutes(1);
    expect(world.joinedBy(1)).toEqual(['5001']);
    world.telegram.joins.logLate(chat, world.linkOf(1), user(1));
    await world.passMinutes(5);
    expect(world.joinedBy(1)).toEqual(['5001']);
  });

  test('take those who came before tracking began for nobody new', async () => {
    const world = createWatchWorld([{ ...tracked(1), request: { account: 'main', peer: '@launch' } }]);
    await world.drain([1]);
    world.join(1, 1);
    world.join(1, 2);
    world.advance(100_000);
    const on = createOperationRecord('A', 1, { kind: 'edit', changes: { track_joins: true } });
    world.store.jobs.set(on.jobId, on);
    world.store.jobs.set('inv_1', { ...world.store.job(1), operationIds: [on.jobId] });
    await world.drain([on.jobId]);
    world.join(1, 3);
    await world.passMinutes(120);
    expect(world.joinedBy(1)).toEqual(['5003']);
    expect(rowOf(world, 1)).toMatchObject({ joins: 1, usedBefore: 2 });
    expect(rowOf(world, 1)).not.toHaveProperty('missing');
  });

  test('bring nobody back who was erased', async () => {
    const world = createWatchWorld([tracked(1)]);
    await world.drain([1]);
    world.join(1, 1);
    await world.passMinute();
    world.store.joins.erase('5001');
    world.advance(20_000);
    world.telegram.joins.joinUnlogged(chat, world.linkOf(1), user(2));
    await world.passMinutes(90);
    expect(world.joinedBy(1)).toEqual(['5002']);
  });

  test('tell once that a link is used up', async () => {
    const world = createWatchWorld([tracked(1, { usage_limit: 2 })]);
    await world.drain([1]);
    world.join(1, 1);
    world.join(1, 2);
    await world.passMinutes(3);
    world.telegram.joins.leave(chat, '5001');
    world.join(1, 3);
    await world.passMinutes(3);
    expect(kindsOf(world, 1)).toEqual(['joined', 'joined', 'used_up', 'joined']);
  });

  test('find the joins by a link that became known after the log was passed', async () => {
    const world = createWatchWorld([tracked(1)]);
    await world.drain([1]);
    world.store.jobs.set('inv_2', tracked(2));
    world.telegram.script('messages.exportChatInvite', { kind: 'lost', isExecuted: true });
    await world.drain([2]);
    const { link } = world.telegram.links[1]?.invite ?? { link: '' };
    world.telegram.joins.join(chat, link, user(1));
    world.advance(1_000);
    world.store.jobs.set('inv_2', { ...world.store.job(2), dueAtMs: 5 * 10 ** 14 + world.now() + 300_000 });
    await world.passMinutes(2);
    expect(world.watch().watch.lookedAtMs).toBeDefined();
    world.store.jobs.set('inv_2', { ...world.store.job(2), dueAtMs: 5 * 10 ** 14 + world.now() });
    await world.drain([2]);
    expect(world.store.job(2).status).toBe('succeeded');
    await world.passMinutes(3);
    expect(world.joinedBy(2)).toEqual(['5001']);
  });
});

describe('requests to join by a tracked link', () => {
  test('are told once each, and gone when they are decided', async () => {
    const world = createWatchWorld([tracked(1, { request_needed: true, track_joins: 'names' })]);
    await world.drain([1]);
    world.telegram.joins.ask(chat, world.linkOf(1), user(1), 'I paid');
    world.advance(1_000);
    world.telegram.joins.ask(chat, world.linkOf(1), user(2));
    await world.passMinutes(3);
    expect(world.store.joins.eventsOf(1)).toMatchObject([
      { kind: 'join_requested', number: 1, userId: '5001', firstName: 'Guest 1' },
      { kind: 'join_requested', number: 2, userId: '5002' },
    ]);
    expect(world.store.joins.requests()).toMatchObject([
      { userId: '5001', inviteId: 'inv_1', about: 'I paid', accessHash: '91', isTold: true },
      { userId: '5002' },
    ]);
    world.telegram.joins.decideRequest(chat, user(1), true);
    world.telegram.joins.withdraw(chat, '5002');
    await world.passMinutes(3);
    expect(kindsOf(world, 1)).toEqual(['join_requested', 'join_requested', 'joined']);
    expect(world.store.joins.eventsOf(1)[2]).toMatchObject({ via: 'request', approvedBy: '777' });
    expect(world.store.joins.requests()).toEqual([]);
  });

  test('are told within the hour where one is decided as another comes', async () => {
    const world = createWatchWorld([tracked(1, { request_needed: true })]);
    await world.drain([1]);
    world.telegram.joins.ask(chat, world.linkOf(1), user(1));
    await world.passMinutes(2);
    world.telegram.joins.withdraw(chat, '5001');
    world.telegram.joins.ask(chat, world.linkOf(1), user(2));
    await world.passMinutes(5);
    const before = world.telegram.callsOf(importersMethod).length;
    await world.passMinutes(80);
    expect(world.store.joins.requests()).toMatchObject([{ userId: '5002' }]);
    expect(kindsOf(world, 1)).toEqual(['join_requested', 'join_requested']);
    expect(world.telegram.callsOf(importersMethod).length).toBeLessThanOrEqual(before + 2);
  });

  test('are told where another look has stored them before', async () => {
    const world = createWatchWorld([tracked(1, { request_needed: true })]);
    await world.drain([1]);
    world.telegram.joins.ask(chat, world.linkOf(1), user(1));
    const request = { userId: '5001', inviteId: 'inv_1', requestedAtMs: world.now(), accessHash: '91' };
    const place = { tenantId: 'ten_a', accountId: 'acc_a', chatId: world.watch().watch.chatId };
    await world.deps.saveRequests(place, { put: [request], remove: [] });
    await world.passMinutes(2);
    expect(kindsOf(world, 1)).toEqual(['join_requested']);
  });

  test('move with the person from one link to another', async () => {
    const world = createWatchWorld([1, 2].map((number) => tracked(number, { request_needed: true })));
    await world.drain([1, 2]);
    world.telegram.joins.ask(chat, world.linkOf(1), user(1));
    await world.passMinutes(2);
    world.telegram.joins.withdraw(chat, '5001');
    world.telegram.joins.ask(chat, world.linkOf(2), user(1));
    await world.passMinutes(2);
    expect(world.store.joins.requests()).toMatchObject([{ userId: '5001', inviteId: 'inv_2' }]);
    expect([kindsOf(world, 1), kindsOf(world, 2)]).toEqual([['join_requested'], ['join_requested']]);
  });
});

describe('a basic group', () => {
  const group = { account: 'main', peer: { _: 'inputPeerChat', chat_id: '77' }, track_joins: true as const };
  const groupChat = 'chat 77';
  const groupWatch = watchIdOf('ten_a', 'acc_a', '-77');

  test('has no log: those who joined are listed where the count has changed', async () => {
    const world = createWatchWorld([{ ...tracked(1), request: group }]);
    await world.drain([1]);
    await world.passMinutes(3);
    const before = world.telegram.callsOf(importersMethod).length;
    world.telegram.joins.joinUnlogged(groupChat, world.linkOf(1), user(1));
    await world.passMinutes(10);
    expect(world.joinedBy(1)).toEqual(['5001']);
    expect(world.telegram.callsOf(importersMethod)).toHaveLength(before + 1);
    expect(world.telegram.callsOf(adminLogMethod)).toEqual([]);
    expect(world.store.jobs.get(groupWatch)).toMatchObject({ status: 'waiting' });
  });

  test('tells who came while another left, within the hour', async () => {
    const world = createWatchWorld([{ ...tracked(1), request: group }]);
    await world.drain([1]);
    world.telegram.joins.joinUnlogged(groupChat, world.linkOf(1), user(1));
    await world.passMinutes(3);
    world.telegram.joins.leave(groupChat, '5001');
    world.telegram.joins.joinUnlogged(groupChat, world.linkOf(1), user(2));
    await world.passMinutes(90);
    expect(world.joinedBy(1)).toEqual(['5001', '5002']);
  });

  test('tells who came just before the link was revoked, though its list has the link no more', async () => {
    const revoke = { ...createOperationRecord('A', 1, { kind: 'revoke' }), request: group };
    const world = createWatchWorld([{ ...tracked(1), request: group }]);
    await world.drain([1]);
    await world.passMinutes(3);
    world.telegram.joins.joinUnlogged(groupChat, world.linkOf(1), user(1));
    world.advance(1_000);
    world.store.jobs.set(revoke.jobId, revoke);
    world.store.jobs.set('inv_1', { ...world.store.job(1), operationIds: [revoke.jobId] });
    await world.drain([revoke.jobId]);
    expect(world.store.job(1).link).toMatchObject({ isRevoked: true });
    await world.passMinutes(20);
    expect(world.joinedBy(1)).toEqual(['5001']);
    const calls = world.telegram.callsOf(importersMethod).length;
    await world.passMinutes(100);
    expect(world.telegram.callsOf(importersMethod)).toHaveLength(calls);
    expect(world.store.jobs.get(groupWatch)).not.toHaveProperty('dueAtMs');
  });

  test('tells who came in the second of a look with the next one, and brings nobody back who was erased', async () => {
    const world = createWatchWorld([{ ...tracked(1), request: group }]);
    await world.drain([1]);
    world.telegram.joins.joinUnlogged(groupChat, world.linkOf(1), user(1));
    await world.passMinutes(3);
    world.telegram.joins.leave(groupChat, '5001');
    await world.passMinutes(3);
    world.advance(240_000);
    world.telegram.joins.joinUnlogged(groupChat, world.linkOf(1), user(2));
    await world.drain([groupWatch]);
    await world.passMinutes(16);
    expect(world.joinedBy(1)).toEqual(['5001', '5002']);
    world.store.joins.erase('5002');
    await world.passMinutes(90);
    expect(world.joinedBy(1)).toEqual(['5001']);
  });

  test('calls nothing inside the wait of its list', async () => {
    const world = createWatchWorld([{ ...tracked(1), request: group }]);
    await world.drain([1]);
    world.telegram.script(listMethod, refusedWith('FLOOD_WAIT_600', 420));
    world.telegram.joins.joinUnlogged(groupChat, world.linkOf(1), user(1));
    await world.passMinutes(10);
    expect(world.telegram.callsOf(listMethod)).toHaveLength(1);
    await world.passMinutes(5);
    expect(world.joinedBy(1)).toEqual(['5001']);
  });
});
