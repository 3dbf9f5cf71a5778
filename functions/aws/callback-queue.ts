import { SendMessageBatchCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { JobRef } from '../core/job/job.ts';
import type { DueCallback } from '../core/sweep/webhook-sweep.ts';
import { readMessage } from './read-message.ts';

/** SQS's limit for one SendMessageBatch. */
const batchLimit = 10;

/** A job's end is stored before its message is sent, and the sweeper finds it without: nobody waits long for a queue that hangs. */
const sendTimeoutMs = 2_000;

/** The queue of callbacks. Each job is a group of its own, so that a job's callback is delivered by one worker at a time. */
export function createCallbackQueue(client: SQSClient, queueUrl: string) {
  return { sendCallback, resendCallbacks };

  /** Sends the message that has a job's callback delivered. It holds ids only. */
  async function sendCallback(ref: JobRef): Promise<void> {
    await client.send(new SendMessageCommand({ QueueUrl: queueUrl, ...toMessage(ref, 'end') }), {
      abortSignal: AbortSignal.timeout(sendTimeoutMs),
    });
  }

  /**
   * Sends messages for callbacks that are overdue. A message that still lies in the queue is not sent twice: SQS takes messages of
   * the same callback with the same due time for one, for five minutes.
   * @returns how many SQS refused.
   */
  async function resendCallbacks(due: DueCallback[]): Promise<number> {
    let refused = 0;
    for (let next = 0; next < due.length; next += batchLimit) {
      const { Failed = [] } = await client.send(
        new SendMessageBatchCommand({
          QueueUrl: queueUrl,
          Entries: due.slice(next, next + batchLimit).map((each, index) => ({
            Id: String(index),
            ...toMessage(each, String(each.callbackDueAtMs)),
          })),
        }),
      );
      refused += Failed.length;
    }
    return refused;
  }
}

function toMessage({ tenantId, jobId }: JobRef, occasion: string) {
  return {
    MessageBody: JSON.stringify({ tenantId, jobId } satisfies JobRef),
    MessageGroupId: jobId,
    MessageDeduplicationId: `${jobId}-${occasion}`,
  };
}

/** Reads a message body; undefined when this service did not write it. */
export function parseCallbackMessage(body: string): JobRef | undefined {
  const { tenantId, jobId } = readMessage(body) ?? {};
  return typeof tenantId === 'string' && typeof jobId === 'string' ? { tenantId, jobId } : undefined;
}
