import {
  type AttributeValue,
  DeleteItemCommand,
  type DynamoDBClient,
  paginateQuery,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Job } from '../core/job/job.ts';
import { batchGet } from './batch-get.ts';
import { batchWrite } from './batch-write.ts';
import { keyOf, toJob, watchesOf } from './job-table.ts';
import { linkKey, placeKey } from './join-table.ts';
import { queryTenant } from './tenant-index.ts';

type Item = Record<string, AttributeValue>;

export type JoinRemoval = ReturnType<typeof createJoinRemoval>;

/** Forgets what an account has seen of people, when it is removed. */
export function createJoinRemoval(client: DynamoDBClient, tableName: string, jobsTable: string) {
  return { listWatches, removeWatch };

  /** The chats that an account watches, or has watched. Eventually consistent. */
  async function listWatches(tenantId: string, accountId: string): Promise<Job[]> {
    const watches: Job[] = [];
    for await (const keys of queryTenant(client, jobsTable, watchesOf(tenantId))) {
      const items = await batchGet(
        client,
        jobsTable,
        keys.map(({ pk }) => ({ pk }) as Item),
      );
      watches.push(...items.map(toJob).filter((watch) => watch.accountId === accountId));
    }
    return watches;
  }

  /**
   * Deletes a watch, the links that are tracked in its chat with their events, and the requests to join that were seen there. The watch
   * goes last: what is broken off can be done again. Joins by no known link are the chat's, and expire.
   */
  async function removeWatch(watch: Job): Promise<void> {
    const { tenantId, accountId, watch: { chatId } = { chatId: '' } } = watch;
    for await (const items of listRows(placeKey({ tenantId, accountId, chatId }))) {
      for (const { jobId } of items.map((item) => unmarshall(item))) {
        if (jobId !== undefined) {
          await deleteRows(linkKey({ tenantId, jobId }).pk);
        }
      }
      await deleteAll(items);
    }
    await client.send(new DeleteItemCommand({ TableName: jobsTable, Key: marshall(keyOf(watch)) }));
  }

  async function deleteRows(pk: string): Promise<void> {
    for await (const items of listRows(pk)) {
      await deleteAll(items);
    }
  }

  async function* listRows(pk: string) {
    const pages = paginateQuery(
      { client },
      {
        TableName: tableName,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: marshall({ ':pk': pk }),
        ProjectionExpression: 'pk, sk, jobId',
        ConsistentRead: true,
      },
    );
    for await (const { Items = [] } of pages) {
      yield Items;
    }
  }

  function deleteAll(items: Item[]): Promise<void> {
    return batchWrite(
      client,
      tableName,
      items.map(({ pk, sk }) => ({ DeleteRequest: { Key: { pk, sk } as Item } })),
    );
  }
}
