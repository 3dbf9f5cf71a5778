import { createHash } from 'node:crypto';
import {
  type DynamoDBClient,
  GetItemCommand,
  paginateQuery,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Endpoint } from '../core/callback/webhook-attempt.ts';
import { isWritten } from './is-written.ts';

const prefix = 'endpoint#';

/** A URL is longer than a sort key may be. */
function keyOf(tenantId: string, url: string) {
  return marshall({ tenantId, sk: `${prefix}${createHash('sha256').update(url).digest('hex')}` });
}

export type EndpointStore = ReturnType<typeof createEndpointStore>;

/** The URLs that callbacks go to, in the webhooks table under their tenant. */
export function createEndpointStore(client: DynamoDBClient, tableName: string) {
  return {
    getEndpoint,
    listEndpoints,
    listEndpointStates,
    noteDelivered,
    noteFailed,
    disableEndpoint,
    enableEndpoint,
  };

  async function getEndpoint(tenantId: string, url: string): Promise<Endpoint | undefined> {
    const { Item } = await client.send(
      new GetItemCommand({ TableName: tableName, Key: keyOf(tenantId, url) }),
    );
    return Item === undefined ? undefined : toEndpoint(unmarshall(Item));
  }

  /** Every URL of a tenant that was ever called, by its text. */
  async function listEndpoints(tenantId: string): Promise<Endpoint[]> {
    const pages = paginateQuery(
      { client },
      {
        TableName: tableName,
        KeyConditionExpression: 'tenantId = :tenantId AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: marshall({ ':tenantId': tenantId, ':prefix': prefix }),
      },
    );
    const endpoints: Endpoint[] = [];
    for await (const { Items = [] } of pages) {
      endpoints.push(...Items.map((item) => toEndpoint(unmarshall(item))));
    }
    return endpoints.sort((a, b) => (a.url < b.url ? -1 : 1));
  }

  /**
   * The same up to `limit`, in no particular order. Only the attributes that are named: the API's role may read no others, and so
   * not the tenant's secret.
   */
  async function listEndpointStates(
    tenantId: string,
    limit: number,
  ): Promise<{ endpoints: Endpoint[]; hasMore: boolean }> {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName: tableName,
        KeyConditionExpression: 'tenantId = :tenantId AND begins_with(sk, :prefix)',
        ExpressionAttributeNames: { '#url': 'url' },
        ExpressionAttributeValues: marshall({ ':tenantId': tenantId, ':prefix': prefix }),
        Select: 'SPECIFIC_ATTRIBUTES',
        ProjectionExpression:
          'tenantId, sk, #url, failingSinceMs, failures, lastError, failedAtMs, deliveredAtMs, disabledAtMs',
        Limit: limit + 1,
      }),
    );
    return {
      endpoints: Items.slice(0, limit).map((item) => toEndpoint(unmarshall(item))),
      hasMore: Items.length > limit,
    };
  }

  /** It works, and what it failed before counts no more. */
  async function noteDelivered(tenantId: string, url: string, nowMs: number): Promise<void> {
    await client.send(
      new UpdateItemCommand({
        TableName: tableName,
        Key: keyOf(tenantId, url),
        UpdateExpression:
          'SET #url = :url, deliveredAtMs = :now REMOVE failingSinceMs, failures, lastError, failedAtMs',
        ExpressionAttributeNames: { '#url': 'url' },
        ExpressionAttributeValues: marshall({ ':url': url, ':now': nowMs }),
      }),
    );
  }

  /** Counts a failure. @returns the endpoint as it is now. */
  async function noteFailed(tenantId: string, url: string, error: string, nowMs: number): Promise<Endpoint> {
    const { Attributes = {} } = await client.send(
      new UpdateItemCommand({
        TableName: tableName,
        Key: keyOf(tenantId, url),
        UpdateExpression:
          'SET #url = :url, lastError = :error, failedAtMs = :now, failingSinceMs = if_not_exists(failingSinceMs, :now) ADD failures :one',
        ExpressionAttributeNames: { '#url': 'url' },
        ExpressionAttributeValues: marshall({ ':url': url, ':error': error, ':now': nowMs, ':one': 1 }),
        ReturnValues: 'ALL_NEW',
      }),
    );
    return toEndpoint(unmarshall(Attributes));
  }

  /** Nothing more is delivered there. Not when it has delivered meanwhile, and so fails since another moment or not at all. */
  async function disableEndpoint(
    { tenantId, url, failingSinceMs = 0 }: Endpoint,
    nowMs: number,
  ): Promise<void> {
    await isWritten(
      client.send(
        new UpdateItemCommand({
          TableName: tableName,
          Key: keyOf(tenantId, url),
          UpdateExpression: 'SET disabledAtMs = :now',
          ConditionExpression: 'failingSinceMs = :since AND attribute_not_exists(disabledAtMs)',
          ExpressionAttributeValues: marshall({ ':now': nowMs, ':since': failingSinceMs }),
        }),
      ),
    );
  }

  /** Its operator wants it to be called again. False when it was never called. */
  function enableEndpoint(tenantId: string, url: string): Promise<boolean> {
    return isWritten(
      client.send(
        new UpdateItemCommand({
          TableName: tableName,
          Key: keyOf(tenantId, url),
          UpdateExpression: 'REMOVE disabledAtMs, failingSinceMs, failures, lastError, failedAtMs',
          ConditionExpression: 'attribute_exists(sk)',
        }),
      ),
    );
  }
}

/** What this store has written has the shape of what it wrote. */
function toEndpoint(item: ReturnType<typeof unmarshall>): Endpoint {
  const { sk: _sk, ...endpoint } = item;
  return endpoint as Endpoint;
}
