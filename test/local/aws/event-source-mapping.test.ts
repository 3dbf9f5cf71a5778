import { GetQueueAttributesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import { expect, onTestFinished, test } from 'vitest';
import {
  type BatchEvent,
  type PollFailedEvent,
  startEventSourceMapping,
} from '../../../local/aws/event-source-mapping.ts';
import { createQueues, startSqs } from '../../../local/aws/sqs.ts';
import type { EventSourceMappingSettings } from '../../../local/aws/template.ts';
import { localClientSettings } from '../../../operator/system/local-client-settings.ts';
import { createRecorder } from './fixture-functions.ts';

const queueArn = 'arn:aws:sqs:us-east-1:000000000000:jobs.fifo';

function isBatch(event: BatchEvent | PollFailedEvent): event is BatchEvent {
  return event.type === 'batch';
}

async function startQueue(attributes: Record<string, string> = {}) {
  const server = await startSqs();
  onTestFinished(() => server.close());
  const queueUrl = `${server.endpoint}/000000000000/jobs.fifo`;
  await createQueues(server.endpoint, [
    { queueName: 'jobs.fifo', queueArn, queueUrl, attributes: { FifoQueue: 'true', ...attributes } },
  ]);
  const client = new SQSClient({ endpoint: server.endpoint, ...localClientSettings });
  onTestFinished(() => client.destroy());
  let sent = 0;
  return {
    endpoint: server.endpoint,
    queueUrl,
    async send(messageGroupId: string, body = 'a job') {
      const { MessageId } = await client.send(
        new SendMessageCommand({
          QueueUrl: queueUrl,
          MessageBody: body,
          MessageGroupId: messageGroupId,
          MessageDeduplicationId: String(++sent),
          MessageAttributes: { traceId: { DataType: 'String', StringValue: 'trace-1' } },
        }),
      );
      return MessageId ?? '';
    },
    /** What is left, visible and hidden. */
    async count() {
      const { Attributes } = await client.send(
        new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['All'] }),
      );
      return {
        visible: Number(Attributes?.ApproximateNumberOfMessages),
        hidden: Number(Attributes?.ApproximateNumberOfMessagesNotVisible),
      };
    },
  };
}

function startMapping(
  queue: { endpoint: string; queueUrl: string },
  invoke: (event: SQSEvent) => Promise<unknown>,
  overrides: Partial<EventSourceMappingSettings> = {},
) {
  const events = createRecorder<BatchEvent | PollFailedEvent>();
  const mapping = startEventSourceMapping({
    settings: {
      queueArn,
      functionArn: 'arn:worker',
      batchSize: 10,
      maximumConcurrency: 1,
      reportsBatchItemFailures: true,
      ...overrides,
    },
    sqsEndpoint: queue.endpoint,
    queueUrl: queue.queueUrl,
    // Through JSON, as the function's process hands it on.
    invoke: async (event) => JSON.parse(JSON.stringify((await invoke(event)) ?? null)),
    onEvent: events.record,
  });
  onTestFinished(() => mapping.stop());
  return { mapping, events };
}

test('a message arrives as an SQS record and is deleted after success', async () => {
  const queue = await startQueue();
  const messageId = await queue.send('account-1', '{"id":"inv_1"}');
  const received: SQSEvent[] = [];
  const { events } = startMapping(queue, async (event) => {
    received.push(event);
  });
  expect(await events.waitFor(isBatch)).toMatchObject({ messageIds: [messageId], failedIds: [] });
  expect(received).toEqual([
    {
      Records: [
        {
          messageId,
          receiptHandle: expect.any(String),
          body: '{"id":"inv_1"}',
          attributes: {
            ApproximateReceiveCount: '1',
            ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
            SentTimestamp: expect.stringMatching(/^\d{13}$/),
            SenderId: expect.any(String),
            MessageGroupId: 'account-1',
            MessageDeduplicationId: '1',
            SequenceNumber: expect.any(String),
          },
          messageAttributes: {
            traceId: {
              stringValue: 'trace-1',
              dataType: 'String',
              stringListValues: [],
              binaryListValues: [],
            },
          },
          md5OfBody: expect.stringMatching(/^[0-9a-f]{32}$/),
          md5OfMessageAttributes: expect.stringMatching(/^[0-9a-f]{32}$/),
          eventSource: 'aws:sqs',
          eventSourceARN: queueArn,
          awsRegion: 'us-east-1',
        },
      ],
    },
  ]);
  expect(await queue.count()).toEqual({ visible: 0, hidden: 0 });
});

test('a batch holds the messages of one group in order, and the next ones wait until it is over', async () => {
  const queue = await startQueue();
  const [first, second] = [await queue.send('a'), await queue.send('a')];
  let third = '';
  const batches: string[][] = [];
  const { events } = startMapping(
    queue,
    async ({ Records }) => {
      batches.push(Records.map(({ messageId }) => messageId));
      third ||= await queue.send('a');
    },
    { maximumConcurrency: 2 },
  );
  await events.waitFor(isBatch, 2);
  expect(batches).toEqual([[first, second], [third]]);
});

test('a batch mixes message groups, up to its size', async () => {
  const queue = await startQueue();
  for (const group of ['a', 'b', 'c']) {
    await queue.send(group);
  }
  const groups: (string | undefined)[][] = [];
  const { events } = startMapping(
    queue,
    async ({ Records }) => {
      groups.push(Records.map((record) => record.attributes.MessageGroupId));
    },
    { batchSize: 2 },
  );
  await events.waitFor(isBatch, 2);
  expect(groups).toEqual([['a', 'b'], ['c']]);
});

test('only the messages reported in batchItemFailures stay in the queue', async () => {
  const queue = await startQueue();
  await queue.send('a');
  const failing = await queue.send('b');
  await queue.send('c');
  const { events } = startMapping(queue, async () => ({ batchItemFailures: [{ itemIdentifier: failing }] }));
  expect(await events.waitFor(isBatch)).toMatchObject({ failedIds: [failing] });
  expect(await queue.count()).toEqual({ visible: 0, hidden: 1 });
});

test.each([
  ['nothing', undefined],
  ['null', null],
  ['an object without batchItemFailures', {}],
  ['null for batchItemFailures', { batchItemFailures: null }],
  ['an empty list', { batchItemFailures: [] }],
])('%s is complete success', async (_, result) => {
  const queue = await startQueue();
  await queue.send('a');
  const { events } = startMapping(queue, async () => result);
  expect(await events.waitFor(isBatch)).toMatchObject({ failedIds: [] });
  expect(await queue.count()).toEqual({ visible: 0, hidden: 0 });
});

test.each([
  ['a string', 'done'],
  ['batchItemFailures that is no list', { batchItemFailures: 'all' }],
  ['an unknown message id', { batchItemFailures: [{ itemIdentifier: 'other' }] }],
  ['an empty identifier', { batchItemFailures: [{ itemIdentifier: '' }] }],
  ['a null identifier', { batchItemFailures: [{ itemIdentifier: null }] }],
  ['a misnamed identifier', { batchItemFailures: [{ id: 'x' }] }],
  ['a null item', { batchItemFailures: [null] }],
])('%s fails the whole batch', async (_, result) => {
  const queue = await startQueue();
  const messageIds = [await queue.send('a'), await queue.send('b')];
  const { events } = startMapping(queue, async () => result);
  expect(await events.waitFor(isBatch)).toMatchObject({ failedIds: messageIds, error: expect.any(String) });
  expect(await queue.count()).toEqual({ visible: 0, hidden: 2 });
});

test('a function that throws fails the whole batch', async () => {
  const queue = await startQueue();
  const messageId = await queue.send('a');
  const { events } = startMapping(queue, () => Promise.reject(new Error('down')));
  expect(await events.waitFor(isBatch)).toMatchObject({ failedIds: [messageId], error: 'Error: down' });
  expect(await queue.count()).toEqual({ visible: 0, hidden: 1 });
});

test('a mapping without ReportBatchItemFailures ignores what the function reports', async () => {
  const queue = await startQueue();
  const messageId = await queue.send('a');
  const { events } = startMapping(
    queue,
    async () => ({ batchItemFailures: [{ itemIdentifier: messageId }] }),
    {
      reportsBatchItemFailures: false,
    },
  );
  expect(await events.waitFor(isBatch)).toMatchObject({ failedIds: [] });
});

test('a failed message comes again when its visibility timeout is over, counted', async () => {
  const queue = await startQueue({ VisibilityTimeout: '0' });
  const messageId = await queue.send('a');
  const counts: string[] = [];
  const { events } = startMapping(queue, async ({ Records }) => {
    counts.push(...Records.map((record) => record.attributes.ApproximateReceiveCount));
    return { batchItemFailures: counts.length === 1 ? [{ itemIdentifier: messageId }] : [] };
  });
  await events.waitFor(isBatch, 2);
  expect(counts).toEqual(['1', '2']);
});

test('batches run beside each other up to the maximum concurrency', async () => {
  const queue = await startQueue();
  const bothRunning = Promise.withResolvers<void>();
  let running = 0;
  const { events } = startMapping(
    queue,
    async () => {
      running += 1;
      if (running === 2) {
        bothRunning.resolve();
      }
      await bothRunning.promise;
    },
    { maximumConcurrency: 2, batchSize: 1 },
  );
  await Promise.all([queue.send('a'), queue.send('b')]);
  await events.waitFor(isBatch, 2);
  expect(running).toBe(2);
});

test('a queue that cannot be polled is reported and polled again', async () => {
  const queue = await startQueue();
  const { mapping, events } = startMapping(
    { ...queue, queueUrl: `${queue.queueUrl}-gone` },
    async () => null,
  );
  function isPollFailed(event: BatchEvent | PollFailedEvent): event is PollFailedEvent {
    return event.type === 'poll-failed';
  }
  expect(await events.waitFor(isPollFailed, 2)).toMatchObject({
    error: expect.stringContaining('QueueDoesNotExist'),
  });
  await mapping.stop();
});

test('stopping waits for the batch in hand and then polls no more', async () => {
  const queue = await startQueue();
  const started = Promise.withResolvers<void>();
  const finish = Promise.withResolvers<void>();
  const { mapping, events } = startMapping(queue, () => {
    started.resolve();
    return finish.promise;
  });
  await queue.send('a');
  await started.promise;
  const stopped = mapping.stop().then(() => 'stopped');
  const later = new Promise((resolve) => setImmediate(resolve, 'still running'));
  expect(await Promise.race([stopped, later])).toBe('still running');
  finish.resolve();
  expect(await stopped).toBe('stopped');
  expect(events.recorded).toMatchObject([{ type: 'batch', failedIds: [] }]);
  expect(await queue.count()).toEqual({ visible: 0, hidden: 0 });
});
