import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { type ApiKey, usualRatePerMinute, usualScopes } from '../core/account/api-key.ts';
import { batchGet } from './batch-get.ts';
import { isWritten } from './is-written.ts';
import { queryTenant, scanTenants } from './tenant-index.ts';
import { transactWrite } from './transact-write.ts';

/** A key as it is stored: by the SHA-256 of its text, never the text. Without scopes and rate it has the usual ones. */
export type StoredKey = Omit<ApiKey, 'scopes' | 'ratePerMinute'> &
  Partial<Pick<ApiKey, 'scopes' | 'ratePerMinute'>>;

export type KeyStore = ReturnType<typeof createKeyStore>;

/** A counter is of no use once its minute is over; DynamoDB may delete it any time after. */
const countersKeptSeconds = 3600;

/** API keys, and beside them how many requests each has made in a minute, and which answers are held. */
export function createKeyStore(client: DynamoDBClient, tableName: string) {
  return {
    findKey,
    putKey,
    listKeys,
    listKeysOf,
    listNewestKeys,
    revokeKey,
    replaceKey,
    countRequests,
    enterHeld,
    leaveHeld,
  };

  /** The key with this hash, live or not. */
  async function findKey(keyHash: string): Promise<ApiKey | undefined> {
    const { Item } = await client.send(
      new GetItemCommand({ TableName: tableName, Key: marshall({ keyHash }) }),
    );
    return Item === undefined ? undefined : toApiKey(Item);
  }

  async function putKey(key: StoredKey): Promise<void> {
    await client.send(new PutItemCommand({ TableName: tableName, Item: toItem(key) }));
  }

  /** Every key of every tenant, for the operator, in no particular order. */
  async function listKeys(): Promise<ApiKey[]> {
    const keys: ApiKey[] = [];
    for await (const page of scanTenants(client, tableName)) {
      keys.push(...(await loadKeys(page)));
    }
    return keys;
  }

  /** A tenant's keys, oldest first. The index is eventually consistent: a new one may be missing for a moment. */
  async function listKeysOf(tenantId: string): Promise<ApiKey[]> {
    const keys: ApiKey[] = [];
    for await (const page of queryTenant(client, tableName, tenantId)) {
      keys.push(...(await loadKeys(page)));
    }
    return keys.sort((a, b) => a.createdAtMs - b.createdAtMs);
  }

  /** A tenant's newest keys, newest first: `limit` at most, and 100 at most, which are one read of each. */
  async function listNewestKeys(
    tenantId: string,
    limit: number,
  ): Promise<{ keys: ApiKey[]; hasMore: boolean }> {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName: tableName,
        IndexName: 'byTenant',
        KeyConditionExpression: 'tenantId = :tenantId',
        ExpressionAttributeValues: marshall({ ':tenantId': tenantId }),
        ScanIndexForward: false,
        Limit: limit + 1,
      }),
    );
    const keys = await loadKeys(Items.slice(0, limit));
    return {
      keys: keys.sort((a, b) => b.createdAtMs - a.createdAtMs),
      hasMore: Items.length > limit,
    };
  }

  async function loadKeys(items: Record<string, AttributeValue>[]): Promise<ApiKey[]> {
    const keys = items.map((item) => marshall({ keyHash: unmarshall(item).keyHash }));
    return (await batchGet(client, tableName, keys)).map(toApiKey);
  }

  /** Takes a key's power for good. The time of the first revocation stays. */
  async function revokeKey(keyHash: string, nowMs: number): Promise<void> {
    await client.send(
      new UpdateItemCommand({
        TableName: tableName,
        Key: marshall({ keyHash }),
        UpdateExpression: 'SET revokedAtMs = if_not_exists(revokedAtMs, :now)',
        ConditionExpression: 'attribute_exists(tenantId)',
        ExpressionAttributeValues: marshall({ ':now': nowMs }),
      }),
    );
  }

  /**
   * Stores a key and lets the one it replaces work until `oldEndsAtMs`: both or neither.
   * @returns false when the old one has been revoked or replaced meanwhile.
   */
  async function replaceKey(next: ApiKey, old: ApiKey, oldEndsAtMs: number): Promise<boolean> {
    const wasExpiring = old.expiresAtMs !== undefined;
    const refusals = await transactWrite(client, [
      { Put: { TableName: tableName, Item: toItem(next) } },
      {
        Update: {
          TableName: tableName,
          Key: marshall({ keyHash: old.keyHash }),
          UpdateExpression: 'SET expiresAtMs = :end',
          ConditionExpression: `attribute_exists(tenantId) AND attribute_not_exists(revokedAtMs) AND ${
            wasExpiring ? 'expiresAtMs = :before' : 'attribute_not_exists(expiresAtMs)'
          }`,
          ExpressionAttributeValues: marshall({
            ':end': oldEndsAtMs,
            ...(wasExpiring ? { ':before': old.expiresAtMs } : {}),
          }),
        },
      },
    ]);
    return refusals.length === 0;
  }

  /**
   * Counts requests of a key within the window that began at `windowStartMs`. An answer that is lost is asked for again
   * by the SDK, and then counts twice: the error is on the side of the limit.
   * @returns how many there are, these included.
   */
  async function countRequests(keyHash: string, windowStartMs: number, requests: number): Promise<number> {
    const windowStart = Math.floor(windowStartMs / 1000);
    const { Attributes = {} } = await client.send(
      new UpdateItemCommand({
        TableName: tableName,
        Key: marshall({ keyHash: `rate#${keyHash}#${windowStart}` }),
        UpdateExpression: 'SET discardAt = :discardAt ADD requests :requests',
        ExpressionAttributeValues: marshall({
          ':requests': requests,
          ':discardAt': windowStart + countersKeptSeconds,
        }),
        ReturnValues: 'UPDATED_NEW',
      }),
    );
    return unmarshall(Attributes).requests;
  }

  /**
   * Enters a held answer into a counter's window, unless `max` others are in it. It is entered by its name, so that what the
   * SDK repeats counts once. A refusal changes nothing.
   * @returns whether it is in.
   */
  function enterHeld(counter: string, windowStartMs: number, holder: string, max: number): Promise<boolean> {
    const windowStart = Math.floor(windowStartMs / 1000);
    return isWritten(
      client.send(
        new UpdateItemCommand({
          TableName: tableName,
          Key: heldKey(counter, windowStart),
          UpdateExpression: 'SET discardAt = :discardAt ADD holders :holders',
          ConditionExpression:
            'attribute_not_exists(holders) OR size(holders) < :max OR contains(holders, :holder)',
          ExpressionAttributeValues: marshall({
            ':holders': new Set([holder]),
            ':holder': holder,
            ':max': max,
            ':discardAt': windowStart + countersKeptSeconds,
          }),
        }),
      ),
    );
  }

  async function leaveHeld(counter: string, windowStartMs: number, holder: string): Promise<void> {
    const windowStart = Math.floor(windowStartMs / 1000);
    await client.send(
      new UpdateItemCommand({
        TableName: tableName,
        Key: heldKey(counter, windowStart),
        UpdateExpression: 'SET discardAt = :discardAt DELETE holders :holders',
        ExpressionAttributeValues: marshall({
          ':holders': new Set([holder]),
          ':discardAt': windowStart + countersKeptSeconds,
        }),
      }),
    );
  }
}

/** It begins as a rate counter's does: the API's role changes no other rows of this table. */
function heldKey(counter: string, windowStart: number): Record<string, AttributeValue> {
  return marshall({ keyHash: `rate#held#${counter}#${windowStart}` });
}

function toItem(key: StoredKey): Record<string, AttributeValue> {
  return marshall(key, { removeUndefinedValues: true });
}

function toApiKey(item: Record<string, AttributeValue>): ApiKey {
  const stored = unmarshall(item) as StoredKey;
  return {
    ...stored,
    scopes: stored.scopes ?? usualScopes,
    ratePerMinute: stored.ratePerMinute ?? usualRatePerMinute,
  };
}
