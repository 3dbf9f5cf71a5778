import { expect, test } from 'vitest';
import type { TlObject } from '../../../telegram-emulator/tl/parse-schema.ts';
import type { Peer } from '../../../telegram-emulator/world/entities.ts';
import type { RawSession } from '../support/raw-session.ts';
import { startDemo } from '../support/start-demo.ts';

const GET_DIALOGS = {
  _: 'messages.getDialogs',
  offset_date: 0,
  offset_id: 0,
  offset_peer: { _: 'inputPeerEmpty' },
  limit: 100,
  hash: 0n,
};
const EXPORT = 'messages.exportChatInvite';

async function openChats() {
  const demo = await startDemo();
  return { ...demo, session: await demo.openSession() };
}

async function listedChat(session: RawSession, peer: Peer): Promise<TlObject | undefined> {
  const { chats } = await session.call(GET_DIALOGS);
  return (chats as TlObject[]).find(({ id }) => id === peer.id);
}

test('the creator, an administrator and a member are told their rights', async () => {
  const { session, peers } = await openChats();
  const created = await listedChat(session, peers.launch);
  expect(created).toMatchObject({ creator: true, admin_rights: { invite_users: true } });
  const administered = await listedChat(session, peers.launchChat);
  expect(administered).toMatchObject({ admin_rights: { invite_users: true } });
  expect(administered).not.toHaveProperty('creator');
  expect(await listedChat(session, peers.pressRoom)).not.toHaveProperty('admin_rights');
});

test('an administrator without the right to invite is told so', async () => {
  const { session, peers, world, user } = await openChats();
  world.addMember(peers.pressRoom, user, 'admin', { changeInfo: true });
  const chat = await listedChat(session, peers.pressRoom);
  expect(chat?.admin_rights).toMatchObject({ change_info: true });
  expect(chat?.admin_rights).not.toHaveProperty('invite_users');
});

test('a channel that was left is not listed, a basic group that was left is', async () => {
  const { session, peers, world, user } = await openChats();
  world.addMember(peers.launch, user, 'left');
  world.addMember(peers.crew, user, 'left');
  expect(await listedChat(session, peers.launch)).toBeUndefined();
  expect(await listedChat(session, peers.crew)).toMatchObject({ _: 'chat', left: true });
});

test('a chat the account was removed from is listed as forbidden', async () => {
  const { session, peers, world, user } = await openChats();
  world.addMember(peers.crew, user, 'banned');
  expect(await listedChat(session, peers.crew)).toMatchObject({ _: 'chatForbidden' });
  expect(await listedChat(session, peers.archive)).toMatchObject({ _: 'channelForbidden' });
});

test('a basic group that became a supergroup is listed as deactivated, with where it went', async () => {
  const { session, peers, world, inputPeer, inputChannel, user } = await openChats();
  const supergroup = world.migrateChat(peers.crew);
  expect(await listedChat(session, peers.crew)).toMatchObject({
    deactivated: true,
    migrated_to: inputChannel(supergroup),
  });
  expect(await listedChat(session, supergroup)).toMatchObject({ megagroup: true, creator: true });
  expect(supergroup.members.get(user.id)?.role).toBe('creator');
  await expect(session.call({ _: EXPORT, peer: inputPeer(peers.crew) })).rejects.toThrow('CHAT_ID_INVALID');
  expect(await session.call({ _: EXPORT, peer: inputPeer(supergroup) })).toMatchObject({
    _: 'chatInviteExported',
  });
});

test('a bot is told that it is one, and has no dialogs', async () => {
  const { world, openSession } = await startDemo();
  const bot = world.addUser({ phone: '42777', firstName: 'Clerk', username: 'clerk_bot', isBot: true });
  const session = await openSession({ user: bot });
  const [self] = (await session.call({
    _: 'users.getUsers',
    id: [{ _: 'inputUserSelf' }],
  })) as unknown as TlObject[];
  expect(self).toMatchObject({ bot: true, bot_info_version: 1 });
  expect(self).not.toHaveProperty('phone');
  await expect(session.call(GET_DIALOGS)).rejects.toThrow('BOT_METHOD_INVALID');
});
