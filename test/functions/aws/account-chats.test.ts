import { expect, test } from 'vitest';
import type { Chat } from '../../../functions/core/account/account.ts';
import { startMs } from '../core/records.ts';
import { startTables } from './local-stores.ts';
import { createWritableAccountStore } from './writable-account-store.ts';

const { client, accountsTable } = await startTables();
const store = createWritableAccountStore(client, accountsTable);

function createChat(number: number, overrides: Partial<Chat> = {}): Chat {
  return {
    chatId: `-100${number}`,
    title: `Chat ${number}`,
    kind: 'supergroup',
    role: 'administrator',
    canExport: true,
    inputPeer: { kind: 'channel', channelId: String(number), accessHash: `-${number}` },
    ...overrides,
  };
}

function createChats(count: number, first = 1) {
  return Array.from({ length: count }, (_, index) => createChat(1_000_000_000 + first + index));
}

test('chats come back as they were listed, in their order, page by page', async () => {
  const chats = createChats(57);
  await store.saveChats('acc_pages', chats, startMs);
  const listed: Chat[] = [];
  let after: string | undefined;
  do {
    const page = await store.listChats('acc_pages', { limit: 20, after });
    expect(page.savedAtMs).toBe(startMs);
    listed.push(...page.chats);
    after = page.next;
  } while (after !== undefined);
  expect(listed).toEqual(chats);
});

test('a page that ends with the last chat is the last page', async () => {
  await store.saveChats('acc_even', createChats(20), startMs);
  expect(await store.listChats('acc_even', { limit: 20 })).not.toHaveProperty('next');
});

test('an account whose chats were never listed has none, and no time', async () => {
  expect(await store.listChats('acc_nobody', { limit: 10 })).toEqual({ chats: [] });
});

test('a new listing takes the place of the one before, whatever was in it', async () => {
  await store.saveChats('acc_again', createChats(60), startMs);
  const chats = createChats(2, 59);
  await store.saveChats('acc_again', chats, startMs + 1);
  expect(await store.listChats('acc_again', { limit: 100 })).toEqual({ chats, savedAtMs: startMs + 1 });
  await store.saveChats('acc_again', [], startMs + 2);
  expect(await store.listChats('acc_again', { limit: 100 })).toEqual({
    chats: [],
    savedAtMs: startMs + 2,
  });
});

test('a listing that comes late does not take the place of a newer one', async () => {
  const chats = createChats(3);
  await store.saveChats('acc_late', chats, startMs + 1);
  await store.saveChats('acc_late', createChats(9), startMs);
  expect(await store.listChats('acc_late', { limit: 100 })).toEqual({ chats, savedAtMs: startMs + 1 });
});

test('a listed chat is a resolved peer, by its id and by its name, as requests spell them', async () => {
  const named = createChat(1_000_000_001, { username: 'LaunchPad' });
  const group = createChat(45, {
    chatId: '-45',
    kind: 'group',
    inputPeer: { kind: 'chat', chatId: '45' },
  });
  await store.saveChats('acc_peers', [named, group], startMs);
  expect(await store.findPeers('acc_peers', ['@launchpad', '-1001000000001', '-45'])).toEqual(
    new Map<string, unknown>([
      ['@launchpad', named.inputPeer],
      ['-1001000000001', named.inputPeer],
      ['-45', group.inputPeer],
    ]),
  );
});

test('a chat that is listed twice is stored twice, and its peer once', async () => {
  const chat = createChat(1_000_000_007);
  await store.saveChats('acc_twice', [chat, chat], startMs);
  expect((await store.listChats('acc_twice', { limit: 10 })).chats).toEqual([chat, chat]);
  expect((await store.findPeers('acc_twice', [chat.chatId])).size).toBe(1);
});
