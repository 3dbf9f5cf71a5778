import { setTimeout } from 'node:timers/promises';
import {
  type AttributeValue,
  BatchExecuteStatementCommand,
  type BatchStatementError,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { settleAll } from '../core/settle-all.ts';

/** DynamoDB's limit for one BatchExecuteStatement. */
const statementsLimit = 25;

/** The SDK repeats a request that fails, and not the statements that fail in one that is answered. */
const maxTries = 4;
const pauseMs = 50;

/**
 * Stores new items, each for itself: what was stored when this throws stays so. An item that is there already, under the same key,
 * is left as it is. One request stores 25, and costs as many units as each item put by itself. The first 25 are stored before the others: when
 * they are refused, nothing is.
 * @returns how many were not there before.
 * @throws Error when DynamoDB did not take some of them.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.multiplestatements.batching.html
 */
export async function insertItems(
  client: DynamoDBClient,
  tableName: string,
  items: Record<string, AttributeValue>[],
): Promise<number> {
  const lots = Array.from({ length: Math.ceil(items.length / statementsLimit) }, (_, lot) =>
    items.slice(lot * statementsLimit, (lot + 1) * statementsLimit),
  );
  const [first, ...others] = lots;
  const inserted = first === undefined ? 0 : await insertLot(first);
  const more = await settleAll(others.map(insertLot));
  return more.reduce((sum, each) => sum + each, inserted);

  async function insertLot(lot: Record<string, AttributeValue>[]): Promise<number> {
    let open = lot;
    let count = 0;
    for (let tries = 1; ; tries++) {
      const { Responses = [] } = await client.send(
        new BatchExecuteStatementCommand({ Statements: open.map((item) => insertOf(tableName, item)) }),
      );
      const failures = open.flatMap((item, index) => {
        const error = Responses[index]?.Error;
        return error === undefined || isThere(error) ? [] : { item, error };
      });
      count += open.length - failures.length - Responses.filter(({ Error: error }) => isThere(error)).length;
      const [first] = failures;
      if (first === undefined) {
        return count;
      }
      if (tries === maxTries) {
        throw new Error(
          `DynamoDB did not take ${failures.length} of ${lot.length} items: ${first.error.Code}`,
        );
      }
      open = failures.map(({ item }) => item);
      await setTimeout(pauseMs * 2 ** tries);
    }
  }
}

function insertOf(tableName: string, item: Record<string, AttributeValue>) {
  const members = Object.keys(item).map((name) => `'${name}': ?`);
  return {
    Statement: `INSERT INTO "${tableName}" VALUE {${members.join(', ')}}`,
    Parameters: Object.values(item),
  };
}

function isThere(error: BatchStatementError | undefined): boolean {
  return error?.Code === 'DuplicateItem';
}
