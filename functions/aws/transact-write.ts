import { setTimeout } from 'node:timers/promises';
import {
  type AttributeValue,
  type DynamoDBClient,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';

/** A write of a transaction whose condition did not hold, and the item that it met, where it asked for it. */
export interface Refusal {
  index: number;
  item: Record<string, AttributeValue> | undefined;
}

/** Another writer is at one of the items just now. The SDK does not repeat such a transaction by itself. */
const maxConflicts = 6;
const conflictPauseMs = 40;

/** Whether a write of one item met a transaction that is at this item just now. */
export function isInConflict(error: unknown): boolean {
  return (error as Error).name === 'TransactionConflictException';
}

/**
 * Writes all or nothing.
 * @returns the writes that were refused by their conditions; none when the transaction is done.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 */
export async function transactWrite(
  client: DynamoDBClient,
  TransactItems: TransactWriteItem[],
): Promise<Refusal[]> {
  for (let conflicts = 1; ; conflicts++) {
    try {
      await client.send(new TransactWriteItemsCommand({ TransactItems }));
      return [];
    } catch (error) {
      const reasons = error instanceof TransactionCanceledException ? (error.CancellationReasons ?? []) : [];
      const refusals = reasons.flatMap(({ Code, Item }, index) =>
        Code === 'ConditionalCheckFailed' ? [{ index, item: Item }] : [],
      );
      if (refusals.length > 0) {
        return refusals;
      }
      if (conflicts >= maxConflicts || !reasons.some(({ Code }) => Code === 'TransactionConflict')) {
        throw error;
      }
      await setTimeout(conflictPauseMs * conflicts);
    }
  }
}
