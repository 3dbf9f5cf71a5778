import { returnBigInt } from 'telegram/Helpers.js';
import { Api } from 'telegram/tl/index.js';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { InputPeer } from '../../../functions/core/account/account.ts';
import { openAccount } from '../../../functions/telegram/open-account.ts';
import { openSession } from '../../../functions/telegram/open-session.ts';
import type { Channel, Peer, User } from '../../../telegram-emulator/world/entities.ts';
import { startNetwork } from './telegram-world.ts';

/** The emulator's clock stands still, here. */
const date = 1_790_000_000;

/** An account of the demo world, and people who want to join. @param who one of the demo's users. */
async function open(who: 'user' | 'other' = 'user') {
  const network = await startNetwork();
  const { world } = network;
  const viewer = network[who];
  const account = await openAccount(network.sessionOf(viewer), network.clock);
  onTestFinished(account.close);

  function hashOf(id: bigint): string {
    return world.accessHash(viewer.id, 'channel', id).toString();
  }

  function channelOf({ id }: Channel): InputPeer & { kind: 'channel' } {
    return { kind: 'channel', channelId: id.toString(), accessHash: hashOf(id) };
  }

  function addUsers(count: number): User[] {
    return Array.from({ length: count }, (_, i) =>
      world.addUser({
        phone: `99966301${i}`,
        firstName: `User ${i}`,
        username: `user_${i}`,
        about: `bio ${i}`,
      }),
    );
  }

  /** The user as the account sees it. */
  function seen({ id, firstName, username }: User) {
    const accessHash = world.accessHash(viewer.id, 'user', id).toString();
    return { userId: id.toString(), accessHash, firstName, ...(username ? { username } : {}) };
  }

  /** Who joined, without those who were added when the demo world was made. */
  function joined() {
    return network.telegram.at(2).ledger.joins.filter(({ via }) => via !== 'added');
  }
  return { ...network, joined, account, channelOf, addUsers, seen };
}

function firstOf<T>([first]: T[]): T {
  if (first === undefined) {
    throw new Error('there is none');
  }
  return first;
}

describe('readAdminLog', () => {
  test('tells who came in by a link, by a request, and by the Join button', async () => {
    const { account, channelOf, world, peers, user, addUsers, seen } = await open();
    const { launch } = peers;
    const [ada, bob, cy] = addUsers(3) as [User, User, User];
    const link = world.addInvite(launch, user).link;
    const guardedLink = world.addInvite(launch, user, { requestNeeded: true }).link;
    world.joinByLink(link, ada);
    world.joinByLink(guardedLink, bob);
    world.decideRequest(launch, bob, 'approve');
    world.joinByButton(launch, cy);
    const { joins, isLast, newestId, oldestId, oldestDate } = await account.readAdminLog(
      channelOf(launch),
      {},
    );
    expect(joins.map(({ eventId: _, ...join }) => join)).toEqual([
      { date, user: seen(cy), via: 'unknown' },
      { date, user: seen(bob), via: 'request', link: guardedLink, approvedBy: user.id.toString() },
      { date, user: seen(ada), via: 'link', link },
    ]);
    expect(isLast).toBe(true);
    expect([newestId, oldestId, oldestDate]).toEqual([joins[0]?.eventId, joins[2]?.eventId, date]);
  });

  test('tells what was done to links, newest first, and counts it for the range of the page', async () => {
    const { account, channelOf, world, peers, user, addUsers } = await open();
    const { link } = world.addInvite(peers.launch, user);
    const channel = channelOf(peers.launch);
    world.joinByLink(link, firstOf(addUsers(1)));
    await account.editLink(channel, link, { usage_limit: 7 });
    await account.revokeLink(channel, link);
    await account.deleteLink(channel, link);
    const { joins, changes, newestId } = await account.readAdminLog(channel, {});
    expect(joins).toHaveLength(1);
    expect(changes).toMatchObject([
      { kind: 'deleted', date, invite: { link } },
      { kind: 'revoked', invite: { link, revoked: true } },
      { kind: 'edited', invite: { link, usage_limit: 7, revoked: false } },
    ]);
    expect(newestId).toBe(changes[0]?.eventId);
  });

  test('a request of a chat in which every join is one has no link', async () => {
    const { account, channelOf, peers, world, user, guarded, sessionOf, clock } = await open();
    const stranger = await openSession(sessionOf(guarded), clock);
    onTestFinished(stranger.close);
    const channelId = returnBigInt(peers.lounge.id);
    const accessHash = returnBigInt(world.accessHash(guarded.id, 'channel', peers.lounge.id));
    const channel = new Api.InputChannel({ channelId, accessHash });
    const asked = stranger.call(new Api.channels.JoinChannel({ channel }));
    await expect(asked).rejects.toMatchObject({ rpc: { type: 'INVITE_REQUEST_SENT' } });
    world.decideRequest(peers.lounge, guarded, 'approve', user);
    const { joins } = await account.readAdminLog(channelOf(peers.lounge), {});
    expect(joins).toMatchObject([{ via: 'request', approvedBy: user.id.toString() }]);
    expect(joins[0]).not.toHaveProperty('link');
  });

  test('a full page is not the last one, and the next one begins below it', async () => {
    const { account, channelOf, world, peers, user, addUsers } = await open();
    const { link } = world.addInvite(peers.launch, user);
    for (const each of addUsers(103)) {
      world.joinByLink(link, each);
    }
    const channel = channelOf(peers.launch);
    const first = await account.readAdminLog(channel, {});
    expect([first.joins.length, first.isLast]).toEqual([100, false]);
    const second = await account.readAdminLog(channel, { beforeId: first.oldestId });
    expect([second.joins.length, second.isLast]).toEqual([3, true]);
    const newer = await account.readAdminLog(channel, { afterId: second.newestId });
    expect(newer.joins).toHaveLength(100);
    expect(await account.readAdminLog(channel, { afterId: first.newestId })).toEqual({
      joins: [],
      changes: [],
      isLast: true,
    });
  });

  test("another administrator's link is cut", async () => {
    const { account, channelOf, world, peers, other, addUsers } = await open();
    const { link } = world.addInvite(peers.launchChat, other);
    world.joinByLink(link, firstOf(addUsers(1)));
    const { joins } = await account.readAdminLog(channelOf(peers.launchChat), {});
    expect(joins[0]?.link).toMatch(/^https:\/\/t\.me\/\+.{6}\.\.\.$/);
    expect(link.startsWith(joins[0]?.link?.slice(0, -3) ?? 'none')).toBe(true);
  });

  test('is for administrators', async () => {
    const { account, channelOf, peers } = await open();
    await expect(account.readAdminLog(channelOf(peers.pressRoom), {})).rejects.toMatchObject({
      rpc: { type: 'CHAT_ADMIN_REQUIRED', class: 'rights' },
    });
  });
});

describe('listImporters', () => {
  test('lists who joined by a link, with the administrator who approved it', async () => {
    const { account, channelOf, world, peers, user, addUsers, seen } = await open();
    const { launch } = peers;
    const [ada, bob, cy] = addUsers(3) as [User, User, User];
    const { link } = world.addInvite(launch, user, { requestNeeded: true });
    world.joinByLink(world.addInvite(launch, user).link, ada);
    for (const each of [bob, cy]) {
      world.joinByLink(link, each);
    }
    world.decideRequest(launch, bob, 'approve', user);
    const page = await account.listImporters(channelOf(launch), { link });
    expect(page).toEqual({
      importers: [{ user: seen(bob), date, approvedBy: user.id.toString() }],
      count: 1,
    });
  });

  test('lists who asks to join, by one link or by any', async () => {
    const { account, channelOf, world, peers, user, addUsers, seen } = await open();
    const [ada, bob] = addUsers(2) as [User, User];
    const { launch } = peers;
    const { link } = world.addInvite(launch, user, { requestNeeded: true });
    world.joinByLink(link, ada);
    world.joinByLink(world.addInvite(launch, user, { requestNeeded: true }).link, bob);
    expect(await account.listImporters(channelOf(launch), { link, requested: true })).toEqual({
      importers: [{ user: seen(ada), date, about: 'bio 0' }],
      count: 1,
    });
    const { importers } = await account.listImporters(channelOf(launch), { requested: true });
    expect(importers.map((importer) => importer.user.userId).sort()).toEqual(
      [ada, bob].map(({ id }) => id.toString()).sort(),
    );
  });

  test('a full page says where the next one begins', async () => {
    const { account, channelOf, world, peers, user, addUsers } = await open();
    const { link } = world.addInvite(peers.launch, user);
    for (const each of addUsers(103)) {
      world.joinByLink(link, each);
    }
    const channel = channelOf(peers.launch);
    const first = await account.listImporters(channel, { link });
    expect([first.importers.length, first.count]).toEqual([100, 103]);
    const second = await account.listImporters(channel, { link }, first.next);
    expect([second.importers.length, second.next]).toEqual([3, undefined]);
    const all = [...first.importers, ...second.importers].map(({ user: each }) => each.userId);
    expect(new Set(all).size).toBe(103);
  });

  test('works in a basic group', async () => {
    const { account, world, peers, user, addUsers, seen } = await open();
    const first = firstOf(addUsers(1));
    const { link } = world.addInvite(peers.crew, user);
    world.joinByLink(link, first);
    const crew = { kind: 'chat' as const, chatId: peers.crew.id.toString() };
    expect(await account.listImporters(crew, { link })).toMatchObject({
      importers: [{ user: seen(first) }],
    });
  });
});

describe('decisions', () => {
  async function openWithRequests() {
    const opened = await open();
    const { world, peers, user, addUsers, channelOf } = opened;
    const peer: Peer = peers.launch;
    const { link } = world.addInvite(peer, user, { requestNeeded: true });
    const asking = addUsers(3) as [User, User, User];
    for (const each of asking) {
      world.joinByLink(link, each);
    }
    return { ...opened, peer, link, asking, channel: channelOf(peers.launch) };
  }

  test('a request that is approved lets the user in', async () => {
    const { account, channel, asking, peer, seen, joined, user } = await openWithRequests();
    const { importers } = await account.listImporters(channel, { requested: true });
    expect(importers).toHaveLength(3);
    await account.decideRequest(channel, seen(asking[0]), true);
    expect([...peer.joinRequests.keys()]).toEqual([asking[1].id, asking[2].id]);
    expect(joined()).toMatchObject([{ userId: asking[0].id.toString(), approvedBy: user.id.toString() }]);
  });

  test('a request that is declined is gone', async () => {
    const { account, channel, asking, peer, seen, joined } = await openWithRequests();
    await account.listImporters(channel, { requested: true });
    await account.decideRequest(channel, seen(asking[0]), false);
    expect(peer.joinRequests.has(asking[0].id)).toBe(false);
    expect(joined()).toEqual([]);
  });

  test('what cannot be decided says why', async () => {
    const { account, channel, asking, seen, other } = await openWithRequests();
    const [first, second] = asking;
    await account.decideRequest(channel, seen(first), true);
    second.hasTooManyChannels = true;
    async function typeOf(decided: Promise<void>) {
      return decided.then(
        () => 'ok',
        (error) => `${error.rpc.type} ${error.rpc.class}`,
      );
    }
    const nobody = { userId: '1', accessHash: '5' };
    expect([
      await typeOf(account.decideRequest(channel, seen(first), true)),
      await typeOf(account.decideRequest(channel, seen(first), false)),
      await typeOf(account.decideRequest(channel, seen(other), true)),
      await typeOf(account.decideRequest(channel, seen(second), true)),
      await typeOf(account.decideRequest(channel, nobody, true)),
    ]).toEqual([
      'USER_ALREADY_PARTICIPANT input',
      'HIDE_REQUESTER_MISSING input',
      'HIDE_REQUESTER_MISSING input',
      'USER_CHANNELS_TOO_MUCH input',
      'USER_ID_INVALID input',
    ]);
  });

  test('all requests of a link are decided at once, or all of the chat', async () => {
    const { account, channel, asking, peer, world, link, user, other, joined } = await openWithRequests();
    const second = world.addInvite(peer, user, { requestNeeded: true });
    world.joinByLink(second.link, other);
    await account.decideAllRequests(channel, link, true);
    expect(joined().map(({ userId }) => userId)).toEqual(asking.map(({ id }) => id.toString()));
    await account.decideAllRequests(channel, undefined, false);
    expect([peer.joinRequests.size, joined().length]).toEqual([0, 3]);
  });
});
