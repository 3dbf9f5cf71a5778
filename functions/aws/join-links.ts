import { GetItemCommand, QueryCommand, type Update, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { type JobRef, resultKeptMs } from '../core/job/job.ts';
import type { TrackedLink } from '../core/join/join.ts';
import type { ChatPlace, WatchStore } from '../core/join/join-store.ts';
import { newDelivery } from '../core/join/tracked-link.ts';
import { schemaVersion } from '../core/schema-version.ts';
import { batchGet } from './batch-get.ts';
import { isWritten } from './is-written.ts';
import { keyOf } from './job-table.ts';
import {
  deliveryDue,
  type JoinTable,
  linkExpiry,
  linkKey,
  placeKey,
  toItem,
  toSeconds,
  toTracked,
  trackedKey,
  trackedPrefix,
} from './join-table.ts';
import { transactWrite } from './transact-write.ts';

/** Links in a page of those that a chat has. */
const linkPage = 100;

/** A link as its invite has it. */
export function createTrackedReads({ client, tableName }: JoinTable) {
  return { getTracked };

  /** Read consistently. One that is tracked no more is there for a month. */
  async function getTracked(invite: JobRef): Promise<TrackedLink | undefined> {
    const { Item } = await client.send(
      new GetItemCommand({ TableName: tableName, Key: marshall(linkKey(invite)), ConsistentRead: true }),
    );
    return Item === undefined ? undefined : toTracked(Item);
  }
}

/** The links that an account tracks in a chat. */
export function createTrackedLinks(
  table: JoinTable,
  jobsTable: string,
): Pick<
  WatchStore,
  'findTracked' | 'listTracked' | 'trackLink' | 'tellJoinsTo' | 'untrackLink' | 'keepInvite'
> {
  const { client, tableName } = table;
  return { findTracked, listTracked, trackLink, tellJoinsTo, untrackLink, keepInvite };

  async function findTracked(place: ChatPlace, links: string[]): Promise<Map<string, TrackedLink>> {
    const keys = [...new Set(links)].map((link) => marshall(trackedKey(place, link)));
    const found = await loadTracked(place, await batchGet(client, tableName, keys));
    return new Map(found.map((tracked) => [tracked.link, tracked]));
  }

  async function listTracked(
    place: ChatPlace,
    after?: string,
  ): Promise<{ links: TrackedLink[]; next?: string }> {
    const pk = placeKey(place);
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: tableName,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: marshall({ ':pk': pk, ':prefix': trackedPrefix }),
        ConsistentRead: true,
        Limit: linkPage,
        ...(after === undefined ? {} : { ExclusiveStartKey: marshall({ pk, sk: after }) }),
      }),
    );
    const next = LastEvaluatedKey?.sk?.S;
    return { links: await loadTracked(place, Items), ...(next === undefined ? {} : { next }) };
  }

  async function loadTracked({ tenantId }: ChatPlace, pointers: Parameters<typeof unmarshall>[0][]) {
    const jobIds = new Set(pointers.map((item) => String(unmarshall(item).jobId)));
    const keys = [...jobIds].map((jobId) => marshall(linkKey({ tenantId, jobId })));
    return (await batchGet(client, tableName, keys)).map(toTracked);
  }

  /** A later lease's row stays as it is. */
  async function trackLink(link: TrackedLink): Promise<void> {
    const pointer = {
      Put: {
        TableName: tableName,
        Item: toItem({ ...trackedKey(link, link.link), jobId: link.jobId, expiresAt: linkExpiry(link) }),
      },
    };
    const refusals = await transactWrite(client, [
      pointer,
      { Update: { TableName: tableName, ...trackAnew(link) } },
    ]);
    if (refusals.length > 0) {
      await transactWrite(client, [pointer, { Update: { TableName: tableName, ...trackOn(link) } }]);
    }
  }

  async function tellJoinsTo(invite: JobRef, url: string): Promise<void> {
    const delivery = newDelivery(url);
    const { deliveryShard, deliveryDueAtMs } = deliveryDue(table, invite);
    await isWritten(
      client.send(
        new UpdateItemCommand({
          TableName: tableName,
          Key: marshall(linkKey(invite)),
          UpdateExpression: 'SET #delivery = :delivery, deliveryShard = :shard, deliveryDueAtMs = :dueAtMs',
          // A link whose joins nobody asked for has no row.
          ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(#delivery) AND v <= :v',
          ExpressionAttributeNames: { '#delivery': 'delivery' },
          ExpressionAttributeValues: marshall({
            ':delivery': delivery,
            ':shard': deliveryShard,
            ':dueAtMs': deliveryDueAtMs,
            ':v': schemaVersion,
          }),
        }),
      ),
    );
  }

  async function untrackLink(link: TrackedLink): Promise<void> {
    const nowMs = table.now();
    await transactWrite(client, [
      { Delete: { TableName: tableName, Key: marshall(trackedKey(link, link.link)) } },
      {
        Update: {
          TableName: tableName,
          ...updateLink(
            link,
            { fence: link.fence, untrackedAtMs: nowMs, expiresAt: toSeconds(nowMs + resultKeptMs) },
            { condition: 'attribute_exists(pk)' },
          ),
        },
      },
    ]);
  }

  async function keepInvite(link: TrackedLink, untilMs: number): Promise<void> {
    const noted = { inviteKeptUntilMs: untilMs };
    const refusals = await transactWrite(client, [
      { Update: { TableName: jobsTable, ...keepJob(link, untilMs) } },
      { Update: { TableName: tableName, ...updateLink(link, noted, { condition: 'attribute_exists(pk)' }) } },
    ]);
    if (refusals.some(({ index, item }) => index === 0 && item === undefined)) {
      await untrackLink(link);
    }
  }
}

function keepJob({ tenantId, jobId }: TrackedLink, untilMs: number): Omit<Update, 'TableName'> {
  return {
    Key: marshall(keyOf({ tenantId, jobId })),
    UpdateExpression: 'SET expiresAt = :until',
    // One that is not final expires at no time.
    ConditionExpression: 'expiresAt < :until',
    ExpressionAttributeValues: marshall({ ':until': toSeconds(untilMs) }),
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  };
}

/** What a link may have and may lose: what is undefined is removed from the row. */
export const optional = {
  isSingleUse: undefined,
  usageLimit: undefined,
  isRequestNeeded: undefined,
  endsAtMs: undefined,
};

/** What an earlier tracking has compared is of no use to the next. */
const compared = {
  isFromStart: undefined,
  usage: undefined,
  requested: undefined,
  usedBefore: undefined,
  missing: undefined,
  checkedAtMs: undefined,
};

/** Tracking begins: joins are told from now on. The numbers of its events go on where the link was tracked before. */
function trackAnew(link: TrackedLink): Omit<Update, 'TableName'> {
  const { events, joins, delivery, ...attributes } = link;
  return updateLink(
    link,
    { ...optional, ...compared, ...attributes },
    {
      firsts: { events, joins, delivery },
      remove: ['untrackedAtMs'],
      condition: '(attribute_not_exists(pk) OR attribute_exists(untrackedAtMs))',
    },
  );
}

/** It is tracked: the worker that began this has died, or the link has changed. */
function trackOn(link: TrackedLink): Omit<Update, 'TableName'> {
  const {
    events: _events,
    joins: _joins,
    delivery,
    sinceMs: _sinceMs,
    usedUpAt: _usedUpAt,
    missing: _missing,
    checkedAtMs: _checkedAtMs,
    ...attributes
  } = link;
  return updateLink(link, { ...optional, ...attributes }, { firsts: { delivery } });
}

interface LinkUpdate {
  /** Set where the row has none. */
  firsts?: Record<string, unknown>;
  remove?: string[];
  condition?: string;
}

/** Changes the row of a link. No earlier lease changes it, and no version of the code that may misread it. */
export function updateLink(
  link: TrackedLink,
  attributes: Record<string, unknown>,
  { firsts = {}, remove = [], condition }: LinkUpdate = {},
): Omit<Update, 'TableName'> {
  const all: Record<string, unknown> = {
    expiresAt: linkExpiry(link),
    ...attributes,
    fence: link.fence,
    v: schemaVersion,
  };
  const given = Object.entries(all).filter(([, value]) => value !== undefined);
  const absent = Object.keys(all).filter((name) => all[name] === undefined);
  const first = Object.entries(firsts).filter(([, value]) => value !== undefined);
  const removed = [...remove, ...absent];
  const set = [
    ...given.map(([name]) => `#${name} = :${name}`),
    ...first.map(([name]) => `#${name} = if_not_exists(#${name}, :${name})`),
  ];
  const names = [...given.map(([name]) => name), ...first.map(([name]) => name), ...removed];
  const isNotLater =
    '(attribute_not_exists(#fence) OR #fence <= :fence) AND (attribute_not_exists(#v) OR #v <= :v)';
  return {
    Key: marshall(linkKey(link)),
    UpdateExpression: `SET ${set.join(', ')}${removed.length > 0 ? ` REMOVE ${removed.map((name) => `#${name}`).join(', ')}` : ''}`,
    ConditionExpression: condition === undefined ? isNotLater : `${condition} AND ${isNotLater}`,
    ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: marshall(
      Object.fromEntries([...given, ...first].map(([name, value]) => [`:${name}`, value])),
      { removeUndefinedValues: true },
    ),
  };
}
