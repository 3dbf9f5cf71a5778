import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Pool } from '../core/pool/pool.ts';
import { rowsOf } from '../core/pool/pool-rows.ts';
import { schemaVersion } from '../core/schema-version.ts';
import { beginningOf, poolKeyOf, toLinkText } from './pool-row.ts';
import { transactWrite } from './transact-write.ts';

/** Of the links in the row, half, so that the next take of either row finds some. */
const maxMoved = 10;

interface Move {
  from: number;
  to: number;
  nowMs: number;
}

/**
 * Moves links that may be given from one row of a pool to another, by one transaction. Where the first row has changed since it was read,
 * nothing is moved. `moves` tells who has read one row before it and the other behind it.
 */
export async function movePooled(
  client: DynamoDBClient,
  TableName: string,
  pool: Pool,
  { from, to, nowMs }: Move,
): Promise<void> {
  const ready = rowsOf(pool)[from]?.ready ?? [];
  const fresh = ready.flatMap((link, index) => (link.useBeforeMs > nowMs ? [{ link, index }] : []));
  const moved = fresh.slice(0, Math.min(Math.ceil(fresh.length / 2), maxMoved));
  // From the back: an engine may count the places anew behind each that it removes.
  const removed = moved.toReversed().map(({ index }) => `ready[${index}]`);
  const isThere = moved.map(({ index }, place) => `begins_with(ready[${index}], :l${place})`);
  const isPool = 'poolId = :poolId AND v <= :v AND attribute_not_exists(deletedAtMs)';
  const values = { ':poolId': pool.poolId, ':v': schemaVersion, ':one': 1 };
  await transactWrite(client, [
    {
      Update: {
        TableName,
        Key: marshall(poolKeyOf(pool, from)),
        UpdateExpression: `ADD moves :one REMOVE ${removed.join(', ')}`,
        ConditionExpression: [isPool, ...isThere].join(' AND '),
        ExpressionAttributeValues: marshall({
          ...values,
          ...Object.fromEntries(moved.map(({ link }, place) => [`:l${place}`, beginningOf(link)])),
        }),
      },
    },
    {
      Update: {
        TableName,
        Key: marshall(poolKeyOf(pool, to)),
        UpdateExpression: 'SET ready = list_append(ready, :links) ADD moves :one',
        ConditionExpression: isPool,
        ExpressionAttributeValues: marshall({
          ...values,
          ':links': moved.map(({ link }) => toLinkText(pool, link)),
        }),
      },
    },
  ]);
}
