import { paginateQuery, type WriteRequest } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { JoinRequest } from '../core/join/join.ts';
import type { ChatPlace, JoinReads, WatchStore } from '../core/join/join-store.ts';
import { batchWrite } from './batch-write.ts';
import {
  isExpired,
  type JoinTable,
  placeKey,
  requestKey,
  requestPrefix,
  toRequest,
  toRequestItem,
} from './join-table.ts';

/** The requests to join that wait in a chat, as of the account's last look. */
export function createRequestStore(table: JoinTable): Pick<WatchStore, 'listRequests' | 'saveRequests'> {
  const { client, tableName } = table;
  return { listRequests, saveRequests };

  function listRequests(place: ChatPlace): Promise<JoinRequest[]> {
    return readRequests(table, place);
  }

  /** Each for itself. A look that was broken off between them finds the rest. */
  async function saveRequests(
    place: ChatPlace,
    { put, remove }: Parameters<WatchStore['saveRequests']>[1],
  ): Promise<void> {
    const kept = new Set(put.map(({ userId }) => userId));
    const requests: WriteRequest[] = [
      ...put.map((request) => ({ PutRequest: { Item: toRequestItem(table, place, request) } })),
      ...remove
        .filter(({ userId }) => !kept.has(userId))
        .map(({ userId }) => ({ DeleteRequest: { Key: marshall(requestKey(place, userId)) } })),
    ];
    await batchWrite(client, tableName, requests);
  }
}

/** What the API shows of them. */
export function createRequestReads(table: JoinTable): Pick<JoinReads, 'listRequests'> {
  return { listRequests };

  async function listRequests(place: ChatPlace): Promise<JoinRequest[]> {
    return table.retentionDays === 0 ? [] : readRequests(table, place);
  }
}

async function readRequests(table: JoinTable, place: ChatPlace): Promise<JoinRequest[]> {
  const pages = paginateQuery(
    { client: table.client },
    {
      TableName: table.tableName,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: marshall({ ':pk': placeKey(place), ':prefix': requestPrefix }),
      ConsistentRead: true,
    },
  );
  const requests: JoinRequest[] = [];
  for await (const { Items = [] } of pages) {
    requests.push(...Items.filter((item) => !isExpired(table, item)).map(toRequest));
  }
  return requests;
}
