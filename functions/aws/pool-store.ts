import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  paginateQuery,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { resultKeptMs } from '../core/job/job.ts';
import type { Pool, PoolRef, TakeRecord } from '../core/pool/pool.ts';
import type { PoolChange } from '../core/pool/pool-change.ts';
import { schemaVersion } from '../core/schema-version.ts';
import { isWritten } from './is-written.ts';
import { toPool, toPoolItem } from './pool-row.ts';
import { updateOfPool } from './pool-update.ts';
import { standingKeyOf } from './standing-table.ts';

type StoredRow = Record<string, AttributeValue>;

type PoolUpdate = NonNullable<ReturnType<typeof updateOfPool>>;

/** Links are taken at the same moment: the place of a link in the row changes until it is dropped. */
const maxDropTries = 8;

/** Pools, each in a row of its own (`core/pool/pool.ts`), and what takes under an Idempotency-Key got. */
export function createPoolStore(client: DynamoDBClient, tableName: string) {
  return { createPool, getPool, listPools, changePool, recordTake, getTake, markPoolDeleted, removePool };

  /** 'created', or the pool that is there. */
  async function createPool(pool: Pool): Promise<'created' | Pool> {
    const stored = await putNew(toPoolItem(pool, poolKeyOf(pool)));
    return stored === undefined ? 'created' : toPool(stored);
  }

  /** @returns what is stored under its key already. */
  async function putNew(Item: StoredRow): Promise<StoredRow | undefined> {
    try {
      await client.send(
        new PutItemCommand({
          TableName: tableName,
          Item,
          ConditionExpression: 'attribute_not_exists(pk)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
      return undefined;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException && error.Item) {
        return error.Item;
      }
      throw error;
    }
  }

  async function getPool(ref: PoolRef): Promise<Pool | undefined> {
    const { Item } = await client.send(
      new GetItemCommand({ TableName: tableName, Key: marshall(poolKeyOf(ref)), ConsistentRead: true }),
    );
    return Item === undefined ? undefined : toPool(Item);
  }

  /** A tenant's pools, by name. */
  async function listPools(tenantId: string): Promise<Pool[]> {
    const pages = paginateQuery(
      { client },
      {
        TableName: tableName,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: marshall({ ':pk': tenantId, ':prefix': 'pool#' }),
      },
    );
    const pools: Pool[] = [];
    for await (const { Items = [] } of pages) {
      pools.push(...Items.map(toPool));
    }
    return pools;
  }

  /** @returns the pool after the change; undefined where the change's condition does not hold. */
  async function changePool(pool: Pool, change: PoolChange): Promise<Pool | undefined> {
    let known: Pool | undefined = pool;
    for (let tries = 0; known !== undefined && tries < maxDropTries; tries++) {
      const update = updateOfPool(known, change);
      const changed: Pool | undefined = update && (await writeChange(known, update));
      if (changed !== undefined || change.kind !== 'drop' || update === undefined) {
        return changed;
      }
      known = await getPool(pool);
    }
    return undefined;
  }

  /** @returns undefined where the condition of the write does not hold. */
  async function writeChange(ref: PoolRef, update: PoolUpdate): Promise<Pool | undefined> {
    try {
      const { Attributes } = await client.send(
        new UpdateItemCommand({
          TableName: tableName,
          Key: marshall(poolKeyOf(ref)),
          ...update,
          ReturnValues: 'ALL_NEW',
        }),
      );
      return Attributes && toPool(Attributes);
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) {
        return undefined;
      }
      throw error;
    }
  }

  /** 'created', or the record already stored under that id. */
  async function recordTake(record: TakeRecord): Promise<'created' | TakeRecord> {
    const { atMs } = record;
    const kept = { v: schemaVersion, expiresAt: Math.ceil((atMs + resultKeptMs) / 1000) };
    const stored = await putNew(marshall({ ...recordKeyOf(record), ...record, ...kept }));
    return stored === undefined ? 'created' : toRecord(stored);
  }

  async function getTake(tenantId: string, takeId: string): Promise<TakeRecord | undefined> {
    const { Item } = await client.send(
      new GetItemCommand({
        TableName: tableName,
        Key: marshall(recordKeyOf({ tenantId, takeId })),
        ConsistentRead: true,
      }),
    );
    return Item === undefined ? undefined : toRecord(Item);
  }

  /** No link is given from now on. @returns the pool; undefined where there is none. */
  function markPoolDeleted(ref: PoolRef, revokesLeft: boolean, nowMs: number): Promise<Pool | undefined> {
    return writeChange(ref, {
      UpdateExpression:
        'SET deletedAtMs = if_not_exists(deletedAtMs, :now), revokesLeft = if_not_exists(revokesLeft, :revokes)',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: marshall({ ':now': nowMs, ':revokes': revokesLeft }),
    });
  }

  /** Removes a deleted pool in which nothing is left. */
  function removePool(pool: Pool): Promise<boolean> {
    return isWritten(
      client.send(
        new DeleteItemCommand({
          TableName: tableName,
          Key: marshall(poolKeyOf(pool)),
          ConditionExpression:
            'poolId = :poolId AND attribute_exists(deletedAtMs) AND size(ready) = :none AND size(making) = :none' +
            ' AND size(takes) = :none AND size(dropping) = :none',
          ExpressionAttributeValues: marshall({ ':poolId': pool.poolId, ':none': 0 }),
        }),
      ),
    );
  }
}

export function poolKeyOf({ tenantId, name }: PoolRef): { pk: string; sk: string } {
  return standingKeyOf(tenantId, { kind: 'pool', name });
}

function recordKeyOf({ tenantId, takeId }: Pick<TakeRecord, 'tenantId' | 'takeId'>) {
  return { pk: `take#${tenantId}`, sk: takeId };
}

function toRecord(item: StoredRow): TakeRecord {
  const { pk: _pk, sk: _sk, v: _v, expiresAt: _expiresAt, ...record } = unmarshall(item);
  return record as TakeRecord;
}
