import { expect, test } from 'vitest';
import { createFloodPolicy } from '../../telegram-emulator/flood-policy.ts';
import { createClock, startDemo } from './support/start-demo.ts';

const METHOD = 'messages.exportChatInvite';
const LIMITS = { [METHOD]: { capacity: 2, refillPerMinute: 20, penaltySeconds: 5 } };

function createTestPolicy() {
  const clock = createClock();
  const policy = createFloodPolicy(LIMITS, clock.now);
  function check(caller = '1', method = METHOD) {
    const verdict = policy.check(caller, method);
    return verdict.isAllowed ? 'allowed' : `${verdict.error.type}${verdict.insideWait ? ' inside' : ''}`;
  }
  return { clock, policy, check };
}

test('a bucket holds its capacity, then asks for the time until the next token', () => {
  const { check } = createTestPolicy();
  expect([check(), check(), check()]).toEqual(['allowed', 'allowed', 'FLOOD_WAIT_3']);
});

test('a call right after the wait is allowed', () => {
  const { clock, check } = createTestPolicy();
  for (let i = 0; i < 3; i += 1) {
    check();
  }
  clock.advance(3000);
  expect([check(), check()]).toEqual(['allowed', 'FLOOD_WAIT_3']);
});

test('a call inside a wait is refused, noted, and lengthens the wait', () => {
  const { clock, check } = createTestPolicy();
  for (let i = 0; i < 3; i += 1) {
    check();
  }
  clock.advance(2999);
  expect(check()).toBe('FLOOD_WAIT_6 inside');
  clock.advance(5000);
  expect(check()).toBe('FLOOD_WAIT_6 inside');
  clock.advance(5001 + 999);
  expect(check()).toBe('allowed');
});

test('accounts and methods have buckets of their own', () => {
  const { check } = createTestPolicy();
  for (let i = 0; i < 3; i += 1) {
    check();
  }
  expect([check('2'), check('1', 'users.getUsers')]).toEqual(['allowed', 'allowed']);
});

test.each(['FLOOD_WAIT', 'FLOOD_PREMIUM_WAIT', 'SLOWMODE_WAIT', 'NEW_WAIT'])(
  'an imposed %s begins with the next call and lasts exactly so long',
  (kind) => {
    const { clock, policy, check } = createTestPolicy();
    policy.imposeWait(1n, METHOD, 90_000, kind);
    clock.advance(1_000_000);
    expect(check()).toBe(`${kind}_90000`);
    clock.advance(90_000_000);
    expect(check()).toBe('allowed');
  },
);

test('a wait for one chat refuses the calls that name it, and counts those inside it', () => {
  const { clock, policy } = createTestPolicy();
  const slow = { kind: 'channel', id: 7n } as const;
  function typesFor(...chats: Parameters<typeof policy.check>[2][]) {
    return chats.map((chat) => {
      const verdict = policy.check('1', METHOD, chat);
      return verdict.isAllowed ? 'allowed' : `${verdict.error.type}${verdict.insideWait ? ' inside' : ''}`;
    });
  }
  policy.imposeWait(1n, METHOD, 60, 'SLOWMODE_WAIT', slow);
  const sameIdOtherKind = { kind: 'chat', id: 7n } as const;
  expect(typesFor(sameIdOtherKind, slow, slow, undefined)).toEqual([
    'allowed',
    'SLOWMODE_WAIT_60',
    'SLOWMODE_WAIT_65 inside',
    'allowed',
  ]);
  clock.advance(65_000);
  expect(typesFor(slow)).toEqual(['allowed']);
});

test('over the wire a flood wait is error 420 and the ledger counts calls inside it', async () => {
  const clock = createClock();
  const demo = await startDemo({ now: clock.now, floodLimits: LIMITS });
  const session = await demo.openSession();
  function exportLink() {
    return session.call({ _: METHOD, peer: demo.inputPeer(demo.peers.launch) });
  }
  await exportLink();
  await exportLink();
  await expect(exportLink()).rejects.toMatchObject({ code: 420, message: 'FLOOD_WAIT_3' });
  expect(demo.dataCentre.ledger.callsInsideWait()).toBe(0);
  await expect(exportLink()).rejects.toMatchObject({ code: 420, message: 'FLOOD_WAIT_8' });
  expect(demo.dataCentre.ledger.callsInsideWait()).toBe(1);
  expect(demo.dataCentre.ledger.linksMade()).toBe(2);
  expect(demo.dataCentre.ledger.callsMade(METHOD)).toBe(4);
});
