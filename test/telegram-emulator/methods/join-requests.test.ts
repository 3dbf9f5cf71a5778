import { describe, expect, test } from 'vitest';
import type { User } from '../../../telegram-emulator/world/entities.ts';
import { openChat } from '../support/open-chat.ts';

/** The channel of `user`, with a link that needs approval and three who have asked by it. */
async function openWithRequests(choose: 'backstage' | 'crew' = 'backstage') {
  const chat = await openChat(choose);
  const { world, peer, user, addUsers } = chat;
  const { link } = world.addInvite(peer, user, { requestNeeded: true });
  const asking = addUsers(3) as [User, User, User];
  for (const each of asking) {
    world.joinByLink(link, each);
  }
  const admin = await chat.openAs(user);
  function decide(who: User, approved?: true) {
    return admin.ask('hideChatJoinRequest', { user_id: admin.inputUser(who), approved });
  }
  return { ...chat, link, asking, admin, decide };
}

describe('hideChatJoinRequest', () => {
  test('approves: who asked is in, by the link that they asked by', async () => {
    const { decide, asking, peer, link, user, admin } = await openWithRequests();
    const [first] = asking;
    const updates = await decide(first, true);
    expect(updates.updates).toMatchObject([{ _: 'updatePendingJoinRequests', requests_pending: 2 }]);
    expect(peer.members.get(first.id)).toMatchObject({
      role: 'member',
      joinedBy: link,
      approvedBy: user.id,
    });
    const { invite } = await admin.ask('getExportedChatInvite', { link });
    expect(invite).toMatchObject({ usage: 1, requested: 2 });
  });

  test('declines: who asked is out, and may ask again', async () => {
    const { decide, asking, peer, world, link } = await openWithRequests();
    const [first] = asking;
    await decide(first);
    expect([peer.members.has(first.id), peer.joinRequests.has(first.id)]).toEqual([false, false]);
    expect(world.joinByLink(link, first)).toBe('requested');
  });

  test('refuses what is decided already, and a request that was never made', async () => {
    const { decide, asking, other } = await openWithRequests();
    const [first, second] = asking;
    await decide(first, true);
    await expect(decide(first, true)).rejects.toThrow('USER_ALREADY_PARTICIPANT');
    await expect(decide(first)).rejects.toThrow('HIDE_REQUESTER_MISSING');
    await decide(second);
    await expect(decide(second, true)).rejects.toThrow('HIDE_REQUESTER_MISSING');
    await expect(decide(other, true)).rejects.toThrow('HIDE_REQUESTER_MISSING');
  });

  test('refuses a user who is in too many channels, and keeps the request', async () => {
    const { decide, asking, peer } = await openWithRequests();
    const [first] = asking;
    first.hasTooManyChannels = true;
    await expect(decide(first, true)).rejects.toMatchObject({ code: 403, message: 'USER_CHANNELS_TOO_MUCH' });
    expect(peer.joinRequests.has(first.id)).toBe(true);
    first.hasTooManyChannels = false;
    await decide(first, true);
  });

  test('refuses a deleted account and an unknown one', async () => {
    const { decide, asking, admin } = await openWithRequests();
    const [first] = asking;
    first.isDeleted = true;
    await expect(decide(first, true)).rejects.toThrow('INPUT_USER_DEACTIVATED');
    const stranger = admin.ask('hideChatJoinRequest', {
      user_id: { _: 'inputUser', user_id: first.id, access_hash: 1n },
    });
    await expect(stranger).rejects.toThrow('USER_ID_INVALID');
  });

  test('needs the right to invite', async () => {
    const { openAs, asking, world, peer, other } = await openWithRequests();
    world.addMember(peer, other, 'admin', { banUsers: true });
    const limited = await openAs(other);
    const decided = limited.ask('hideChatJoinRequest', { user_id: limited.inputUser(asking[0]) });
    await expect(decided).rejects.toThrow('CHAT_ADMIN_REQUIRED');
  });

  test('works in a basic group, where the limit of channels does not count', async () => {
    const { decide, asking, peer } = await openWithRequests('crew');
    asking[0].hasTooManyChannels = true;
    await decide(asking[0], true);
    expect(peer.members.get(asking[0].id)?.role).toBe('member');
  });

  test('decides a request of a chat in which every join is one', async () => {
    const { openAs, guarded, user, peer } = await openChat('lounge');
    const stranger = await openAs(guarded);
    await expect(stranger.askChannel('joinChannel')).rejects.toThrow('INVITE_REQUEST_SENT');
    const admin = await openAs(user);
    await admin.ask('hideChatJoinRequest', { user_id: admin.inputUser(guarded), approved: true });
    expect(peer.members.get(guarded.id)).toMatchObject({ joinedBy: undefined, approvedBy: user.id });
  });
});

describe('hideAllChatJoinRequests', () => {
  test('decides all of a chat, or those of one link', async () => {
    const { admin, asking, world, peer, user, other, link } = await openWithRequests();
    const second = world.addInvite(peer, user, { requestNeeded: true });
    world.joinByLink(second.link, other);
    await admin.ask('hideAllChatJoinRequests', { approved: true, link });
    expect(asking.map(({ id }) => peer.members.get(id)?.role)).toEqual(['member', 'member', 'member']);
    expect([...peer.joinRequests.keys()]).toEqual([other.id]);
    await admin.ask('hideAllChatJoinRequests');
    expect([peer.joinRequests.size, peer.members.has(other.id)]).toEqual([0, false]);
  });

  test('leaves who cannot come in among the requests', async () => {
    const { admin, asking, peer } = await openWithRequests();
    asking[1].hasTooManyChannels = true;
    await admin.ask('hideAllChatJoinRequests', { approved: true });
    expect([...peer.joinRequests.keys()]).toEqual([asking[1].id]);
    const again = admin.ask('hideAllChatJoinRequests', { approved: true });
    await expect(again).rejects.toThrow('USER_CHANNELS_TOO_MUCH');
  });

  test('is refused where nobody asks, and for a link that is unknown or another administrator’s', async () => {
    const { admin, openAs, world, peer, other, link } = await openWithRequests();
    await admin.ask('hideAllChatJoinRequests');
    await expect(admin.ask('hideAllChatJoinRequests')).rejects.toThrow('HIDE_REQUESTER_MISSING');
    const unknown = admin.ask('hideAllChatJoinRequests', { link: 'https://t.me/+none' });
    await expect(unknown).rejects.toThrow('INVITE_HASH_EXPIRED');
    world.addMember(peer, other, 'admin', { inviteUsers: true });
    const second = await openAs(other);
    await expect(second.ask('hideAllChatJoinRequests', { link })).rejects.toThrow('CHAT_ADMIN_REQUIRED');
  });
});

test('the ledger has each request and each decision once', async () => {
  const { decide, asking, ledger, link, user } = await openWithRequests();
  await decide(asking[0], true);
  await decide(asking[1]);
  await expect(decide(asking[1])).rejects.toThrow('HIDE_REQUESTER_MISSING');
  expect(ledger.joinRequests.map(({ type }) => type)).toEqual([
    'sent',
    'sent',
    'sent',
    'approved',
    'declined',
  ]);
  const byUserId = user.id.toString();
  expect(ledger.joinRequests.at(-1)).toMatchObject({ userId: asking[1].id.toString(), link, byUserId });
});
