import { GetItemCommand, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Chat } from '../core/account/account.ts';
import { parsePeer } from '../core/peer/parse-peer.ts';
import { peerKey } from '../core/peer/peer.ts';
import { toPeerItem } from './account-peers.ts';
import { type AccountTable, listKeys, type MarshalledItem } from './account-table.ts';
import { batchWrite } from './batch-write.ts';
import { isWritten } from './is-written.ts';

export interface ChatPage {
  chats: Chat[];
  /** Where the next page begins; undefined on the last. */
  next?: string;
  /** When the chats were listed at Telegram; undefined when they never were. */
  savedAtMs?: number;
}

/*
 * Each listing has sort keys of its own, and the item `chats` says which one counts: a listing that is only half stored
 * is never seen.
 */
function listingPrefix(savedAtMs: number) {
  return `chat#${String(savedAtMs).padStart(15, '0')}#`;
}

function position(index: number) {
  return String(index).padStart(6, '0');
}

/** The chats that an account was in when they were last listed. */
export function createAccountChats(table: AccountTable) {
  const { client, tableName } = table;
  return { saveChats, listChats };

  /**
   * Stores a listing, in its order, in place of the one before, and its chats as peers that are resolved. An older listing
   * than the one stored is left out.
   */
  async function saveChats(accountId: string, chats: Chat[], nowMs: number): Promise<void> {
    const listing = chats.map((chat, index) =>
      marshall(
        { accountId, sk: `${listingPrefix(nowMs)}${position(index)}`, chat },
        { removeUndefinedValues: true },
      ),
    );
    const items = [...listing, ...toPeerItems(accountId, chats)];
    await batchWrite(
      client,
      tableName,
      items.map((Item) => ({ PutRequest: { Item } })),
    );
    await isWritten(
      client.send(
        new PutItemCommand({
          TableName: tableName,
          Item: marshall({ accountId, sk: 'chats', savedAtMs: nowMs }),
          ConditionExpression: 'attribute_not_exists(savedAtMs) OR savedAtMs < :now',
          ExpressionAttributeValues: marshall({ ':now': nowMs }),
        }),
      ),
    );
    const stored = await listKeys(table, accountId, 'chat#');
    const older = stored.filter((key) => unmarshall(key).sk < listingPrefix(nowMs));
    await batchWrite(
      client,
      tableName,
      older.map((Key) => ({ DeleteRequest: { Key } })),
    );
  }

  /**
   * A page of the listing.
   * @param page `limit` up to 1000 (a query of DynamoDB's answers a megabyte at most); `after` is the `next` of the page
   * before, and stays good when the chats are listed anew.
   */
  async function listChats(
    accountId: string,
    { limit, after }: { limit: number; after?: string | undefined },
  ): Promise<ChatPage> {
    const { Item: listing } = await client.send(
      new GetItemCommand({ TableName: tableName, Key: marshall({ accountId, sk: 'chats' }) }),
    );
    if (listing === undefined) {
      return { chats: [] };
    }
    const { savedAtMs } = unmarshall(listing) as { savedAtMs: number };
    const first = Number(after ?? 0);
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName: tableName,
        KeyConditionExpression: 'accountId = :accountId AND sk BETWEEN :first AND :last',
        ExpressionAttributeValues: marshall({
          ':accountId': accountId,
          ':first': `${listingPrefix(savedAtMs)}${position(first)}`,
          ':last': `${listingPrefix(savedAtMs)}${position(first + limit)}`,
        }),
      }),
    );
    const chats = Items.map((item) => unmarshall(item).chat as Chat);
    return {
      chats: chats.slice(0, limit),
      savedAtMs,
      ...(chats.length > limit ? { next: String(first + limit) } : {}),
    };
  }
}

/** A chat is found by its id and, if it has one, by its name. */
function toPeerItems(accountId: string, chats: Chat[]): MarshalledItem[] {
  const peers = new Map(
    chats.flatMap(({ username, inputPeer }) => {
      const named = username === undefined ? inputPeer : parsePeer(`@${username}`);
      const names = 'problem' in named ? [inputPeer] : [inputPeer, named];
      return names.map((peer) => [peerKey(peer), inputPeer] as const);
    }),
  );
  return [...peers].map(([key, inputPeer]) => toPeerItem(accountId, key, inputPeer));
}
