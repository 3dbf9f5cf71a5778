import { type AttributeValue, paginateQuery, type QueryCommandOutput } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { toCreatedTime } from '../core/ids.ts';
import type { JobRef } from '../core/job/job.ts';
import type { LinkEvent } from '../core/join/join.ts';
import type { EventPage, JoinReads, ListedJoin, WatchStore } from '../core/join/join-store.ts';
import { batchGet } from './batch-get.ts';
import {
  eventKey,
  eventPrefix,
  inviteOf,
  type JoinTable,
  keptSinceMs,
  lastNumber,
  linkKey,
  toEvent,
} from './join-table.ts';

type Item = Record<string, AttributeValue>;

/** What the worker asks of the events that are stored. */
export function createEventChecks({ client, tableName }: JoinTable): Pick<WatchStore, 'findJoinsOf'> {
  return { findJoinsOf };

  /** Reads all events of the link, and consistently: the index of persons may be behind a look that was stored just now. */
  async function findJoinsOf(invite: JobRef, userIds: string[]): Promise<LinkEvent[]> {
    const wanted = new Set(userIds);
    const pages = paginateQuery(
      { client },
      {
        TableName: tableName,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        FilterExpression: '#kind = :joined',
        ExpressionAttributeNames: { '#kind': 'kind' },
        ExpressionAttributeValues: marshall({
          ':pk': linkKey(invite).pk,
          ':prefix': eventPrefix,
          ':joined': 'joined',
        }),
        ConsistentRead: true,
      },
    );
    const found: LinkEvent[] = [];
    for await (const { Items = [] } of pages) {
      const events = Items.map(toEvent);
      found.push(...events.filter((event) => 'userId' in event && wanted.has(event.userId)));
    }
    return found;
  }
}

type JoinFilter = Parameters<JoinReads['listJoins']>[1];

/** Lists of joins, newest first. */
export function createJoinLists(table: JoinTable): Pick<JoinReads, 'listJoins'> {
  const { client, tableName } = table;
  return { listJoins };

  async function listJoins(tenantId: string, filter: JoinFilter): Promise<EventPage<ListedJoin>> {
    // Rows of an earlier, longer retention are shown no more.
    if (table.retentionDays === 0) {
      return { items: [] };
    }
    const { inviteId, limit } = filter;
    const found =
      inviteId === undefined
        ? await listOfTenant(tenantId, filter)
        : await listOfInvite({ tenantId, jobId: inviteId }, filter);
    const last = found.length > limit ? found[limit - 1] : undefined;
    const items = found.slice(0, limit);
    return {
      items: items.flatMap(({ row }) => (row === undefined ? [] : [toListed(row)])),
      ...(last === undefined ? {} : { next: last.place }),
    };
  }

  /** By number. A place is a sort key. */
  async function listOfInvite(invite: JobRef, filter: JoinFilter): Promise<{ place: string; row?: Item }[]> {
    const from = eventKey(invite, 0).sk;
    const before = filter.after ?? eventKey(invite, lastNumber).sk;
    if (before < from) {
      return [];
    }
    const pages = paginateQuery(
      { client },
      {
        TableName: tableName,
        KeyConditionExpression: 'pk = :partition AND sk BETWEEN :from AND :before',
        FilterExpression: '#kind = :joined AND atMs >= :since',
        ExpressionAttributeNames: { '#kind': 'kind' },
        ExpressionAttributeValues: marshall({
          ':partition': linkKey(invite).pk,
          ':from': from,
          ':before': before,
          ':joined': 'joined',
          ':since': sinceMs(filter),
        }),
        ScanIndexForward: false,
        Limit: filter.limit + 1,
      },
    );
    const items = await takePage(filter, pages);
    return items.map((row) => ({ place: row.sk?.S ?? '', row }));
  }

  /** By time, eventually consistent. A place is a `joinedKey`. */
  async function listOfTenant(
    tenantId: string,
    filter: JoinFilter,
  ): Promise<{ place: string; row?: Item }[]> {
    const from = toCreatedTime(sinceMs(filter));
    const before = filter.after ?? ':';
    if (before < from) {
      return [];
    }
    const { chatId } = filter;
    const pages = paginateQuery(
      { client },
      {
        TableName: tableName,
        IndexName: 'byTenant',
        KeyConditionExpression: 'tenantId = :partition AND joinedKey BETWEEN :from AND :before',
        ExpressionAttributeValues: marshall(
          { ':partition': tenantId, ':from': from, ':before': before, ':chatId': chatId },
          { removeUndefinedValues: true },
        ),
        ScanIndexForward: false,
        ...(chatId === undefined ? { Limit: filter.limit + 1 } : { FilterExpression: 'chatId = :chatId' }),
      },
    );
    const keys = await takePage(filter, pages);
    const rows = await batchGet(
      client,
      tableName,
      keys.map(({ pk, sk }) => ({ pk, sk }) as Item),
    );
    const byPlace = new Map(rows.map((row) => [placeOf(row), row]));
    return keys.map((key) => {
      const row = byPlace.get(placeOf(key));
      return { place: key.joinedKey?.S ?? '', ...(row === undefined ? {} : { row }) };
    });
  }

  function sinceMs(filter: JoinFilter): number {
    return Math.max(keptSinceMs(table), filter.sinceMs ?? 0);
  }
}

/** As many as a page has and one more, so that the page knows whether it is the last. The range of a query ends at the place of `after`. */
async function takePage(
  { after, limit }: JoinFilter,
  pages: AsyncIterable<QueryCommandOutput>,
): Promise<Item[]> {
  const found: Item[] = [];
  for await (const { Items = [] } of pages) {
    found.push(...Items.filter(({ sk, joinedKey }) => sk?.S !== after && joinedKey?.S !== after));
    if (found.length > limit) {
      break;
    }
  }
  return found.slice(0, limit + 1);
}

function placeOf({ pk, sk }: Item): string {
  return JSON.stringify([pk?.S, sk?.S]);
}

function toListed(item: Item): ListedJoin {
  const { pk, account, chatId } = unmarshall(item);
  const event = toEvent(item) as ListedJoin['event'];
  const { jobId } = inviteOf(String(pk));
  return { ...(account === undefined ? {} : { inviteId: jobId, account }), chatId, event };
}
