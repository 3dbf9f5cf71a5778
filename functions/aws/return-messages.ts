import type { SQSBatchItemFailure, SQSRecord } from 'aws-lambda';
import { visibilitySecondsUntil } from '../core/rpc/wait.ts';
import type { Log } from './log.ts';

/** A message that has to come back, and when. */
export interface ReturningMessage {
  record: SQSRecord;
  atMs: number;
}

export interface ReturnDeps {
  now(): number;
  changeVisibility(changes: { receiptHandle: string; visibilityTimeout: number }[]): Promise<string[]>;
  log: Log;
}

/** After a fault of our own a message comes back after this. */
export const faultRetryMs = 10_000;

/**
 * Hides each message until its time. One that stays visible comes back when the queue's own timeout ends. Never throws.
 * @returns the failures that tell Lambda to leave these messages in the queue.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
 */
export async function returnMessages(
  { now, changeVisibility, log }: ReturnDeps,
  returning: ReturningMessage[],
): Promise<SQSBatchItemFailure[]> {
  const changes = returning.map(({ record, atMs }) => ({
    receiptHandle: record.receiptHandle,
    visibilityTimeout: visibilitySecondsUntil(atMs, now()),
  }));
  try {
    const refused = await changeVisibility(changes);
    if (refused.length > 0) {
      log.error('SQS refused to hide messages', { count: refused.length });
    }
  } catch (error) {
    log.error('hiding messages failed', { error });
  }
  return returning.map(({ record }) => ({ itemIdentifier: record.messageId }));
}
