import {
  type AttributeValue,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Rotation, RotationRef, RotationStore } from '../core/rotation/rotation.ts';
import { markNewer, schemaVersion } from '../core/schema-version.ts';
import { isWritten } from './is-written.ts';
import { standingKeyOf } from './standing-table.ts';
import { transactWrite } from './transact-write.ts';

/** What the API needs beside what the worker does. */
export interface RotationCatalog extends RotationStore {
  /** @returns 'created', the rotation stored under that name, or that another has the slug. */
  createRotation(rotation: Rotation): Promise<'created' | 'slug taken' | Rotation>;
  /**
   * Stores a rotation that is deleted. The slug that it had leads nowhere, and is kept for its tenant for `slugHeldMs`.
   * @returns as `saveRotation` does.
   */
  saveDeleted(next: Rotation, slug: string | undefined): Promise<boolean>;
  /** A page of a tenant's rotations, by name. */
  listRotations(
    tenantId: string,
    page: { after?: string | undefined; limit: number },
  ): Promise<{ rotations: Rotation[]; next?: string }>;
  /** The current link of the rotation that has the slug. Read without consistency: half as dear, and asked for by everybody. */
  findSlugLink(slug: string): Promise<string | undefined>;
}

/** What was printed with a slug leads to nobody else's chat for so long after its rotation was deleted. */
const slugHeldMs = 30 * 24 * 3_600_000;

/** The rows of rotations, and of their slugs: each slug has a partition of its own, so that it is one rotation's over all tenants. */
export function createRotationStore(client: DynamoDBClient, tableName: string): RotationCatalog {
  return {
    createRotation,
    getRotation,
    saveRotation,
    saveDeleted,
    removeRotation,
    listRotations,
    findSlugLink,
  };

  async function createRotation(rotation: Rotation): Promise<'created' | 'slug taken' | Rotation> {
    const { slug } = rotation;
    const refusals = await transactWrite(client, [
      putRotation(rotation, 'attribute_not_exists(pk)'),
      ...(slug === undefined
        ? []
        : [
            {
              Put: {
                TableName: tableName,
                Item: toSlugItem(slug, rotation),
                ...freeFor(rotation),
              },
            },
          ]),
    ]);
    const stored = refusals.find(({ index }) => index === 0)?.item;
    if (stored !== undefined) {
      return toRotation(stored);
    }
    return refusals.length === 0 ? 'created' : 'slug taken';
  }

  async function getRotation(ref: RotationRef): Promise<Rotation | undefined> {
    const { Item } = await client.send(
      new GetItemCommand({ TableName: tableName, Key: marshall(keyOf(ref)), ConsistentRead: true }),
    );
    return Item === undefined ? undefined : toRotation(Item);
  }

  function saveRotation(next: Rotation): Promise<boolean> {
    const { slug } = next;
    return writeRotation(
      next,
      slug === undefined
        ? []
        : [
            {
              Put: {
                TableName: tableName,
                Item: toSlugItem(slug, next),
                ...ownedBy(next),
              },
            },
          ],
    );
  }

  function saveDeleted(next: Rotation, slug: string | undefined): Promise<boolean> {
    return writeRotation(
      next,
      slug === undefined
        ? []
        : [{ Put: { TableName: tableName, Item: toHeldItem(slug, next), ...ownedBy(next) } }],
    );
  }

  async function writeRotation(next: Rotation, slugWrites: TransactWriteItem[]): Promise<boolean> {
    const refusals = await transactWrite(client, [
      putRotation(next, '#version = :previous AND (attribute_not_exists(#v) OR #v <= :v)', {
        ExpressionAttributeNames: { '#version': 'version', '#v': 'v' },
        ExpressionAttributeValues: marshall({ ':previous': next.version - 1, ':v': schemaVersion }),
      }),
      ...slugWrites,
    ]);
    const met = refusals.find(({ index }) => index === 0)?.item;
    return refusals.length === 0 || (met !== undefined && isSameWrite(toRotation(met), next));
  }

  async function removeRotation(ref: RotationRef): Promise<void> {
    await isWritten(
      client.send(
        new DeleteItemCommand({
          TableName: tableName,
          Key: marshall(keyOf(ref)),
          // One that was created meanwhile stays.
          ConditionExpression: 'attribute_exists(deletedAtMs)',
        }),
      ),
    );
  }

  async function listRotations(
    tenantId: string,
    { after, limit }: { after?: string | undefined; limit: number },
  ): Promise<{ rotations: Rotation[]; next?: string }> {
    const { pk, sk } = standingKeyOf(tenantId, { kind: 'rotation', name: after ?? '' });
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: tableName,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: marshall({
          ':pk': pk,
          ':prefix': standingKeyOf(tenantId, { kind: 'rotation', name: '' }).sk,
        }),
        Limit: limit,
        ...(after === undefined ? {} : { ExclusiveStartKey: marshall({ pk, sk }) }),
      }),
    );
    const rotations = Items.map(toRotation);
    const next = LastEvaluatedKey === undefined ? undefined : rotations.at(-1)?.name;
    return { rotations, ...(next === undefined ? {} : { next }) };
  }

  async function findSlugLink(slug: string): Promise<string | undefined> {
    const { Item } = await client.send(
      new GetItemCommand({
        TableName: tableName,
        Key: marshall(slugKeyOf(slug)),
        ProjectionExpression: '#link',
        ExpressionAttributeNames: { '#link': 'link' },
      }),
    );
    return Item?.link?.S;
  }

  function putRotation(rotation: Rotation, ConditionExpression: string, names = {}): TransactWriteItem {
    return {
      Put: {
        TableName: tableName,
        Item: toItem(rotation),
        ConditionExpression,
        ...names,
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    };
  }
}

function keyOf({ tenantId, name }: RotationRef) {
  return standingKeyOf(tenantId, { kind: 'rotation', name });
}

/** No tenant's id has the sign. */
function slugKeyOf(slug: string): { pk: string; sk: string } {
  return { pk: `slug#${slug}`, sk: 'slug' };
}

function toItem(rotation: Rotation): Record<string, AttributeValue> {
  return marshall({ ...keyOf(rotation), ...rotation, v: schemaVersion }, { removeUndefinedValues: true });
}

function toRotation(item: Record<string, AttributeValue>): Rotation {
  const { pk: _pk, sk: _sk, v, ...attributes } = unmarshall(item);
  return { ...attributes, ...markNewer(v) } as Rotation;
}

function toSlugItem(slug: string, rotation: Rotation): Record<string, AttributeValue> {
  const { current } = rotation;
  return marshall(
    { ...slugKeyOf(slug), owner: ownerOf(rotation), link: current?.link, v: schemaVersion },
    { removeUndefinedValues: true },
  );
}

/** A slug whose rotation was deleted. */
function toHeldItem(
  slug: string,
  { deletedAtMs = 0, ...rotation }: Rotation,
): Record<string, AttributeValue> {
  const heldUntilMs = deletedAtMs + slugHeldMs;
  return marshall({
    ...slugKeyOf(slug),
    owner: ownerOf(rotation),
    heldUntilMs,
    expiresAt: Math.ceil(heldUntilMs / 1000),
    v: schemaVersion,
  });
}

/** Nobody has the slug, or nobody has it any more: rows are expired late. */
function freeFor({ tenantId, createdAtMs }: Rotation) {
  return {
    ConditionExpression:
      'attribute_not_exists(pk) OR (attribute_exists(heldUntilMs) AND (heldUntilMs <= :now OR begins_with(#owner, :tenant)))',
    ExpressionAttributeNames: { '#owner': 'owner' },
    ExpressionAttributeValues: marshall({ ':now': createdAtMs, ':tenant': tenantPrefixOf(tenantId) }),
  };
}

/** A slug whose rotation was deleted may have become another's. */
function ownedBy(rotation: Rotation) {
  return {
    ConditionExpression: '#owner = :owner',
    ExpressionAttributeNames: { '#owner': 'owner' },
    ExpressionAttributeValues: marshall({ ':owner': ownerOf(rotation) }),
  };
}

function ownerOf({ tenantId, name, createdAtMs }: Rotation): string {
  return `${tenantPrefixOf(tenantId)}${name}#${createdAtMs}`;
}

/** No tenant's id has the sign. */
function tenantPrefixOf(tenantId: string): string {
  return `${tenantId}#`;
}

/** The SDK repeats a write whose answer was lost, and the repeat meets the write's own result: that is no conflict. */
function isSameWrite(stored: Rotation, next: Rotation): boolean {
  return (
    stored.version === next.version &&
    stored.updatedAtMs === next.updatedAtMs &&
    stored.createdAtMs === next.createdAtMs &&
    stored.requestHash === next.requestHash &&
    stored.making?.jobId === next.making?.jobId
  );
}
