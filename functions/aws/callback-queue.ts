import { SendMessageBatchCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { JobRef } from '../core/job/job.ts';
import type { TrackedLink } from '../core/join/join.ts';
import type { DueCallback, DueEvents } from '../core/sweep/webhook-sweep.ts';
import { readMessage } from './read-message.ts';

/** SQS's limit for one SendMessageBatch. */
const batchLimit = 10;

/** A job's end is stored before its message is sent, and the sweeper finds it without: nobody waits long for a queue that hangs. */
const sendTimeoutMs = 2_000;

/** What has a callback delivered, or the events of a link. It holds ids only. */
export interface CallbackMessage extends JobRef {
  events?: true;
}

/**
 * The queue of callbacks. Each job is a group of its own, so that a job's callback is delivered by one worker at a time; so is each link
 * for its events.
 */
export function createCallbackQueue(client: SQSClient, queueUrl: string) {
  return { sendCallback, resendCallbacks, sendEvents, resendEvents };

  /** Sends the message that has a job's callback delivered. */
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
    return sendAll(due.map((each) => toMessage(each, String(each.callbackDueAtMs))));
  }

  /** Sends the message that has the events of a link delivered: one message for as many as there are. */
  async function sendEvents(link: Pick<TrackedLink, 'tenantId' | 'jobId' | 'events'>): Promise<void> {
    const message = toEventsMessage(link, `until-${link.events}`);
    await client.send(new SendMessageCommand({ QueueUrl: queueUrl, ...message }), {
      abortSignal: AbortSignal.timeout(sendTimeoutMs),
    });
  }

  /** As `resendCallbacks`. */
  async function resendEvents(due: DueEvents[]): Promise<number> {
    return sendAll(due.map((each) => toEventsMessage(each, String(each.dueAtMs))));
  }

  async function sendAll(messages: ReturnType<typeof toMessage>[]): Promise<number> {
    let refused = 0;
    for (let next = 0; next < messages.length; next += batchLimit) {
      const { Failed = [] } = await client.send(
        new SendMessageBatchCommand({
          QueueUrl: queueUrl,
          Entries: messages
            .slice(next, next + batchLimit)
            .map((each, index) => ({ Id: String(index), ...each })),
        }),
      );
      refused += Failed.length;
    }
    return refused;
  }
}

function toMessage({ tenantId, jobId }: JobRef, occasion: string) {
  return {
    MessageBody: JSON.stringify({ tenantId, jobId } satisfies CallbackMessage),
    MessageGroupId: jobId,
    MessageDeduplicationId: `${jobId}-${occasion}`,
  };
}

/** A version before this one takes it for the message of a callback that is over. */
function toEventsMessage({ tenantId, jobId }: JobRef, occasion: string) {
  return {
    MessageBody: JSON.stringify({ tenantId, jobId, events: true } satisfies CallbackMessage),
    MessageGroupId: `events#${jobId}`,
    MessageDeduplicationId: `${jobId}-events-${occasion}`,
  };
}

/** Reads a message body; undefined when this service did not write it. */
export function parseCallbackMessage(body: string): CallbackMessage | undefined {
  const { tenantId, jobId, events } = readMessage(body) ?? {};
  return typeof tenantId === 'string' && typeof jobId === 'string'
    ? { tenantId, jobId, ...(events === true ? { events } : {}) }
    : undefined;
}
