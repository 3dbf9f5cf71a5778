import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  type DynamoDBServiceException,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import {
  findFresh,
  type Pool,
  type PoolLink,
  type PoolRef,
  type PoolTake,
  type PoolTraits,
} from '../core/pool/pool.ts';
import { countFresh, homeRowOf, rowsOf } from '../core/pool/pool-rows.ts';
import { schemaVersion } from '../core/schema-version.ts';
import { movePooled } from './pool-move.ts';
import { beginningOf, isBare, poolKeyOf, textsOfOld, toPool, toTaken } from './pool-row.ts';
import { isInConflict } from './transact-write.ts';

/** What a take is about. */
export interface TakeInput {
  ref: PoolRef;
  takeId: string;
  take: PoolTake;
  /** The caller may use this very pool: it has been looked at. */
  poolId?: string;
  /** Its links may not have a price. */
  isUnpriced: boolean;
  nowMs: number;
}

/**
 * `left`: links that probably are still ready. `earlier`: the row has the take already. `refused`: the links have a price. `full`: so many
 * takes are not settled that the row takes no more.
 */
export type TakeAnswer =
  | { kind: 'taken'; pool: PoolTraits; link: PoolLink; left: number }
  | { kind: 'reserved' | 'earlier' | 'empty' | 'refused'; pool: Pool }
  | { kind: 'missing' | 'full' | 'busy' };

/** What an environment knows of a pool. */
interface KnownPool {
  poolId: string;
  /** The links in each of its rows. */
  counts: number[];
}

/** What one write at a row came to: `met` is the row where only the write's own condition can have failed. */
type RowAnswer = TakeAnswer | { kind: 'met'; row: Pool };

/** The first link may have become too old, and others are taken at the same moment. */
const maxTries = 12;

/** Other takers empty the rows of a pool at the same moment. */
const maxRowTries = 8;

const maxKnown = 1_000;

/** @param getPool the pool as it is now, read consistently. */
export function createPoolTakes(
  client: DynamoDBClient,
  tableName: string,
  getPool: (ref: PoolRef) => Promise<Pool | undefined>,
) {
  const known = new Map<string, KnownPool>();
  return { takePooled, reserveTake };

  /**
   * Takes a link that may be given, by one write: the link goes from `ready` to `given`, and its take is stored beside it. Links that
   * lie in front of it and are too old stay for the worker. A take under an Idempotency-Key has a row of its own, into which links are
   * moved where it is empty. Any other takes from the row that is the fullest.
   */
  async function takePooled(input: TakeInput): Promise<TakeAnswer> {
    const isKeyed = input.take.requestHash !== undefined;
    let pool = await recall(input);
    for (let tries = 0; pool !== undefined && tries < maxRowTries; tries++) {
      const row = isKeyed ? homeRowOf(input.takeId, pool.counts.length) : fullestOf(pool.counts);
      const answer = await takeFrom(input, pool, row);
      if (answer.kind === 'missing') {
        pool = await renew(input, pool);
      } else if (answer.kind === 'empty' && pool.counts.length > 1) {
        const found = await getPool(input.ref);
        pool = found && learn(input, found);
        const from = pool === undefined ? 0 : fullestOf(pool.counts);
        if (found !== undefined && pool?.counts[from] === 0) {
          return { kind: 'empty', pool: found };
        }
        if (found !== undefined && isKeyed && from !== row) {
          await movePooled(client, tableName, found, { from, to: row, nowMs: input.nowMs });
        }
      } else if (answer.kind !== 'busy') {
        return answer;
      }
    }
    return { kind: pool === undefined ? 'missing' : 'busy' };
  }

  /** Stores that a take is answered by a job: no later request under its key gets a link too. */
  async function reserveTake(input: TakeInput): Promise<TakeAnswer> {
    const pool = await recall(input);
    if (pool === undefined) {
      return { kind: 'missing' };
    }
    const row = homeRowOf(input.takeId, pool.counts.length);
    const answer = await write(input, pool.poolId, row, { update: 'SET takes.#k = :take' });
    return answer.kind === 'met' ? { kind: 'busy' } : answer;
  }

  /** What is known of the pool that the caller may use, or what it is now. */
  async function recall({ ref, poolId, nowMs }: TakeInput): Promise<KnownPool | undefined> {
    const pool = known.get(placeOf(ref));
    if (pool !== undefined && (poolId === undefined || poolId === pool.poolId)) {
      return pool;
    }
    const found = await getPool(ref);
    return found && (poolId === undefined || poolId === found.poolId)
      ? learn({ ref, nowMs }, found)
      : undefined;
  }

  /** Undefined where what is known was true: there is nothing to take. */
  async function renew(input: TakeInput, before: KnownPool): Promise<KnownPool | undefined> {
    known.delete(placeOf(input.ref));
    const pool = await recall(input);
    return pool?.poolId === before.poolId ? undefined : pool;
  }

  function learn({ ref, nowMs }: Pick<TakeInput, 'ref' | 'nowMs'>, pool: Pool): KnownPool {
    const learnt = { poolId: pool.poolId, counts: rowsOf(pool).map((row) => countFresh(row, nowMs)) };
    known.delete(placeOf(ref));
    known.set(placeOf(ref), learnt);
    const [oldest] = known.keys();
    if (known.size > maxKnown && oldest !== undefined) {
      known.delete(oldest);
    }
    return learnt;
  }

  async function takeFrom(input: TakeInput, pool: KnownPool, row: number): Promise<TakeAnswer> {
    const isStored = !isBare(input.takeId, input.take);
    let place: { index: number; link?: PoolLink } = { index: 0 };
    for (let tries = 0; tries < maxTries; tries++) {
      const { index, link } = place;
      const answer = await write(input, pool.poolId, row, {
        update: `SET ${isStored ? 'takes.#k = :take, ' : ''}given.#k = ready[${index}], takenCount = takenCount + :one REMOVE ready[${index}]`,
        condition: `ready[${index}] > :old${link === undefined ? '' : ` AND begins_with(ready[${index}], :link)`}`,
        values: {
          ':one': 1,
          ':old': textsOfOld(input.nowMs),
          ...(link === undefined ? {} : { ':link': beginningOf(link) }),
        },
        isStored,
      });
      if (answer.kind === 'taken') {
        pool.counts[row] = answer.left;
        return { ...answer, left: pool.counts.reduce((total, count) => total + count, 0) };
      }
      if (answer.kind !== 'met') {
        return answer;
      }
      const fresh = findFresh(answer.row, input.nowMs);
      if (fresh === undefined) {
        return { kind: 'empty', pool: answer.row };
      }
      const next = answer.row.ready[fresh];
      place = fresh === 0 || next === undefined ? { index: 0 } : { index: fresh, link: next };
    }
    return { kind: 'busy' };
  }

  async function write(
    { ref, takeId, take, isUnpriced }: TakeInput,
    poolId: string,
    row: number,
    {
      update,
      condition,
      values,
      isStored = true,
    }: { update: string; condition?: string; values?: Record<string, unknown>; isStored?: boolean },
  ): Promise<RowAnswer> {
    const conditions = [
      'poolId = :poolId AND v <= :v AND attribute_not_exists(deletedAtMs) AND attribute_not_exists(takes.#k) AND attribute_not_exists(given.#k)',
      ...(condition === undefined ? [] : [condition]),
      ...(isUnpriced ? ['attribute_not_exists(template.subscription_pricing)'] : []),
    ];
    try {
      const { Attributes = {} } = await client.send(
        new UpdateItemCommand({
          TableName: tableName,
          Key: marshall(poolKeyOf(ref, row)),
          UpdateExpression: update,
          ConditionExpression: conditions.join(' AND '),
          ExpressionAttributeNames: { '#k': takeId },
          ExpressionAttributeValues: marshall(
            { ...(isStored ? { ':take': take } : {}), ':v': schemaVersion, ':poolId': poolId, ...values },
            { removeUndefinedValues: true },
          ),
          ReturnValues: 'ALL_NEW',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
      const { pool, link, readyCount } = toTaken(Attributes, takeId);
      return link === undefined
        ? { kind: 'reserved', pool: toPool(Attributes) }
        : { kind: 'taken', pool, link, left: readyCount };
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) {
        return toRefusal(error.Item && toPool(error.Item), { takeId, poolId, isUnpriced });
      }
      if (isTooLarge(error)) {
        return { kind: 'full' };
      }
      if (isInConflict(error)) {
        return { kind: 'busy' };
      }
      throw error;
    }
  }
}

function placeOf({ tenantId, name }: PoolRef): string {
  return `${tenantId} ${name}`;
}

function fullestOf(counts: number[]): number {
  return counts.indexOf(Math.max(...counts));
}

function toRefusal(
  met: Pool | undefined,
  { takeId, poolId, isUnpriced }: Pick<TakeInput, 'takeId' | 'isUnpriced'> & { poolId: string },
): RowAnswer {
  if (met === undefined || met.poolId !== poolId) {
    return { kind: 'missing' };
  }
  if (met.takes[takeId] !== undefined) {
    return { kind: 'earlier', pool: met };
  }
  if (met.deletedAtMs !== undefined) {
    return { kind: 'missing' };
  }
  return isUnpriced && met.template.subscription_pricing !== undefined
    ? { kind: 'refused', pool: met }
    : { kind: 'met', row: met };
}

/** An item has 400 KB: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html */
function isTooLarge(error: unknown): boolean {
  const { name, message } = error as DynamoDBServiceException;
  return name === 'ValidationException' && /maximum allowed size/i.test(message);
}
