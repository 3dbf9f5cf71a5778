import { type AttributeValue, type DynamoDBClient, paginateQuery } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Account } from '../core/account/account.ts';
import { readIntents } from '../core/account/lease-intents.ts';
import { unpackMarks } from '../core/account/link-marks.ts';
import { unpackMade } from '../core/account/made-links.ts';
import { unpackWaits } from '../core/account/recent-waits.ts';
import { markNewer } from '../core/schema-version.ts';

/*
 * The accounts table. Under each account id: the account itself (`account`), its sealed session (`session`), the peers
 * it has resolved (`peer#...`) and the chats it is in (`chats`, `chat#...`). Under `key#` and a fingerprint: whose that
 * key is (`key`). Under `user#` and a fingerprint: which account that Telegram user is (`user`). Account items alone carry
 * a tenant, so the index `byTenant` holds nothing else. Accounts that somebody has to look at carry a due time, and stand in
 * the index `byDue` (core/account/due-entry.ts).
 */

export interface AccountTable {
  client: DynamoDBClient;
  tableName: string;
}

/** A record as DynamoDB takes it. */
export type MarshalledItem = Record<string, AttributeValue>;

/** The primary key of one. */
export type MarshalledKey = MarshalledItem;

export function accountKey(accountId: string): MarshalledKey {
  return marshall({ accountId, sk: 'account' });
}

export function sessionRecordKey(accountId: string): MarshalledKey {
  return marshall({ accountId, sk: 'session' });
}

export function keyRecordKey(fingerprint: string): MarshalledKey {
  return marshall({ accountId: `key#${fingerprint}`, sk: 'key' });
}

export function userRecordKey(fingerprint: string): MarshalledKey {
  return marshall({ accountId: `user#${fingerprint}`, sk: 'user' });
}

/** How far the sweeper's walk over all accounts has come: one row, of no account. */
export const walkKey: MarshalledKey = marshall({ accountId: 'sweeper#walk', sk: 'walk' });

export function toAccount(item: MarshalledItem): Account {
  const {
    sk: _sk,
    v,
    unsettled,
    serverSalts,
    recentLinks,
    recentWaits,
    madeLinks,
    ...account
  } = unmarshall(item);
  return {
    ...account,
    ...(unsettled === undefined ? {} : readIntents(unsettled)),
    ...readSalts(serverSalts),
    ...readMarks(recentLinks),
    // For people to look at: what is no bytes is left out, and keeps no worker from its work.
    ...(recentWaits instanceof Uint8Array ? { recentWaits: unpackWaits(recentWaits) } : {}),
    ...(madeLinks instanceof Uint8Array ? { madeLinks: unpackMade(madeLinks) } : {}),
    ...markNewer(v),
  } as Account;
}

/** Bytes; text in rows of versions up to 0.1, which read the bytes too. */
function readSalts(stored: unknown): Pick<Account, 'serverSalts'> {
  if (stored === undefined) {
    return {};
  }
  return {
    serverSalts: stored instanceof Uint8Array ? Buffer.from(stored).toString('base64') : String(stored),
  };
}

/** Bytes; a list of texts in rows of versions up to 0.1. */
function readMarks(stored: unknown): Pick<Account, 'recentLinks'> {
  if (stored === undefined) {
    return {};
  }
  return { recentLinks: stored instanceof Uint8Array ? unpackMarks(stored) : (stored as string[]) };
}

/** The keys of an account's records, read consistently: all, or those whose sort key begins with `prefix`. */
export async function listKeys(
  { client, tableName }: AccountTable,
  accountId: string,
  prefix?: string,
): Promise<MarshalledKey[]> {
  const pages = paginateQuery(
    { client },
    {
      TableName: tableName,
      KeyConditionExpression: `accountId = :accountId${prefix ? ' AND begins_with(sk, :prefix)' : ''}`,
      ProjectionExpression: 'accountId, sk',
      ExpressionAttributeValues: marshall({ ':accountId': accountId, ...(prefix && { ':prefix': prefix }) }),
      ConsistentRead: true,
    },
  );
  const keys: MarshalledKey[] = [];
  for await (const { Items = [] } of pages) {
    keys.push(...Items);
  }
  return keys;
}
