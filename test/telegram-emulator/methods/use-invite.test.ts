import { describe, expect, test } from 'vitest';
import { createDemoWorld } from '../../../telegram-emulator/demo-world.ts';
import { newInvite } from '../../../telegram-emulator/world/invites.ts';
import { createClock, startDemo } from '../support/start-demo.ts';

async function openWithLink(params: Record<string, unknown> = {}) {
  const clock = createClock();
  const demo = await startDemo({ now: clock.now });
  const session = await demo.openSession();
  const peer = demo.inputPeer(demo.peers.backstage);
  const { link } = await session.call({ _: 'messages.exportChatInvite', peer, ...params });
  const hash = (link as string).split('+')[1] ?? '';
  const stranger = await demo.openSession({ user: demo.guarded });
  return { ...demo, clock, session, peer, link, hash, stranger };
}

test('a member is told which chat it is', async () => {
  const { session, hash, peers, inputPeer } = await openWithLink();
  const answer = await session.call({ _: 'messages.checkChatInvite', hash });
  expect(answer).toMatchObject({
    _: 'chatInviteAlready',
    chat: { id: peers.backstage.id, access_hash: inputPeer(peers.backstage).access_hash },
  });
});

test('a stranger is shown the chat without its address', async () => {
  const { stranger, hash } = await openWithLink({ request_needed: true });
  const answer = await stranger.call({ _: 'messages.checkChatInvite', hash });
  expect(answer).toMatchObject({
    _: 'chatInvite',
    title: 'Backstage',
    broadcast: true,
    request_needed: true,
  });
});

test.each([
  ['', 'INVITE_HASH_EMPTY'],
  ['no hash!', 'INVITE_HASH_INVALID'],
  ['AAAAAAAAAAAAAAAA', 'INVITE_HASH_EXPIRED'],
])('the hash "%s" is refused', async (hash, type) => {
  const { stranger } = await openWithLink();
  await expect(stranger.call({ _: 'messages.checkChatInvite', hash })).rejects.toThrow(type);
});

test('a revoked link is expired to a stranger', async () => {
  const { session, stranger, hash, peer, link } = await openWithLink();
  await session.call({ _: 'messages.editExportedChatInvite', peer, link, revoked: true });
  await expect(stranger.call({ _: 'messages.checkChatInvite', hash })).rejects.toThrow('INVITE_HASH_EXPIRED');
});

test('a link is expired from its expiry on', async () => {
  const expireDate = Math.floor(createClock().now() / 1000) + 60;
  const { stranger, hash, clock } = await openWithLink({ expire_date: expireDate });
  await stranger.call({ _: 'messages.checkChatInvite', hash });
  clock.advance(60_000);
  await expect(stranger.call({ _: 'messages.checkChatInvite', hash })).rejects.toThrow('INVITE_HASH_EXPIRED');
});

describe('joining', () => {
  test('by a link makes a member and counts as its use while the member is in', async () => {
    const { session, stranger, hash, link, peer, peers, guarded, world } = await openWithLink();
    function usage() {
      return session.call({ _: 'messages.getExportedChatInvite', peer, link });
    }
    const updates = await stranger.call({ _: 'messages.importChatInvite', hash });
    expect(updates.chats).toMatchObject([{ _: 'channel', title: 'Backstage' }]);
    expect((await usage()).invite).toMatchObject({ usage: 1 });
    const again = stranger.call({ _: 'messages.importChatInvite', hash });
    await expect(again).rejects.toThrow('USER_ALREADY_PARTICIPANT');
    world.addMember(peers.backstage, guarded, 'left');
    expect(((await usage()).invite as { usage?: number }).usage).toBeUndefined();
  });

  test('with a link that needs approval only asks', async () => {
    const { session, stranger, hash, link, peer } = await openWithLink({ request_needed: true });
    const join = stranger.call({ _: 'messages.importChatInvite', hash });
    await expect(join).rejects.toThrow('INVITE_REQUEST_SENT');
    const { invite } = await session.call({ _: 'messages.getExportedChatInvite', peer, link });
    expect(invite).toMatchObject({ requested: 1 });
    expect((invite as { usage?: number }).usage).toBeUndefined();
  });

  test('is refused to who is in too many channels, but asking is not', async () => {
    const { stranger, hash, guarded } = await openWithLink();
    guarded.hasTooManyChannels = true;
    const join = stranger.call({ _: 'messages.importChatInvite', hash });
    await expect(join).rejects.toThrow('CHANNELS_TOO_MUCH');
    const other = await openWithLink({ request_needed: true });
    other.guarded.hasTooManyChannels = true;
    const ask = other.stranger.call({ _: 'messages.importChatInvite', hash: other.hash });
    await expect(ask).rejects.toThrow('INVITE_REQUEST_SENT');
  });

  test('by a revoked link is refused', async () => {
    const { session, stranger, hash, peer, link } = await openWithLink();
    await session.call({ _: 'messages.editExportedChatInvite', peer, link, revoked: true });
    const join = stranger.call({ _: 'messages.importChatInvite', hash });
    await expect(join).rejects.toThrow('INVITE_HASH_EXPIRED');
  });

  test('a test lets its users join without a session, up to the limit and to the day', () => {
    const clock = createClock();
    const { world, user, other, guarded, peers } = createDemoWorld(clock.now);
    const expireDate = Math.floor(clock.now() / 1000) + 60;
    const options = { title: undefined, expireDate, requestNeeded: false, subscriptionPricing: undefined };
    const [twice, once] = [2, 1].map((usageLimit) =>
      newInvite(user.id, Math.floor(clock.now() / 1000), { ...options, usageLimit }),
    );
    peers.backstage.invites.push(...[twice, once].filter((invite) => invite !== undefined));
    expect(world.joinByLink(once?.link ?? '', other)).toBe('joined');
    expect(() => world.joinByLink(once?.link ?? '', guarded)).toThrow('INVITE_HASH_EXPIRED');
    world.addMember(peers.backstage, other, 'left');
    expect(world.joinByLink(once?.link ?? '', guarded)).toBe('joined');
    clock.advance(60_000);
    expect(() => world.joinByLink(twice?.link ?? '', other)).toThrow('INVITE_HASH_EXPIRED');
  });
});
