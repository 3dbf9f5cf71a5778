import type { BatchGetItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { createAccountPeers } from '../../../functions/aws/account-peers.ts';
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

test('a peer that an eventually consistent read does not find is read consistently', async () => {
  const accountId = 'acc_late';
  await store.savePeer(accountId, '@launch', { kind: 'chat', chatId: '45' });
  const asked: unknown[] = [];
  const late = {
    async send(command: BatchGetItemCommand) {
      const [request] = Object.values(command.input.RequestItems ?? {});
      asked.push(request?.ConsistentRead);
      return request?.ConsistentRead ? client.send(command) : { Responses: {} };
    },
  };
  const { findPeers } = createAccountPeers({
    // `findPeers` uses nothing of the client but `send`.
    client: late as unknown as DynamoDBClient,
    tableName: accountsTable,
  });
  expect([...(await findPeers(accountId, ['@launch'])).keys()]).toEqual(['@launch']);
  expect(asked).toEqual([false, true]);
});

test('a peer that was forgotten is not found, and others are', async () => {
  const inputPeer = { kind: 'chat', chatId: '45' } as const;
  await store.savePeer('acc_forget', '@launch', inputPeer);
  await store.savePeer('acc_forget', '@other', inputPeer);
  await store.forgetPeer('acc_forget', '@launch');
  await store.forgetPeer('acc_forget', '@nobody');
  expect([...(await store.findPeers('acc_forget', ['@launch', '@other'])).keys()]).toEqual(['@other']);
});

test('the names under which an account has found a chat are known from each of them, and those of other chats are not', async () => {
  const channel = { kind: 'channel', channelId: '77', accessHash: '1' } as const;
  await store.savePeer('acc_names', '@launch', channel);
  await store.savePeer('acc_names', '+hash', channel);
  await store.savePeer('acc_names', '@other', { ...channel, channelId: '78' });
  const id = '-1000000000077';
  for (const name of ['@launch', '+hash', id]) {
    const names = new Set(await store.findPeerNames('acc_names', name));
    expect(names).toEqual(new Set(['@launch', '+hash', id]));
  }
  expect(new Set(await store.findPeerNames('acc_names', '@unknown'))).toEqual(new Set(['@unknown']));
  expect(await store.findPeerNames('acc_elsewhere', '@launch')).not.toContain(id);
});
