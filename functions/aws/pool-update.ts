import type { UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Pool, PoolLink } from '../core/pool/pool.ts';
import type { PoolChange } from '../core/pool/pool-change.ts';
import { schemaVersion } from '../core/schema-version.ts';
import { beginningOf, toLinkText } from './pool-row.ts';

type PoolUpdate = Pick<
  UpdateItemCommandInput,
  'UpdateExpression' | 'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
>;

interface Expression {
  update: string;
  condition?: string;
  names?: Record<string, string>;
  values?: Record<string, unknown>;
}

/**
 * The write of a change to a row of a pool: `applyChange` of `core/pool/pool-change.ts` says the same of a pool in memory.
 * @returns undefined where the pool as it is known shows that the condition does not hold.
 */
export function updateOfPool(pool: Pool, change: PoolChange): PoolUpdate | undefined {
  const expression = expressionOf(pool, change);
  if (expression === undefined) {
    return undefined;
  }
  const { update, condition, names, values } = expression;
  return {
    UpdateExpression: update,
    ConditionExpression: [
      'poolId = :poolId AND v <= :v',
      ...(condition === undefined ? [] : [condition]),
    ].join(' AND '),
    ...(names === undefined ? {} : { ExpressionAttributeNames: names }),
    ExpressionAttributeValues: marshall(
      { ':poolId': pool.poolId, ':v': schemaVersion, ...values },
      { removeUndefinedValues: true },
    ),
  };
}

function expressionOf(pool: Pool, change: PoolChange): Expression | undefined {
  switch (change.kind) {
    case 'begin':
      return {
        update: `SET ${change.jobIds.map((_, index) => `making.#j${index} = :at`).join(', ')}, nextNumber = :next`,
        condition: 'nextNumber = :number AND attribute_not_exists(deletedAtMs)',
        names: Object.fromEntries(change.jobIds.map((jobId, index) => [`#j${index}`, jobId])),
        values: {
          ':at': change.atMs,
          ':number': pool.nextNumber,
          ':next': pool.nextNumber + change.jobIds.length,
        },
      };
    case 'add':
      return {
        update: 'SET ready = list_append(ready, :links) REMOVE making.#j, failure',
        condition: 'attribute_exists(making.#j)',
        names: { '#j': change.link.id },
        values: { ':links': [toLinkText(pool, change.link)] },
      };
    case 'giveUp':
      return {
        update: `${change.failure === undefined ? '' : 'SET failure = :failure '}REMOVE making.#j`,
        condition: 'attribute_exists(making.#j)',
        names: { '#j': change.jobId },
        values: { ':failure': change.failure },
      };
    case 'drop': {
      const index = pool.ready.findIndex(({ id }) => id === change.inviteId);
      const link = pool.ready[index];
      return link === undefined
        ? undefined
        : {
            update: `SET dropping.#i = :revoke REMOVE ready[${index}]`,
            condition: `begins_with(ready[${index}], :link)`,
            names: { '#i': change.inviteId },
            values: { ':revoke': change.revoke, ':link': beginningOf(link) },
          };
    }
    case 'forget':
      return { update: 'REMOVE dropping.#i', names: { '#i': change.inviteId } };
    case 'note':
      return {
        update: `SET takes.#k.recordedAtMs = :at${change.editId === undefined ? '' : ', takes.#k.editId = :edit'}`,
        condition: 'attribute_exists(takes.#k)',
        names: { '#k': change.takeId },
        values: { ':at': change.recordedAtMs, ':edit': change.editId },
      };
    case 'leave':
    case 'giveBack':
    case 'setAside': {
      const link = pool.given[change.takeId];
      return link && expressionOfGiven(pool, link, change);
    }
    case 'close':
      return { update: 'REMOVE given.#k, takes.#k', names: { '#k': change.takeId } };
  }
}

/** What becomes of a link that was taken. The take may have another one by now. */
function expressionOfGiven(
  pool: Pool,
  link: PoolLink,
  change: Extract<PoolChange, { kind: 'leave' | 'giveBack' | 'setAside' }>,
): Expression {
  const isSame = 'begins_with(given.#k, :link)';
  const isUntouched = `${isSame} AND attribute_not_exists(takes.#k.isLeft)`;
  const names = { '#k': change.takeId };
  const values = { ':link': beginningOf(link) };
  switch (change.kind) {
    case 'leave':
      return {
        update: 'SET takes.#k.isLeft = :left',
        condition: isSame,
        names,
        values: { ...values, ':left': true },
      };
    case 'giveBack':
      return {
        update:
          'SET ready = list_append(ready, :links), takenCount = takenCount - :one REMOVE given.#k, takes.#k',
        condition: isUntouched,
        names,
        values: { ...values, ':links': [toLinkText(pool, link)], ':one': 1 },
      };
    case 'setAside':
      return {
        update: 'SET dropping.#i = :revoke, takenCount = takenCount - :one REMOVE given.#k, takes.#k',
        condition: change.revoke ? isUntouched : isSame,
        names: { ...names, '#i': link.id },
        values: { ...values, ':revoke': change.revoke, ':one': 1 },
      };
  }
}
