import { describe, expect, test } from 'vitest';
import type { DemoWorld } from '../../../telegram-emulator/demo-world.ts';
import type { TlObject } from '../../../telegram-emulator/tl/parse-schema.ts';
import { createClock, type Demo, startDemo } from '../support/start-demo.ts';

const MONTH = 2_592_000;

async function openDemo() {
  const clock = createClock();
  const demo = await startDemo({ now: clock.now });
  const session = await demo.openSession();
  function exportLink(peer: TlObject, params: Record<string, unknown> = {}) {
    return session.call({ _: 'messages.exportChatInvite', peer, ...params });
  }
  return { ...demo, clock, session, exportLink, nowSeconds: Math.floor(clock.now() / 1000) };
}

type DemoPeer = keyof DemoWorld['peers'];

function pricing(period: number, amount: bigint) {
  return {
    subscription_pricing: { _: 'starsSubscriptionPricing', period, amount },
  };
}

describe('a link', () => {
  test.each<[DemoPeer]>([['launch'], ['launchChat'], ['backstage'], ['crew']])(
    'is made for %s',
    async (name) => {
      const { dataCentre, peers, user, inputPeer, exportLink, nowSeconds } = await openDemo();
      const invite = await exportLink(inputPeer(peers[name]));
      expect(invite).toMatchObject({ _: 'chatInviteExported', admin_id: user.id, date: nowSeconds });
      expect(invite.link).toMatch(/^https:\/\/t\.me\/\+[\w-]{16}$/);
      expect(dataCentre.ledger.links).toMatchObject([
        { link: invite.link, peer: { id: peers[name].id.toString() } },
      ]);
    },
  );

  test('carries every option it was asked for, and so does the ledger', async () => {
    const { dataCentre, peers, inputPeer, exportLink, nowSeconds } = await openDemo();
    const options = { title: 'order 4711', usage_limit: 99_999, expire_date: nowSeconds + 1 };
    expect(await exportLink(inputPeer(peers.launch), options)).toMatchObject(options);
    expect(dataCentre.ledger.links).toMatchObject([
      {
        title: 'order 4711',
        usageLimit: 99_999,
        expireDate: nowSeconds + 1,
        requestNeeded: false,
        permanent: false,
      },
    ]);
  });

  test('can ask for approval, or for a subscription', async () => {
    const { peers, inputPeer, exportLink } = await openDemo();
    const approved = await exportLink(inputPeer(peers.launchChat), { request_needed: true });
    expect(approved.request_needed).toBe(true);
    const paid = await exportLink(inputPeer(peers.backstage), pricing(MONTH, 10_000n));
    expect(paid.subscription_pricing).toMatchObject({ period: MONTH, amount: 10_000n });
  });

  test('is another one at each call', async () => {
    const { peers, inputPeer, exportLink } = await openDemo();
    const [a, b] = [await exportLink(inputPeer(peers.launch)), await exportLink(inputPeer(peers.launch))];
    expect(a.link).not.toBe(b.link);
  });

  test('a title is cut at 32 code points, not UTF-16 units', async () => {
    const { peers, inputPeer, exportLink } = await openDemo();
    const invite = await exportLink(inputPeer(peers.launch), { title: '🚀'.repeat(40) });
    expect(invite.title).toBe('🚀'.repeat(32));
  });

  test('legacy_revoke_permanent revokes the account’s permanent link and makes another', async () => {
    const { dataCentre, peers, inputPeer, exportLink } = await openDemo();
    const peer = inputPeer(peers.launch);
    await exportLink(peer);
    const first = await exportLink(peer, { legacy_revoke_permanent: true });
    const second = await exportLink(peer, { legacy_revoke_permanent: true });
    expect([first.permanent, second.permanent]).toEqual([true, true]);
    // The first is the chat's own from birth.
    expect(peers.launch.invites.map(({ revoked }) => revoked)).toEqual([true, false, true, false]);
    expect(dataCentre.ledger.changesOf(first.link as string)).toMatchObject([
      { type: 'revoked', replacedBy: second.link },
    ]);
  });

  test('of a chat in which every join is a request is none', async () => {
    const { dataCentre, peers, inputPeer, exportLink } = await openDemo();
    expect(await exportLink(inputPeer(peers.lounge))).toEqual({ _: 'chatInvitePublicJoinRequests' });
    expect(dataCentre.ledger.linksMade()).toBe(0);
  });
});

describe('refused', () => {
  test.each<[DemoPeer, number, string]>([
    ['pressRoom', 400, 'CHAT_ADMIN_REQUIRED'],
    ['archive', 400, 'CHANNEL_PRIVATE'],
    ['frozenCrew', 403, 'CHAT_WRITE_FORBIDDEN'],
    ['strangers', 400, 'CHAT_ID_INVALID'],
  ])('%s: %i %s', async (name, code, message) => {
    const { dataCentre, peers, inputPeer, exportLink } = await openDemo();
    await expect(exportLink(inputPeer(peers[name]))).rejects.toMatchObject({ code, message });
    expect(dataCentre.ledger.linksMade()).toBe(0);
    expect(dataCentre.ledger.calls.at(-1)?.outcome).toBe(message);
  });

  const refusals: [
    string,
    (demo: Demo, nowSeconds: number) => [TlObject, Record<string, unknown>],
    string,
  ][] = [
    ['the account itself', () => [{ _: 'inputPeerSelf' }, {}], 'PEER_ID_INVALID'],
    ['no peer', () => [{ _: 'inputPeerEmpty' }, {}], 'PEER_ID_INVALID'],
    ['a user', () => [{ _: 'inputPeerUser', user_id: 1n, access_hash: 1n }, {}], 'PEER_ID_INVALID'],
    ['an unknown group', () => [{ _: 'inputPeerChat', chat_id: 1n }, {}], 'CHAT_ID_INVALID'],
    [
      'an unknown channel',
      () => [{ _: 'inputPeerChannel', channel_id: 1n, access_hash: 1n }, {}],
      'CHANNEL_INVALID',
    ],
    [
      'the access hash of another account',
      ({ peers, other, inputPeer }) => [inputPeer(peers.launchChat, other), {}],
      'CHANNEL_INVALID',
    ],
    ['an expiry that is now', (demo, now) => [launch(demo), { expire_date: now }], 'EXPIRE_DATE_INVALID'],
    ['an expiry in the past', (demo, now) => [launch(demo), { expire_date: now - 1 }], 'EXPIRE_DATE_INVALID'],
    ['100,000 uses', (demo) => [launch(demo), { usage_limit: 100_000 }], 'USAGE_LIMIT_INVALID'],
    ['-1 uses', (demo) => [launch(demo), { usage_limit: -1 }], 'USAGE_LIMIT_INVALID'],
    [
      'a limit with approval',
      (demo) => [launch(demo), { usage_limit: 1, request_needed: true }],
      'USAGE_LIMIT_INVALID',
    ],
    ['a weekly subscription', (demo) => [launch(demo), pricing(604_800, 1n)], 'SUBSCRIPTION_PERIOD_INVALID'],
    ['a free subscription', (demo) => [launch(demo), pricing(MONTH, 0n)], 'PRICING_CHAT_INVALID'],
    ['a dear subscription', (demo) => [launch(demo), pricing(MONTH, 10_001n)], 'PRICING_CHAT_INVALID'],
    [
      'a subscription to a group',
      ({ peers, inputPeer }) => [inputPeer(peers.launchChat), pricing(MONTH, 1n)],
      'PRICING_CHAT_INVALID',
    ],
    [
      'a subscription with a limit',
      (demo) => [launch(demo), { usage_limit: 1, ...pricing(MONTH, 1n) }],
      'PRICING_CHAT_INVALID',
    ],
  ];

  function launch({ peers, inputPeer }: Demo) {
    return inputPeer(peers.launch);
  }

  test.each(refusals)('%s', async (_, makeArguments, message) => {
    const demo = await openDemo();
    const [peer, params] = makeArguments(demo, demo.nowSeconds);
    await expect(demo.exportLink(peer, params)).rejects.toMatchObject({ code: 400, message });
    expect(demo.dataCentre.ledger.linksMade()).toBe(0);
  });

  test('an administrator without invite_users', async () => {
    const { world, user, peers, inputPeer, exportLink } = await openDemo();
    world.addMember(peers.launchChat, user, 'admin', { postMessages: true });
    await expect(exportLink(inputPeer(peers.launchChat))).rejects.toThrow('CHAT_ADMIN_REQUIRED');
  });

  test('a private channel the account has left', async () => {
    const { world, user, other, inputPeer, exportLink } = await openDemo();
    const channel = world.addChannel({ title: 'Private', creator: other });
    world.addMember(channel, user, 'left');
    await expect(exportLink(inputPeer(channel))).rejects.toThrow('CHANNEL_PRIVATE');
  });

  test('an account that is not logged in', async () => {
    const { session, inputPeer, peers, world } = await openDemo();
    await session.call({ _: 'auth.logOut' });
    await expect(
      session.call({ _: 'messages.exportChatInvite', peer: inputPeer(peers.launch) }),
    ).rejects.toMatchObject({ code: 401, message: 'AUTH_KEY_UNREGISTERED' });
    expect(world.users.size).toBe(3);
  });
});
