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
import { mergeRows, rowOfChange, rowsOf, splitPool } from '../core/pool/pool-rows.ts';
import { schemaVersion } from '../core/schema-version.ts';
import { isWritten } from './is-written.ts';
import { poolKeyOf, toPool, toPoolItem } from './pool-row.ts';
import { updateOfPool } from './pool-update.ts';
import { isInConflict, transactWrite } from './transact-write.ts';

type StoredRow = Record<string, AttributeValue>;

type PoolUpdate = NonNullable<ReturnType<typeof updateOfPool>>;

/** Links are taken at the same moment: the place of a link in the row changes until it is dropped. */
const maxDropTries = 8;

/** Links are moved between rows just now. */
const maxConflicts = 4;

/** Pools, each in rows of its own (`core/pool/pool.ts`), and what takes under an Idempotency-Key got. */
export function createPoolStore(client: DynamoDBClient, tableName: string) {
  return { createPool, getPool, listPools, changePool, recordTake, getTake, markPoolDeleted, removePool };

  /** 'created', or the pool that is there. */
  async function createPool(pool: Pool): Promise<'created' | Pool> {
    const rows = splitPool(pool);
    if (rows.length === 1) {
      const stored = await putNew(toPoolItem(pool));
      return stored === undefined ? 'created' : toPool(stored);
    }
    const refusals = await transactWrite(
      client,
      rows.map((row) => ({
        Put: {
          TableName: tableName,
          Item: toPoolItem(row),
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      })),
    );
    return refusals.length === 0 ? 'created' : ((await getPool(pool)) ?? createPool(pool));
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
    const { pk, sk } = poolKeyOf(ref);
    const [pool] = await queryPools('pk = :pk AND sk BETWEEN :first AND :last', {
      ':pk': pk,
      ':first': sk,
      ':last': `${sk}#~`,
    });
    return pool;
  }

  /** A tenant's pools, by name. */
  function listPools(tenantId: string): Promise<Pool[]> {
    return queryPools('pk = :pk AND begins_with(sk, :prefix)', { ':pk': tenantId, ':prefix': 'pool#' });
  }

  async function queryPools(KeyConditionExpression: string, values: Record<string, string>): Promise<Pool[]> {
    const pages = paginateQuery(
      { client },
      {
        TableName: tableName,
        KeyConditionExpression,
        ExpressionAttributeValues: marshall(values),
        ConsistentRead: true,
      },
    );
    const rows: Pool[] = [];
    for await (const { Items = [] } of pages) {
      rows.push(...Items.map(toPool));
    }
    return [...Map.groupBy(rows, ({ name }) => name).values()].flatMap(([first, ...others]) =>
      first === undefined ? [] : [mergeRows([first, ...others])],
    );
  }

  /** @returns the pool after the change; undefined where the change's condition does not hold. */
  async function changePool(pool: Pool, change: PoolChange): Promise<Pool | undefined> {
    let known: Pool | undefined = pool;
    for (let tries = 0; known !== undefined && tries < maxDropTries; tries++) {
      const row = rowOfChange(known, change);
      const update = row && updateOfPool(row, change);
      const changed = row && update && (await writeChange(row, update));
      if (changed !== undefined) {
        return withRow(known, changed);
      }
      if (change.kind !== 'drop' || update === undefined) {
        return undefined;
      }
      known = await getPool(pool);
    }
    return undefined;
  }

  /** @returns undefined where the condition of the write does not hold. */
  async function writeChange(row: Pool, update: PoolUpdate, tries = 1): Promise<Pool | undefined> {
    try {
      const { Attributes } = await client.send(
        new UpdateItemCommand({
          TableName: tableName,
          Key: marshall(poolKeyOf(row, row.row)),
          ...update,
          ReturnValues: 'ALL_NEW',
        }),
      );
      return Attributes && toPool(Attributes);
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) {
        return undefined;
      }
      if (isInConflict(error) && tries < maxConflicts) {
        return writeChange(row, update, tries + 1);
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
  async function markPoolDeleted(pool: Pool, revokesLeft: boolean, nowMs: number): Promise<Pool | undefined> {
    const update = {
      UpdateExpression:
        'SET deletedAtMs = if_not_exists(deletedAtMs, :now), revokesLeft = if_not_exists(revokesLeft, :revokes)',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: marshall({ ':now': nowMs, ':revokes': revokesLeft }),
    };
    const rows = rowsOf(pool);
    if (rows.length === 1) {
      return writeChange(pool, update);
    }
    const refusals = await transactWrite(
      client,
      rows.map(({ row }) => ({
        Update: { TableName: tableName, Key: marshall(poolKeyOf(pool, row)), ...update },
      })),
    );
    return refusals.length === 0 ? getPool(pool) : undefined;
  }

  /** Removes a deleted pool in which nothing is left. */
  async function removePool(pool: Pool): Promise<boolean> {
    const condition = {
      ConditionExpression:
        'poolId = :poolId AND attribute_exists(deletedAtMs) AND size(ready) = :none AND size(making) = :none' +
        ' AND size(takes) = :none AND size(given) = :none AND size(dropping) = :none',
      ExpressionAttributeValues: marshall({ ':poolId': pool.poolId, ':none': 0 }),
    };
    const rows = rowsOf(pool).map(({ row }) => ({
      TableName: tableName,
      Key: marshall(poolKeyOf(pool, row)),
      ...condition,
    }));
    const [first, ...others] = rows;
    if (first !== undefined && others.length === 0) {
      return isWritten(client.send(new DeleteItemCommand(first)));
    }
    return (
      (
        await transactWrite(
          client,
          rows.map((Delete) => ({ Delete })),
        )
      ).length === 0
    );
  }
}

function withRow(pool: Pool, changed: Pool): Pool {
  const [first = changed, ...others] = rowsOf(pool).map((row) => (row.row === changed.row ? changed : row));
  return mergeRows([first, ...others]);
}

function recordKeyOf({ tenantId, takeId }: Pick<TakeRecord, 'tenantId' | 'takeId'>) {
  return { pk: `take#${tenantId}`, sk: takeId };
}

function toRecord(item: StoredRow): TakeRecord {
  const { pk: _pk, sk: _sk, v: _v, expiresAt: _expiresAt, ...record } = unmarshall(item);
  return record as TakeRecord;
}
