import { expect, test } from 'vitest';
import type { User } from '../../../telegram-emulator/world/entities.ts';
import { openChat } from '../support/open-chat.ts';

/** A basic group of `user` that `guarded` has joined by a link. */
async function openCrew() {
  const chat = await openChat('crew');
  const { world, peer, user, guarded } = chat;
  const { link } = world.addInvite(peer, user);
  world.joinByLink(link, guarded);
  const [creator, member] = [await chat.openAs(user), await chat.openAs(guarded)];
  function remove(by: typeof creator, who: User) {
    return by.session.call({
      _: 'messages.deleteChatUser',
      chat_id: peer.id,
      user_id: by.inputUser(who),
    });
  }
  return { ...chat, link, creator, member, remove };
}

test('a member leaves a basic group, and its link counts one use less', async () => {
  const { remove, member, creator, guarded, link, peer } = await openCrew();
  await remove(member, guarded);
  expect(peer.members.get(guarded.id)?.role).toBe('left');
  const { invite } = await creator.ask('getExportedChatInvite', { link });
  expect((invite as { usage?: number }).usage).toBeUndefined();
  await expect(remove(member, guarded)).rejects.toThrow('CHAT_ID_INVALID');
});

test('an administrator takes a member out of a basic group, and a member nobody', async () => {
  const { remove, member, creator, guarded, user, peer } = await openCrew();
  await expect(remove(member, user)).rejects.toThrow('CHAT_ADMIN_REQUIRED');
  await remove(creator, guarded);
  expect(peer.members.get(guarded.id)?.role).toBe('banned');
  await expect(remove(creator, guarded)).rejects.toThrow('USER_NOT_PARTICIPANT');
});

test('a ban needs the right to, spares the creator, and ends when it is taken back', async () => {
  const { openAs, world, user, other, guarded, peer } = await openChat('launchChat');
  const [admin, creator] = [await openAs(user), await openAs(other)];
  function ban(by: typeof admin, who: User, isBanned = true) {
    return by.askChannel('editBanned', {
      participant: { ...by.inputUser(who), _: 'inputPeerUser' },
      banned_rights: { _: 'chatBannedRights', view_messages: isBanned, until_date: 0 },
    });
  }
  await expect(ban(admin, guarded)).rejects.toThrow('CHAT_ADMIN_REQUIRED');
  world.addMember(peer, user, 'admin', { banUsers: true });
  await expect(ban(admin, other)).rejects.toThrow('USER_ADMIN_INVALID');
  const stranger = await openAs(guarded);
  await ban(creator, guarded);
  await expect(stranger.askChannel('joinChannel')).rejects.toThrow('CHANNEL_PRIVATE');
  await ban(creator, guarded, false);
  await stranger.askChannel('joinChannel');
  expect(peer.members.get(guarded.id)?.role).toBe('member');
});
