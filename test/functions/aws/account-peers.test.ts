import { expect, test } from 'vitest';
import { startTables } from './local-stores.ts';
import { createWritableAccountStore } from './writable-account-store.ts';

const { client, accountsTable } = await startTables();
const store = createWritableAccountStore(client, accountsTable);

test('peers are found by their key, for the account that resolved them', async () => {
  const accountId = 'acc_a';
  const channel = { kind: 'channel', channelId: '1', accessHash: '-9223372036854775808' } as const;
  await store.savePeer(accountId, '@launch', channel);
  await store.savePeer(accountId, '-77', { kind: 'chat', chatId: '77' });
  expect(await store.findPeers(accountId, ['@launch', '-77', '@nobody', '@launch'])).toEqual(
    new Map<string, unknown>([
      ['@launch', channel],
      ['-77', { kind: 'chat', chatId: '77' }],
    ]),
  );
  expect(await store.findPeers('acc_nobody', ['@launch'])).toEqual(new Map());
  expect(await store.findPeers(accountId, [])).toEqual(new Map());
});

test('more peers than one request may name are found', async () => {
  const accountId = 'acc_many';
  const keys = Array.from({ length: 120 }, (_, index) => `@name${index}`);
  await Promise.all(keys.map((key) => store.savePeer(accountId, key, { kind: 'chat', chatId: key })));
  expect((await store.findPeers(accountId, keys)).size).toBe(120);
});

test('a peer that was forgotten is not found, and others are', async () => {
  const inputPeer = { kind: 'chat', chatId: '45' } as const;
  await store.savePeer('acc_forget', '@launch', inputPeer);
  await store.savePeer('acc_forget', '@other', inputPeer);
  await store.forgetPeer('acc_forget', '@launch');
  await store.forgetPeer('acc_forget', '@nobody');
  expect([...(await store.findPeers('acc_forget', ['@launch', '@other'])).keys()]).toEqual(['@other']);
});
