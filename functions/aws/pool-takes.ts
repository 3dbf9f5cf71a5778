import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  type DynamoDBServiceException,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { findFresh, type Pool, type PoolLink, type PoolRef, type PoolTake } from '../core/pool/pool.ts';
import { schemaVersion } from '../core/schema-version.ts';
import { beginningOf, textsOfOld, toPool } from './pool-row.ts';
import { poolKeyOf } from './pool-store.ts';

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

/** `earlier`: the row has the take already. `refused`: the links have a price. `full`: so many takes are not settled that the row takes no more. */
export type TakeAnswer =
  | { kind: 'taken'; pool: Pool; link: PoolLink }
  | { kind: 'reserved' | 'earlier' | 'empty' | 'refused'; pool: Pool }
  | { kind: 'missing' | 'full' | 'busy' };

/** The first link may have become too old, and others are taken at the same moment. */
const maxTries = 12;

export function createPoolTakes(client: DynamoDBClient, tableName: string) {
  return { takePooled, reserveTake };

  /**
   * Takes the first link that may be given, by one write: the link goes from `ready` to `given`, and its take is stored beside it.
   * Links that lie in front of it and are too old stay for the worker.
   */
  async function takePooled(input: TakeInput): Promise<TakeAnswer> {
    let place: { index: number; link?: PoolLink } = { index: 0 };
    for (let tries = 0; tries < maxTries; tries++) {
      const { index, link } = place;
      const answer = await write(input, {
        update: `SET takes.#k = :take, given.#k = ready[${index}], takenCount = takenCount + :one REMOVE ready[${index}]`,
        condition: `ready[${index}] > :old${link === undefined ? '' : ` AND begins_with(ready[${index}], :link)`}`,
        values: {
          ':one': 1,
          ':old': textsOfOld(input.nowMs),
          ...(link === undefined ? {} : { ':link': beginningOf(link) }),
        },
      });
      if (!('met' in answer)) {
        return answer;
      }
      const fresh = findFresh(answer.met, input.nowMs);
      if (fresh === undefined) {
        return { kind: 'empty', pool: answer.met };
      }
      const next = answer.met.ready[fresh];
      place = fresh === 0 || next === undefined ? { index: 0 } : { index: fresh, link: next };
    }
    return { kind: 'busy' };
  }

  /** Stores that a take is answered by a job: no later request under its key gets a link too. */
  async function reserveTake(input: TakeInput): Promise<TakeAnswer> {
    const answer = await write(input, { update: 'SET takes.#k = :take' });
    return 'met' in answer ? { kind: 'busy' } : answer;
  }

  /** @returns the pool that the write met where only its own condition can have failed. */
  async function write(
    { ref, takeId, take, poolId, isUnpriced }: TakeInput,
    { update, condition, values }: { update: string; condition?: string; values?: Record<string, unknown> },
  ): Promise<TakeAnswer | { met: Pool }> {
    const conditions = [
      'attribute_exists(pk) AND v <= :v AND attribute_not_exists(deletedAtMs) AND attribute_not_exists(takes.#k)',
      ...(condition === undefined ? [] : [condition]),
      ...(poolId === undefined ? [] : ['poolId = :poolId']),
      ...(isUnpriced ? ['attribute_not_exists(template.subscription_pricing)'] : []),
    ];
    try {
      const { Attributes = {} } = await client.send(
        new UpdateItemCommand({
          TableName: tableName,
          Key: marshall(poolKeyOf(ref)),
          UpdateExpression: update,
          ConditionExpression: conditions.join(' AND '),
          ExpressionAttributeNames: { '#k': takeId },
          ExpressionAttributeValues: marshall(
            {
              ':take': take,
              ':v': schemaVersion,
              ...values,
              ...(poolId === undefined ? {} : { ':poolId': poolId }),
            },
            { removeUndefinedValues: true },
          ),
          ReturnValues: 'ALL_NEW',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
      const pool = toPool(Attributes);
      const link = pool.given[takeId];
      return link === undefined ? { kind: 'reserved', pool } : { kind: 'taken', pool, link };
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) {
        return toRefusal(error.Item && toPool(error.Item), { takeId, poolId, isUnpriced });
      }
      if (isTooLarge(error)) {
        return { kind: 'full' };
      }
      throw error;
    }
  }
}

function toRefusal(
  met: Pool | undefined,
  { takeId, poolId, isUnpriced }: Pick<TakeInput, 'takeId' | 'isUnpriced'> & { poolId: string | undefined },
): TakeAnswer | { met: Pool } {
  if (met === undefined || (poolId !== undefined && met.poolId !== poolId)) {
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
    : { met };
}

/** An item has 400 KB: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html */
function isTooLarge(error: unknown): boolean {
  const { name, message } = error as DynamoDBServiceException;
  return name === 'ValidationException' && /maximum allowed size/i.test(message);
}
