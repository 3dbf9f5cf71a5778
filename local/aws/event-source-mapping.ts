import { setTimeout } from 'node:timers/promises';
import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import { localClientSettings } from '../../operator/system/local-client-settings.ts';
import { createSqsRecord, readBatchItemFailures } from './sqs-records.ts';
import type { EventSourceMappingSettings } from './template.ts';

/** Lambda polls with five batches at once before it scales: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html */
const maxPollers = 5;
/** The longest wait that SQS allows for a receive. */
const waitTimeSeconds = 20;
const firstBackoffMs = 100;
const maxBackoffMs = 10_000;

export interface BatchEvent {
  type: 'batch';
  queueArn: string;
  messageIds: string[];
  /** The messages that stay in the queue, where their visibility timeout runs. */
  failedIds: string[];
  /** Why the whole batch failed, or could not be deleted. */
  error?: string;
}

export interface PollFailedEvent {
  type: 'poll-failed';
  queueArn: string;
  error: string;
}

export interface EventSourceMapping {
  /**
   * Ends the polls and resolves when the running batches are done. A message that the queue delivers at this moment
   * stays hidden for its visibility timeout, as when one of Lambda's pollers dies.
   */
  stop(): Promise<void>;
}

export interface EventSourceMappingOptions {
  settings: EventSourceMappingSettings;
  sqsEndpoint: string;
  queueUrl: string;
  invoke: (event: SQSEvent) => Promise<unknown>;
  onEvent: (event: BatchEvent | PollFailedEvent) => void;
}

/**
 * Polls a queue and invokes the function with each batch, as Lambda does. Deletes the messages that the function did
 * not report as failed.
 */
export function startEventSourceMapping(options: EventSourceMappingOptions): EventSourceMapping {
  const { settings, sqsEndpoint, queueUrl, invoke, onEvent } = options;
  const { queueArn } = settings;
  const client = new SQSClient({
    endpoint: sqsEndpoint,
    useQueueUrlAsEndpoint: false,
    ...localClientSettings,
  });
  const stopping = new AbortController();

  async function poll(): Promise<void> {
    let failuresInARow = 0;
    while (!stopping.signal.aborted) {
      const succeeded = await pollOnce();
      failuresInARow = succeeded ? 0 : failuresInARow + 1;
      if (!succeeded) {
        await backOff(failuresInARow, stopping.signal);
      }
    }
  }

  async function pollOnce(): Promise<boolean> {
    try {
      const messages = await receive();
      return messages.length === 0 || (await handle(messages));
    } catch (error) {
      if (stopping.signal.aborted) {
        return true;
      }
      onEvent({ type: 'poll-failed', queueArn, error: String(error) });
      return false;
    }
  }

  async function receive(): Promise<Message[]> {
    const command = new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: settings.batchSize,
      WaitTimeSeconds: waitTimeSeconds,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    });
    const { Messages = [] } = await client.send(command, { abortSignal: stopping.signal });
    return Messages;
  }

  /** @returns false when the whole batch failed. */
  async function handle(messages: Message[]): Promise<boolean> {
    const messageIds = messages.map((message) => message.MessageId ?? '');
    try {
      const result = await invoke({ Records: messages.map((message) => createSqsRecord(message, queueArn)) });
      const failedIds = settings.reportsBatchItemFailures
        ? readBatchItemFailures(result, new Set(messageIds))
        : new Set<string>();
      await deleteMessages(messages.filter((message) => !failedIds.has(message.MessageId ?? '')));
      onEvent({ type: 'batch', queueArn, messageIds, failedIds: [...failedIds] });
      return true;
    } catch (error) {
      onEvent({ type: 'batch', queueArn, messageIds, failedIds: messageIds, error: String(error) });
      return false;
    }
  }

  async function deleteMessages(messages: Message[]): Promise<void> {
    if (messages.length === 0) {
      return;
    }
    const Entries = messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    const { Failed = [] } = await client.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
    const [first] = Failed;
    if (first !== undefined) {
      throw new Error(`${Failed.length} messages were not deleted: ${first.Message}`);
    }
  }

  const pollers = Array.from({ length: Math.min(maxPollers, settings.maximumConcurrency) }, poll);
  return {
    async stop() {
      stopping.abort();
      await Promise.all(pollers);
      client.destroy();
    },
  };
}

/** Waits after a failure, from 100 ms doubling up to 10 s. Returns early when stopped. */
async function backOff(failuresInARow: number, signal: AbortSignal): Promise<void> {
  const waitMs = Math.min(firstBackoffMs * 2 ** (failuresInARow - 1), maxBackoffMs);
  try {
    await setTimeout(waitMs, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) {
      throw error;
    }
  }
}
