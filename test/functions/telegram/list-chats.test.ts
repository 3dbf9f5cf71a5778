import { expect, test } from 'vitest';
import { listChats } from '../../../functions/telegram/list-chats.ts';
import { openSession } from '../../../functions/telegram/open-session.ts';
import { startNetwork } from './telegram-world.ts';

async function listed(network: Awaited<ReturnType<typeof startNetwork>>) {
  const connection = await openSession(network.sessionOf(network.user), network.clock);
  try {
    return await listChats(connection);
  } finally {
    await connection.close();
  }
}

test('chats are listed with their kind, the role in them, and whether links can be made', async () => {
  const network = await startNetwork();
  const { world, user, peers } = network;
  function hashOf(id: bigint) {
    return world.accessHash(user.id, 'channel', id).toString();
  }
  const chats = new Map((await listed(network)).map((chat) => [chat.title, chat]));
  expect(chats.get('Launch')).toEqual({
    chatId: `-100${peers.launch.id}`,
    title: 'Launch',
    kind: 'channel',
    username: 'launch',
    role: 'creator',
    canExport: true,
    inputPeer: {
      kind: 'channel',
      channelId: peers.launch.id.toString(),
      accessHash: hashOf(peers.launch.id),
    },
  });
  expect(chats.get('Launch chat')).toMatchObject({
    kind: 'supergroup',
    role: 'administrator',
    canExport: true,
  });
  expect(chats.get('Press room')).toMatchObject({ role: 'member', canExport: false });
  expect(chats.get('Crew')).toEqual({
    chatId: `-${peers.crew.id}`,
    title: 'Crew',
    kind: 'group',
    role: 'creator',
    canExport: true,
    inputPeer: { kind: 'chat', chatId: peers.crew.id.toString() },
  });
});

test('an administrator who may not invite cannot make links', async () => {
  const network = await startNetwork();
  network.world.addMember(network.peers.pressRoom, network.user, 'admin', { changeInfo: true });
  const pressRoom = (await listed(network)).find(({ title }) => title === 'Press room');
  expect(pressRoom).toMatchObject({ role: 'administrator', canExport: false });
});

test('chats that were left, that the account was removed from, or that moved on are not listed', async () => {
  const network = await startNetwork();
  const { world, peers, user } = network;
  world.addMember(peers.frozenCrew, user, 'left');
  const supergroup = world.migrateChat(peers.crew);
  const chats = await listed(network);
  const titles = chats.map(({ title }) => title);
  expect(titles).not.toContain('Launch archive');
  expect(titles).not.toContain('Old crew');
  expect(chats.filter(({ title }) => title === 'Crew').map(({ chatId }) => chatId)).toEqual([
    `-100${supergroup.id}`,
  ]);
});

test('more chats than fit on a page are all listed, each once', async () => {
  const network = await startNetwork();
  for (let number = 0; number < 120; number++) {
    network.world.addChannel({ title: `Channel ${number}`, creator: network.user });
  }
  const ids = (await listed(network)).map(({ chatId }) => chatId);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.length).toBeGreaterThan(120);
});
