import { describe, expect, test } from 'vitest';
import { erasedUserId, type JoinDecision } from '../../../../functions/core/job/operation.ts';
import {
  decideAllMethod,
  decideMethod,
  exportMethod,
  importersMethod,
} from '../../../../functions/core/rpc/methods.ts';
import { connectionError } from '../../../../functions/core/rpc/rpc-error.ts';
import { createJobRecord, createRequestsRecord, startMs } from '../records.ts';
import {
  ada,
  bob,
  chat,
  createRequestWorld,
  cy,
  jobNamed,
  requestLink,
  storedRequest,
  storeRequests,
} from './request-world.ts';
import { lostAfter, lostBefore, refusedWith } from './scripted-telegram.ts';

function decision(kind: JoinDecision['kind'], about: Omit<JoinDecision, 'kind'> = {}, letter = 'A') {
  return createRequestsRecord(letter, { kind, ...about });
}

/** A world with a decision about Ada, who asks, as a look has stored. */
async function createAdaWorld(kind: JoinDecision['kind'] = 'approve') {
  const operation = decision(kind, { userId: ada.userId });
  const world = createRequestWorld([operation]);
  world.telegram.joins.ask(chat, requestLink, ada);
  await storeRequests(world, storedRequest(ada));
  return { world, operation, job: () => jobNamed(world, operation) };
}

describe('a decision about one person', () => {
  test('who was erased is about nobody', async () => {
    const operation = decision('approve', { userId: erasedUserId });
    const world = createRequestWorld([operation]);
    world.telegram.joins.ask(chat, requestLink, ada);
    await world.drain();
    expect(jobNamed(world, operation)).toMatchObject({ status: 'succeeded', decided: 'missing' });
    expect(world.telegram.joins.decisions).toEqual([]);
  });

  test('that is stored as one who asks takes one call', async () => {
    const { world, job } = await createAdaWorld();
    await world.drain();
    expect(job()).toMatchObject({ status: 'succeeded', decided: 'approved' });
    expect(world.telegram.joins.decisions).toEqual([{ chat, userId: '501', isApproved: true }]);
    expect(world.telegram.callsOf(importersMethod)).toEqual([]);
    expect(world.store.joins.requests()).toEqual([]);
  });

  test('turns the person away', async () => {
    const { world, job } = await createAdaWorld('decline');
    await world.drain();
    expect(job()).toMatchObject({ status: 'succeeded', decided: 'declined' });
    expect(world.telegram.joins.isIn(chat, '501')).toBe(false);
    expect(world.telegram.joins.decisions).toHaveLength(1);
  });

  test('that is stored nowhere takes a list of the requests before, and stores what it tells', async () => {
    const operation = decision('approve', { userId: ada.userId });
    const world = createRequestWorld([operation]);
    world.telegram.joins.ask(chat, requestLink, bob);
    world.telegram.joins.ask(chat, requestLink, ada);
    await world.drain();
    expect(jobNamed(world, operation)).toMatchObject({ decided: 'approved' });
    expect(world.telegram.callsOf(importersMethod)).toHaveLength(1);
    expect(world.store.joins.requests()).toMatchObject([{ userId: bob.userId }]);
  });

  test('who does not ask is told without a call to decide', async () => {
    const operation = decision('approve', { userId: ada.userId });
    const world = createRequestWorld([operation]);
    world.telegram.joins.ask(chat, requestLink, bob);
    await world.drain();
    expect(jobNamed(world, operation)).toMatchObject({ status: 'succeeded', decided: 'missing' });
    expect(world.telegram.callsOf(decideMethod)).toEqual([]);
  });

  test('by another link than that of the invite is no request by it', async () => {
    const operation = decision('approve', { userId: ada.userId, inviteId: 'inv_1' });
    const world = createRequestWorld([operation]);
    world.telegram.joins.ask(chat, 'https://t.me/+other', ada);
    await storeRequests(world, storedRequest(ada, { inviteId: 'inv_9' }));
    await world.drain();
    expect(jobNamed(world, operation)).toMatchObject({ decided: 'missing' });
    expect(world.telegram.joins.decisions).toEqual([]);
  });

  test('whose request is gone by then ends as missing, and is not repeated', async () => {
    const { world, job } = await createAdaWorld();
    world.telegram.joins.withdraw(chat, ada.userId);
    await world.drain();
    expect(job()).toMatchObject({ status: 'succeeded', decided: 'missing', attempts: 1 });
    expect(world.store.joins.requests()).toEqual([]);
  });

  test('who is in already ends as that', async () => {
    const { world, job } = await createAdaWorld();
    world.telegram.joins.withdraw(chat, ada.userId);
    world.telegram.joins.join(chat, requestLink, ada);
    await world.drain();
    expect(job()).toMatchObject({ status: 'succeeded', decided: 'already_member' });
  });

  test('who is in too many chats fails, and says that it is the limit of the person', async () => {
    const { world, job } = await createAdaWorld();
    world.telegram.joins.fill(ada.userId);
    await world.drain();
    expect(job()).toMatchObject({
      status: 'failed',
      error: { type: 'USER_CHANNELS_TOO_MUCH', class: 'input' },
    });
    expect(job().error?.detail).toContain('The user is in as many channels');
    expect(world.store.joins.requests()).toHaveLength(1);
  });

  test('with a stale access hash is made with that of today', async () => {
    const operation = decision('approve', { userId: ada.userId });
    const world = createRequestWorld([operation]);
    world.telegram.joins.ask(chat, requestLink, ada);
    await storeRequests(world, storedRequest({ ...ada, accessHash: '9' }));
    await world.drain();
    expect(jobNamed(world, operation)).toMatchObject({ decided: 'approved' });
    expect(world.telegram.callsOf(decideMethod)).toHaveLength(2);
  });
});

describe('a call of unknown outcome', () => {
  test('that was executed is made again, and the person is in already', async () => {
    const { world, job } = await createAdaWorld();
    world.telegram.script(decideMethod, lostAfter);
    await world.drain();
    expect(job()).toMatchObject({ status: 'waiting', intentAtMs: expect.any(Number) });
    world.advance(10_000);
    await world.drain();
    expect(job()).toMatchObject({ status: 'succeeded', decided: 'already_member' });
    expect(world.telegram.joins.decisions).toHaveLength(1);
  });

  test('that was not executed is made again', async () => {
    const { world, job } = await createAdaWorld('decline');
    world.telegram.script(decideMethod, lostBefore);
    await world.drain();
    world.advance(10_000);
    await world.drain();
    expect(job()).toMatchObject({ status: 'succeeded', decided: 'declined' });
    expect(world.telegram.joins.decisions).toHaveLength(1);
  });

  test('of a worker that died is made again', async () => {
    const operation = createRequestsRecord(
      'A',
      { kind: 'approve', userId: ada.userId },
      { status: 'running', attempts: 1, fence: 0, intentAtMs: startMs - 10_000, calledUntilMs: startMs },
    );
    const world = createRequestWorld([operation]);
    world.telegram.joins.ask(chat, requestLink, ada);
    await storeRequests(world, storedRequest(ada));
    await world.drain();
    expect(jobNamed(world, operation)).toMatchObject({ decided: 'approved', attempts: 2 });
  });

  test('is not repeated for ever', async () => {
    const { world, job } = await createAdaWorld();
    for (let call = 0; call < 8; call += 1) {
      world.telegram.script(decideMethod, lostBefore);
    }
    for (let pass = 0; pass < 12 && job().finishedAtMs === undefined; pass += 1) {
      await world.drain();
      world.advance(600_000);
    }
    expect(job()).toMatchObject({ status: 'failed', error: { type: 'ATTEMPTS_EXHAUSTED' } });
    expect(world.telegram.callsOf(decideMethod)).toHaveLength(8);
  });
});

describe('a decision about all', () => {
  test('who ask in the chat takes one call', async () => {
    const operation = decision('approve');
    const world = createRequestWorld([operation]);
    for (const each of [ada, bob, cy]) {
      world.telegram.joins.ask(chat, requestLink, each);
    }
    await storeRequests(world, storedRequest(ada), storedRequest(bob, { inviteId: 'inv_9' }));
    await world.drain();
    expect(jobNamed(world, operation)).toMatchObject({ status: 'succeeded', decided: 'approved' });
    expect(world.telegram.joins.decisions).toHaveLength(3);
    expect(world.telegram.calls.map(({ method }) => method).slice(1)).toEqual([decideAllMethod]);
    expect(world.store.joins.requests()).toEqual([]);
  });

  test('who ask by one link leaves the others', async () => {
    const operation = decision('decline', { inviteId: 'inv_1' });
    const world = createRequestWorld([operation]);
    world.telegram.joins.ask(chat, requestLink, ada);
    world.telegram.joins.ask(chat, 'https://t.me/+other', bob);
    await storeRequests(world, storedRequest(ada), storedRequest(bob, { inviteId: 'inv_9' }));
    await world.drain();
    expect(jobNamed(world, operation)).toMatchObject({ decided: 'declined' });
    expect(world.telegram.joins.decisions).toEqual([{ chat, userId: '501', isApproved: false }]);
    expect(world.store.joins.requests()).toMatchObject([{ userId: bob.userId }]);
  });

  test('where nobody asks is told', async () => {
    const operation = decision('approve');
    const world = createRequestWorld([operation]);
    await world.drain();
    expect(jobNamed(world, operation)).toMatchObject({ status: 'succeeded', decided: 'missing' });
  });

  test('by an invite that has no link fails', async () => {
    const operation = decision('approve', { inviteId: 'inv_7' });
    const world = createRequestWorld([operation]);
    await world.drain();
    expect(jobNamed(world, operation)).toMatchObject({
      status: 'failed',
      error: { type: 'INVITE_NOT_MADE' },
    });
  });
});

test('a wait of Telegram holds decisions, and not the links that others wait for', async () => {
  const first = decision('approve', { userId: ada.userId });
  const second = decision('approve', { userId: bob.userId }, 'B');
  const world = createRequestWorld([first, second, createJobRecord(2)]);
  for (const each of [ada, bob]) {
    world.telegram.joins.ask(chat, requestLink, each);
  }
  await storeRequests(world, storedRequest(ada), storedRequest(bob));
  world.telegram.script(decideMethod, refusedWith('FLOOD_WAIT_30', 420));
  await world.drain();
  for (const operation of [first, second]) {
    expect(jobNamed(world, operation)).toMatchObject({ status: 'waiting', wait: { method: decideMethod } });
  }
  expect(world.store.job(2).status).toBe('succeeded');
  expect(world.telegram.callsOf(decideMethod)).toHaveLength(1);
  world.advance(32_000);
  await world.drain();
  expect(jobNamed(world, second)).toMatchObject({ decided: 'approved' });
  expect(world.account().blockedUntilMs).toHaveProperty([decideMethod]);
});

test('a wait for the list of the requests holds only decisions that need it', async () => {
  const first = decision('approve', { userId: ada.userId });
  const second = decision('approve', { userId: bob.userId }, 'B');
  const world = createRequestWorld([first, second]);
  for (const each of [ada, bob]) {
    world.telegram.joins.ask(chat, requestLink, each);
  }
  await storeRequests(world, storedRequest(bob));
  world.telegram.script(importersMethod, refusedWith('FLOOD_WAIT_30', 420));
  await world.drain();
  expect(jobNamed(world, first)).toMatchObject({ status: 'waiting', wait: { method: importersMethod } });
  expect(jobNamed(world, second)).toMatchObject({ decided: 'approved' });
});

test('a decision that the account has no right to fails', async () => {
  const { world, job } = await createAdaWorld();
  world.telegram.script(decideMethod, refusedWith('CHAT_ADMIN_REQUIRED'));
  await world.drain();
  expect(job()).toMatchObject({ status: 'failed', error: { type: 'CHAT_ADMIN_REQUIRED', class: 'rights' } });
});

test('a call that was not made is taken back, and made in the next pass', async () => {
  const { world, job } = await createAdaWorld();
  world.telegram.script(decideMethod, { kind: 'fault', error: connectionError('CALL_NOT_MADE') });
  await world.drain();
  expect(job()).toMatchObject({ status: 'queued', attempts: 0 });
  expect(job()).not.toHaveProperty('intentAtMs');
  await world.drain();
  expect(job()).toMatchObject({ decided: 'approved', attempts: 1 });
});

test('a chat whose kept access hash is refused is found anew', async () => {
  const { world, job } = await createAdaWorld();
  world.store.peers.set('acc_a @launch', { kind: 'channel', channelId: '11', accessHash: '9' });
  world.telegram.script(decideMethod, refusedWith('CHANNEL_INVALID'));
  await world.drain();
  expect(job()).toMatchObject({ status: 'queued', staleChat: 'channel:11' });
  await world.drain();
  expect(job()).toMatchObject({ decided: 'approved' });
});

test('a decision about a chat whose name leads elsewhere now is not made there', async () => {
  const operation = createRequestsRecord('A', { kind: 'approve' }, { staleChat: 'channel:99' });
  const world = createRequestWorld([operation]);
  world.telegram.joins.ask(chat, requestLink, ada);
  await world.drain();
  expect(jobNamed(world, operation)).toMatchObject({ status: 'failed', error: { type: 'CHANNEL_INVALID' } });
  expect(world.telegram.joins.decisions).toEqual([]);
});

test('a decision whose deadline has passed is not made', async () => {
  const operation = createRequestsRecord('A', { kind: 'approve' }, { deadlineMs: startMs - 1 });
  const world = createRequestWorld([operation]);
  await world.drain();
  expect(jobNamed(world, operation).status).toBe('expired');
  expect(world.telegram.callsOf(exportMethod)).toEqual([]);
  expect(world.telegram.calls).toEqual([]);
});
