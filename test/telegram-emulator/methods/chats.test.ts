import { describe, expect, test } from 'vitest';
import type { TlObject } from '../../../telegram-emulator/tl/parse-schema.ts';
import { createClock, startDemo } from '../support/start-demo.ts';

async function openDemo() {
  const clock = createClock();
  const demo = await startDemo({ now: clock.now });
  return { ...demo, clock, session: await demo.openSession() };
}

describe('resolveUsername', () => {
  test('gives a channel with the hash that is this account’s own', async () => {
    const { session, openSession, other, peers, inputPeer } = await openDemo();
    const query = { _: 'contacts.resolveUsername', username: 'LAUNCH_chat' };
    const mine = await session.call(query);
    const theirs = await (await openSession({ user: other })).call(query);
    function hashOf(answer: TlObject) {
      return (answer.chats as TlObject[])[0]?.access_hash;
    }
    expect(mine.peer).toEqual({ _: 'peerChannel', channel_id: peers.launchChat.id });
    expect(hashOf(mine)).toBe(inputPeer(peers.launchChat).access_hash);
    expect(hashOf(theirs)).toBe(inputPeer(peers.launchChat, other).access_hash);
    expect(hashOf(mine)).not.toBe(hashOf(theirs));
  });

  test('gives a user', async () => {
    const { session, other } = await openDemo();
    const answer = await session.call({ _: 'contacts.resolveUsername', username: 'grace_demo' });
    expect(answer.users).toMatchObject([{ id: other.id, first_name: 'Grace' }]);
  });

  test('gives a channel the account was removed from as forbidden', async () => {
    const { session } = await openDemo();
    const answer = await session.call({ _: 'contacts.resolveUsername', username: 'launch_archive' });
    expect(answer.chats).toMatchObject([{ _: 'channelForbidden' }]);
  });

  test.each([
    ['nobody_has_this', 'USERNAME_NOT_OCCUPIED'],
    ['1abcd', 'USERNAME_INVALID'],
    ['abc', 'USERNAME_INVALID'],
    ['', 'USERNAME_INVALID'],
  ])('refuses "%s"', async (username, type) => {
    const { session } = await openDemo();
    await expect(session.call({ _: 'contacts.resolveUsername', username })).rejects.toThrow(type);
  });
});

describe('channels', () => {
  test('a new channel can be named, found and linked to', async () => {
    const { session } = await openDemo();
    const updates = await session.call({
      _: 'channels.createChannel',
      broadcast: true,
      title: 'News',
      about: '',
    });
    const [channel] = updates.chats as { id: bigint; access_hash: bigint }[];
    const input = { _: 'inputChannel', channel_id: channel?.id, access_hash: channel?.access_hash };
    const username = 'news_of_today';
    expect(await session.call({ _: 'channels.checkUsername', channel: input, username })).toBe(true);
    expect(await session.call({ _: 'channels.updateUsername', channel: input, username })).toBe(true);
    expect(await session.call({ _: 'channels.checkUsername', channel: input, username })).toBe(false);
    const found = await session.call({ _: 'contacts.resolveUsername', username });
    expect(found.chats).toMatchObject([{ id: channel?.id, creator: true }]);
    const full = await session.call({ _: 'channels.getFullChannel', channel: input });
    expect(full.full_chat).toMatchObject({ _: 'channelFull', id: channel?.id, participants_count: 1 });
  });

  test.each([
    [{ title: '  ', about: '' }, 'CHAT_TITLE_EMPTY'],
    [{ title: 'a', about: 'b'.repeat(256) }, 'CHAT_ABOUT_TOO_LONG'],
  ])('%o is refused', async (params, type) => {
    const { session } = await openDemo();
    await expect(session.call({ _: 'channels.createChannel', ...params })).rejects.toThrow(type);
  });

  test('a taken username is refused', async () => {
    const { session, inputChannel, peers } = await openDemo();
    const channel = inputChannel(peers.backstage);
    function rename(username: string) {
      return session.call({ _: 'channels.updateUsername', channel, username });
    }
    await expect(rename('launch_chat')).rejects.toThrow('USERNAME_OCCUPIED');
    await expect(rename('x')).rejects.toThrow('USERNAME_INVALID');
  });

  test('only the creator may rename', async () => {
    const { session, inputChannel, peers } = await openDemo();
    const rename = {
      _: 'channels.updateUsername',
      channel: inputChannel(peers.launchChat),
      username: 'other_name',
    };
    await expect(session.call(rename)).rejects.toThrow('CHAT_ADMIN_REQUIRED');
  });

  test('getChannels gives what is visible and refuses what is not', async () => {
    const { session, inputChannel, peers } = await openDemo();
    function get(id: TlObject[]) {
      return session.call({ _: 'channels.getChannels', id });
    }
    expect((await get([inputChannel(peers.launch)])).chats).toMatchObject([
      { _: 'channel', username: 'launch' },
    ]);
    await expect(get([inputChannel(peers.archive)])).rejects.toThrow('CHANNEL_PRIVATE');
    await expect(get([{ ...inputChannel(peers.launch), access_hash: 0n }])).rejects.toThrow(
      'CHANNEL_INVALID',
    );
    await expect(get([{ _: 'inputChannelEmpty' }])).rejects.toThrow('CHANNEL_INVALID');
  });
});

describe('basic groups', () => {
  test('a new group is made with its members', async () => {
    const { session, world, user, other } = await openDemo();
    const accessHash = world.accessHash(user.id, 'user', other.id);
    const users = [{ _: 'inputUser', user_id: other.id, access_hash: accessHash }];
    const { updates } = await session.call({ _: 'messages.createChat', users, title: 'Friends' });
    const [chat] = (updates as TlObject).chats as { id: bigint }[];
    expect(chat).toMatchObject({ _: 'chat', title: 'Friends', participants_count: 2, creator: true });
    const { chats } = await session.call({ _: 'messages.getChats', id: [chat?.id] });
    expect(chats).toMatchObject([{ title: 'Friends' }]);
  });

  test('a group shows its members who are in, and the link of its creator', async () => {
    const { session, peers, user, other, world } = await openDemo();
    world.addMember(peers.crew, other);
    const full = await session.call({ _: 'messages.getFullChat', chat_id: peers.crew.id });
    expect(full.full_chat).toMatchObject({
      exported_invite: { permanent: true },
      participants: {
        participants: [
          { _: 'chatParticipantCreator', user_id: user.id },
          { _: 'chatParticipant', user_id: other.id, inviter_id: user.id },
        ],
      },
    });
    world.addMember(peers.crew, user, 'left');
    const left = await session.call({ _: 'messages.getFullChat', chat_id: peers.crew.id });
    expect(left.full_chat).toMatchObject({ participants: { _: 'chatParticipantsForbidden' } });
  });

  test('a group of others is unknown', async () => {
    const { session, peers } = await openDemo();
    await expect(session.call({ _: 'messages.getChats', id: [peers.strangers.id] })).rejects.toThrow(
      'CHAT_ID_INVALID',
    );
  });
});

describe('getDialogs', () => {
  const FIRST_PAGE = { offset_date: 0, offset_id: 0, offset_peer: { _: 'inputPeerEmpty' }, hash: 0n };
  function titlesOf(page: TlObject) {
    return (page.chats as { title: string }[]).map(({ title }) => title);
  }

  test('gives every chat of the account at once when they fit', async () => {
    const { session } = await openDemo();
    const page = await session.call({ _: 'messages.getDialogs', ...FIRST_PAGE, limit: 100 });
    expect(page._).toBe('messages.dialogs');
    expect(titlesOf(page).sort()).toEqual([
      'Backstage',
      'Crew',
      'Launch',
      'Launch archive',
      'Launch chat',
      'Launch lounge',
      'Old crew',
      'Press room',
    ]);
  });

  test('is paged by the last dialog’s date, id and peer', async () => {
    const { session, inputPeer, world } = await openDemo();
    const peers = [...world.channels.values(), ...world.chats.values()];
    const seen: string[] = [];
    let offset: object = FIRST_PAGE;
    for (;;) {
      const page = await session.call({ _: 'messages.getDialogs', ...FIRST_PAGE, ...offset, limit: 3 });
      expect(page).toMatchObject({ _: 'messages.dialogsSlice', count: 8 });
      const titles = titlesOf(page);
      seen.push(...titles);
      const last = peers.find(({ title }) => title === titles.at(-1));
      if (last === undefined) {
        break;
      }
      const [message] = (page.messages as { id: number; date: number }[]).slice(-1);
      offset = { offset_date: message?.date, offset_id: message?.id, offset_peer: inputPeer(last) };
    }
    expect(new Set(seen).size).toBe(8);
    expect(seen).toHaveLength(8);
  });

  test('of the archive are none', async () => {
    const { session } = await openDemo();
    const page = await session.call({ _: 'messages.getDialogs', ...FIRST_PAGE, folder_id: 1, limit: 10 });
    expect(page.dialogs).toEqual([]);
  });
});

describe('users', () => {
  test('the account itself is given with its phone, others without', async () => {
    const { session, user, other, world } = await openDemo();
    const accessHash = world.accessHash(user.id, 'user', other.id);
    const id = [
      { _: 'inputUserSelf' },
      { _: 'inputUser', user_id: other.id, access_hash: accessHash },
      { _: 'inputUser', user_id: other.id, access_hash: 1n },
    ];
    const users = (await session.call({ _: 'users.getUsers', id })) as unknown as TlObject[];
    expect(users[0]).toMatchObject({ self: true, phone: user.phone });
    expect(users[1]).toMatchObject({ id: other.id });
    expect(users[1]?.phone).toBeUndefined();
    expect(users[2]).toMatchObject({ _: 'userEmpty' });
  });
});
