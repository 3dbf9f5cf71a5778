import {
  DeleteItemCommand,
  type DynamoDBClient,
  paginateQuery,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { callbackShardOf } from '../core/callback/webhook-callback.ts';
import type { JobRef } from '../core/job/job.ts';
import type { LinkEvent } from '../core/join/join.ts';
import type { Delivery } from '../core/join/join-delivery.ts';
import type { JoinDeliveries } from '../core/join/join-store.ts';
import { schemaVersion } from '../core/schema-version.ts';
import { isWritten } from './is-written.ts';
import { eventKey, inviteOf, isExpired, type JoinTable, lastNumber, linkKey, toEvent } from './join-table.ts';

/** How far the delivery of each link's events has come. */
export function createDeliveries(table: JoinTable): Pick<JoinDeliveries, 'nextEvent' | 'saveDelivery'> {
  const { client, tableName } = table;
  return { nextEvent, saveDelivery };

  async function nextEvent(invite: JobRef, afterNumber: number): Promise<LinkEvent | undefined> {
    const pages = paginateQuery({ client, pageSize: 10 }, eventsBetween(invite, afterNumber + 1, lastNumber));
    for await (const { Items = [] } of pages) {
      const found = Items.find((item) => !isExpired(table, item));
      if (found !== undefined) {
        return toEvent(found);
      }
    }
    return undefined;
  }

  /**
   * Also false when the SDK repeated a write whose answer was lost: an attempt is then counted and not made, and the sweeper finds the
   * delivery when it is due. Without `dueAtMs` nobody looks at it any more, so it is stored only where no event has come meanwhile.
   */
  async function saveDelivery(
    invite: JobRef,
    before: Delivery,
    next: Delivery,
    dueAtMs?: number,
  ): Promise<boolean> {
    const due =
      dueAtMs === undefined
        ? 'REMOVE deliveryShard, deliveryDueAtMs'
        : ', deliveryShard = :shard, deliveryDueAtMs = :dueAtMs';
    const isAll = dueAtMs === undefined ? ' AND #events <= :toldUntil' : '';
    const isSaved = await isWritten(
      client.send(
        new UpdateItemCommand({
          TableName: tableName,
          Key: marshall(linkKey(invite)),
          UpdateExpression: `SET #delivery = :next ${due}`,
          ConditionExpression: `#delivery.toldUntil = :told AND #delivery.attempts = :attempts AND (attribute_not_exists(v) OR v <= :v)${isAll}`,
          ExpressionAttributeNames: {
            '#delivery': 'delivery',
            ...(dueAtMs === undefined ? { '#events': 'events' } : {}),
          },
          ExpressionAttributeValues: marshall(
            {
              ':next': next,
              ':told': before.toldUntil,
              ':attempts': before.attempts,
              ':v': schemaVersion,
              ...(dueAtMs === undefined
                ? { ':toldUntil': next.toldUntil }
                : { ':shard': callbackShardOf(invite.jobId), ':dueAtMs': dueAtMs }),
            },
            { removeUndefinedValues: true },
          ),
        }),
      ),
    );
    if (isSaved && table.retentionDays === 0) {
      await deleteTold(invite, before.toldUntil + 1, next.toldUntil);
    }
    return isSaved;
  }

  /** What is not kept is deleted as soon as it is delivered. */
  async function deleteTold(invite: JobRef, from: number, until: number): Promise<void> {
    if (from > until) {
      return;
    }
    for await (const { Items = [] } of paginateQuery({ client }, eventsBetween(invite, from, until))) {
      await Promise.all(
        Items.map(({ pk, sk }) =>
          client.send(
            new DeleteItemCommand({ TableName: tableName, Key: { pk, sk } as (typeof Items)[number] }),
          ),
        ),
      );
    }
  }

  function eventsBetween(invite: JobRef, from: number, until: number) {
    return {
      TableName: tableName,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :until',
      ExpressionAttributeValues: marshall({
        ':pk': linkKey(invite).pk,
        ':from': eventKey(invite, from).sk,
        ':until': eventKey(invite, until).sk,
      }),
      ConsistentRead: true,
    };
  }
}

/** The index of links with events that are to be delivered. */
export function createDueDeliveries(
  client: DynamoDBClient,
  tableName: string,
): Pick<JoinDeliveries, 'listDueDeliveries'> {
  return { listDueDeliveries };

  /** The longest due first. A hint: the index is eventually consistent. */
  async function listDueDeliveries(shard: string, untilMs: number, limit: number) {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName: tableName,
        IndexName: 'byDelivery',
        KeyConditionExpression: 'deliveryShard = :shard AND deliveryDueAtMs <= :until',
        ExpressionAttributeValues: marshall({ ':shard': shard, ':until': untilMs }),
        Limit: limit,
      }),
    );
    return Items.map(({ pk, deliveryDueAtMs }) => ({
      ...inviteOf(String(pk?.S)),
      dueAtMs: Number(deliveryDueAtMs?.N),
    }));
  }
}
