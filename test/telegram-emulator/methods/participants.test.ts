import { describe, expect, test } from 'vitest';
import type { TlObject } from '../../../telegram-emulator/tl/parse-schema.ts';
import type { User } from '../../../telegram-emulator/world/entities.ts';
import { createClock, type Demo, startDemo } from '../support/start-demo.ts';

/** Launch chat: `other` is its creator, `user` an administrator, `guarded` a stranger. */
async function openLaunchChat() {
  const clock = createClock();
  const demo = await startDemo({ now: clock.now });
  const { user, other, guarded } = demo;
  const admin = await openAs(demo, user);
  const creator = await openAs(demo, other);
  const stranger = await openAs(demo, guarded);
  return { ...demo, clock, chat: demo.peers.launchChat, admin, creator, stranger };
}

async function openAs({ openSession, inputChannel, peers, world }: Demo, user: User) {
  const session = await openSession({ user });
  function accessHash(id: bigint) {
    return world.accessHash(user.id, 'user', id);
  }
  return {
    call: (method: string, params: object = {}) =>
      session.call({
        _: `channels.${method}`,
        channel: inputChannel(peers.launchChat, user),
        ...params,
      }) as Promise<TlObject & { participant: TlObject }>,
    inputPeer: (id: bigint) => ({ _: 'inputPeerUser', user_id: id, access_hash: accessHash(id) }),
    inputUser: (id: bigint) => ({ _: 'inputUser', user_id: id, access_hash: accessHash(id) }),
  };
}

const RECENT = { filter: { _: 'channelParticipantsRecent' }, offset: 0, limit: 10, hash: 0n };

function rights(...names: string[]) {
  return {
    rank: '',
    admin_rights: { _: 'chatAdminRights', ...Object.fromEntries(names.map((name) => [name, true])) },
  };
}

describe('participants', () => {
  test('are listed with their roles, and found by filter', async () => {
    const { admin, user, other } = await openLaunchChat();
    const page = await admin.call('getParticipants', RECENT);
    expect(page).toMatchObject({
      count: 2,
      participants: [
        { _: 'channelParticipantCreator', user_id: other.id },
        { _: 'channelParticipantAdmin', user_id: user.id, self: true, promoted_by: other.id },
      ],
    });
    const filter = { _: 'channelParticipantsSearch', q: 'grace' };
    expect(await admin.call('getParticipants', { ...RECENT, filter })).toMatchObject({ count: 1 });
  });

  test('of a broadcast channel are shown to administrators alone', async () => {
    const { admin, peers, inputChannel } = await openLaunchChat();
    const channel = inputChannel(peers.pressRoom);
    await expect(admin.call('getParticipants', { ...RECENT, channel })).rejects.toThrow(
      'CHAT_ADMIN_REQUIRED',
    );
    const participant = { _: 'inputPeerSelf' };
    expect((await admin.call('getParticipant', { channel, participant })).participant).toMatchObject({
      _: 'channelParticipantSelf',
    });
  });

  test('are asked for one by one', async () => {
    const { admin, other, guarded, world, chat } = await openLaunchChat();
    const asked = { participant: admin.inputPeer(guarded.id) };
    await expect(admin.call('getParticipant', asked)).rejects.toThrow('USER_NOT_PARTICIPANT');
    world.addMember(chat, guarded);
    expect((await admin.call('getParticipant', asked)).participant).toMatchObject({ user_id: guarded.id });
    world.addMember(chat, guarded, 'banned');
    expect((await admin.call('getParticipant', asked)).participant).toMatchObject({
      _: 'channelParticipantBanned',
      kicked_by: other.id,
    });
  });
});

describe('a public supergroup', () => {
  test('is joined and left', async () => {
    const { stranger, chat, guarded } = await openLaunchChat();
    expect((await stranger.call('joinChannel')).chats).toMatchObject([{ id: chat.id, title: 'Launch chat' }]);
    await expect(stranger.call('joinChannel')).rejects.toThrow('USER_ALREADY_PARTICIPANT');
    await stranger.call('leaveChannel');
    expect(chat.members.get(guarded.id)?.role).toBe('left');
    await expect(stranger.call('leaveChannel')).rejects.toThrow('USER_NOT_PARTICIPANT');
  });

  test('is not left by its creator', async () => {
    const { creator } = await openLaunchChat();
    await expect(creator.call('leaveChannel')).rejects.toThrow('USER_CREATOR');
  });

  test('in which every join is a request is only asked', async () => {
    const { stranger, peers, inputChannel, guarded } = await openLaunchChat();
    const channel = inputChannel(peers.lounge, guarded);
    await expect(stranger.call('joinChannel', { channel })).rejects.toThrow('INVITE_REQUEST_SENT');
    expect(peers.lounge.members.has(guarded.id)).toBe(false);
  });

  test('takes in whom a member invites, but nobody who was banned', async () => {
    const { admin, chat, guarded, world } = await openLaunchChat();
    const users = [admin.inputUser(guarded.id)];
    expect(await admin.call('inviteToChannel', { users })).toMatchObject({ missing_invitees: [] });
    expect(chat.members.get(guarded.id)?.role).toBe('member');
    world.addMember(chat, guarded, 'banned');
    await expect(admin.call('inviteToChannel', { users })).rejects.toThrow('USER_KICKED');
  });
});

describe('editAdmin', () => {
  test('by the creator gives rights and takes them away', async () => {
    const { creator, chat, guarded } = await openLaunchChat();
    const edited = { user_id: creator.inputUser(guarded.id) };
    await creator.call('editAdmin', { ...edited, ...rights('invite_users') });
    expect(chat.members.get(guarded.id)).toMatchObject({ role: 'admin', rights: { inviteUsers: true } });
    await creator.call('editAdmin', { ...edited, ...rights() });
    expect(chat.members.get(guarded.id)?.role).toBe('member');
  });

  test('by an administrator needs the right to, and gives no right that they lack', async () => {
    const { admin, other, guarded, chat, user, world } = await openLaunchChat();
    const edited = { user_id: admin.inputUser(guarded.id) };
    function edit() {
      return admin.call('editAdmin', { ...edited, ...rights('ban_users') });
    }
    await expect(edit()).rejects.toThrow('CHAT_ADMIN_REQUIRED');
    world.addMember(chat, user, 'admin', { addAdmins: true });
    await expect(edit()).rejects.toThrow('RIGHT_FORBIDDEN');
    const ofCreator = { user_id: admin.inputUser(other.id), ...rights('add_admins') };
    await expect(admin.call('editAdmin', ofCreator)).rejects.toThrow('USER_CREATOR');
  });
});
