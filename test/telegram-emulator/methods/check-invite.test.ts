import { expect, test } from 'vitest';
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
