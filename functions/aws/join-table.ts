import { createHash } from 'node:crypto';
import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { callbackShardOf, lostCallbackMs } from '../core/callback/webhook-callback.ts';
import { toCreatedTime } from '../core/ids.ts';
import { type JobRef, resultKeptMs } from '../core/job/job.ts';
import type { JoinRequest, LinkEvent, TrackedLink, UnattributedJoin } from '../core/join/join.ts';
import type { ChatPlace } from '../core/join/join-store.ts';
import { schemaVersion } from '../core/schema-version.ts';

/*
 * The joins table. Under each invite whose joins are told: the link and its counts (`link`), and what happened at it (`event#` and its
 * number). Under each account's chat: which invites are tracked there (`link#` and a hash of the link), and who asks to join
 * (`request#` and the user id). Under each chat of a tenant: joins by no link that is known (`event#` and its id). Under each operation
 * that decides about a person: whom (`decision`).
 *
 * Rows about a person carry `personKey`, by which they are erased, and `expiresAt`. Joins carry `joinedKey`, and are listed by it.
 */

export interface JoinTable {
  client: DynamoDBClient;
  tableName: string;
  now(): number;
  /** With 0 a row about a person lives until its event is delivered, and for a day at most. */
  retentionDays: number;
}

type Item = Record<string, AttributeValue>;

const dayMs = 24 * 3600 * 1000;

export function linkKey({ tenantId, jobId }: JobRef) {
  return { pk: `${tenantId}#${jobId}`, sk: 'link' };
}

export const eventPrefix = 'event#';

/** The events of a link in the order of their numbers. */
export function eventKey(invite: JobRef, number: number) {
  return { pk: linkKey(invite).pk, sk: `${eventPrefix}${String(number).padStart(10, '0')}` };
}

/** The highest number of an event. */
export const lastNumber = 10 ** 10 - 1;

export function placeKey({ tenantId, accountId, chatId }: ChatPlace): string {
  return `${tenantId}#${accountId}#${chatId}`;
}

export const trackedPrefix = 'link#';

/** Says which invite a link is. A link may be longer than a sort key. */
export function trackedKey(place: ChatPlace, link: string) {
  return {
    pk: placeKey(place),
    sk: `${trackedPrefix}${createHash('sha256').update(link).digest('hex')}`,
  };
}

export const decisionSortKey = 'decision';

/** Says that an operation decides about a person, so that it is found when the person is erased. */
export function decisionKey({ tenantId, jobId }: JobRef) {
  return { pk: linkKey({ tenantId, jobId }).pk, sk: decisionSortKey };
}

export const requestPrefix = 'request#';

export function requestKey(place: ChatPlace, userId: string) {
  return { pk: placeKey(place), sk: `${requestPrefix}${userId}` };
}

export function personKeyOf(tenantId: string, userId: string): string {
  return `${tenantId}#user#${userId}`;
}

/** Orders joins by time; no two alike. */
export function joinedKeyOf({ atMs, id }: { atMs: number; id: string }): string {
  return `${toCreatedTime(atMs)}#${id}`;
}

export function inviteOf(pk: string): JobRef {
  const [tenantId = '', jobId = ''] = pk.split('#');
  return { tenantId, jobId };
}

/** What happened before this is not shown any more, whether or not it is deleted yet. */
export function keptSinceMs({ now, retentionDays }: JoinTable): number {
  return now() - retentionDays * dayMs;
}

/** Seconds, as DynamoDB's TTL wants them. What is stored late is kept for a day, so that it can be delivered. */
function expiryOf({ now, retentionDays }: JoinTable, atMs: number): number {
  return toSeconds(Math.max(atMs + retentionDays * dayMs, now() + dayMs));
}

export function toSeconds(timeMs: number): number {
  return Math.ceil(timeMs / 1000);
}

/** DynamoDB deletes late. */
export function isExpired({ now }: JoinTable, item: Item): boolean {
  return item.expiresAt?.N !== undefined && Number(item.expiresAt.N) * 1000 <= now();
}

export function toEventItem(
  table: JoinTable,
  { tenantId, jobId, account, chatId }: TrackedLink,
  event: LinkEvent,
): Item {
  return toItem({
    ...eventKey({ tenantId, jobId }, event.number),
    ...event,
    account,
    chatId,
    ...(event.kind === 'joined' ? { tenantId, joinedKey: joinedKeyOf(event) } : {}),
    ...('userId' in event ? { personKey: personKeyOf(tenantId, event.userId) } : {}),
    expiresAt: expiryOf(table, event.atMs),
  });
}

export function toUnattributedItem(
  table: JoinTable,
  { tenantId, chatId }: ChatPlace,
  join: UnattributedJoin,
): Item {
  return toItem({
    pk: `${tenantId}#${chatId}`,
    sk: `${eventPrefix}${join.id}`,
    ...join,
    kind: 'joined',
    chatId,
    tenantId,
    joinedKey: joinedKeyOf(join),
    personKey: personKeyOf(tenantId, join.userId),
    expiresAt: expiryOf(table, join.atMs),
  });
}

export function toEvent(item: Item): LinkEvent {
  const { account: _account, chatId: _chatId, tenantId: _tenantId, ...event } = withoutKeys(item);
  return event as LinkEvent;
}

/** A request that still waits is stored again by the look that finds it. */
export function toRequestItem(table: JoinTable, place: ChatPlace, request: JoinRequest): Item {
  return toItem({
    ...requestKey(place, request.userId),
    ...request,
    personKey: personKeyOf(place.tenantId, request.userId),
    expiresAt: expiryOf(table, table.now()),
  });
}

export function toRequest(item: Item): JoinRequest {
  return withoutKeys(item) as JoinRequest;
}

/** A link is forgotten a month after its end, as a finished job is. */
export function linkExpiry({ endsAtMs }: TrackedLink): number | undefined {
  return endsAtMs === undefined ? undefined : toSeconds(endsAtMs + resultKeptMs);
}

/** When the sweeper sends a message for the events of a link, if the one that is sent now is lost. */
export function deliveryDue({ now }: JoinTable, { jobId }: Pick<TrackedLink, 'jobId'>) {
  return { deliveryShard: callbackShardOf(jobId), deliveryDueAtMs: now() + lostCallbackMs };
}

/** A look stores events, and leaves the delivery alone: what is stored of it may be behind. */
export function toTracked(item: Item): TrackedLink {
  const {
    deliveryShard: _shard,
    deliveryDueAtMs: _dueAtMs,
    untrackedAtMs: _untrackedAtMs,
    ...attributes
  } = withoutKeys(item);
  const link = attributes as TrackedLink;
  const { delivery, events } = link;
  return delivery?.status === 'idle' && delivery.toldUntil < events
    ? { ...link, delivery: { ...delivery, status: 'pending' } }
    : link;
}

function withoutKeys(item: Item) {
  const {
    pk: _pk,
    sk: _sk,
    v: _v,
    expiresAt: _expiresAt,
    joinedKey: _joinedKey,
    personKey: _personKey,
    ...attributes
  } = unmarshall(item);
  return attributes;
}

export function toItem(attributes: Record<string, unknown>): Item {
  return marshall({ ...attributes, v: schemaVersion }, { removeUndefinedValues: true });
}
