import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createQueues, startSqs } from '../../../local/aws/sqs.ts';
import { localClientSettings } from '../../../operator/system/local-client-settings.ts';

/** What a test says of a message: its group's letter, and a number. */
type Name = `${string}${number}`;

const visibilitySeconds = 60;

/** A queue as infra/queues.yml has it, and the queue that its dead letters go to; time stands until a test moves it. */
async function openQueue({ maxReceiveCount = 500 } = {}) {
  vi.useFakeTimers({ toFake: ['Date'], now: 1_000_000_000_000 });
  onTestFinished(() => void vi.useRealTimers());
  const server = await startSqs();
  onTestFinished(() => server.close());
  const client = new SQSClient({ endpoint: server.endpoint, ...localClientSettings });
  onTestFinished(() => client.destroy());
  const fifo = { FifoQueue: 'true', DeduplicationScope: 'messageGroup' };
  const deadLetterTargetArn = 'arn:aws:sqs:us-east-1:000000000000:dead.fifo';
  const [jobs, dead] = ['jobs.fifo', 'dead.fifo'].map((queueName) => ({
    queueName,
    queueArn: `arn:aws:sqs:us-east-1:000000000000:${queueName}`,
    queueUrl: `${server.endpoint}/000000000000/${queueName}`,
    attributes: fifo as Record<string, string>,
  })) as [QueueSettings, QueueSettings];
  jobs.attributes = {
    ...fifo,
    VisibilityTimeout: String(visibilitySeconds),
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount }),
  };
  await createQueues(server.endpoint, [jobs, dead]);
  return { jobs: queueOf(client, jobs.queueUrl), dead: queueOf(client, dead.queueUrl) };
}

type QueueSettings = Parameters<typeof createQueues>[1][number];

function queueOf(client: SQSClient, QueueUrl: string) {
  const handles = new Map<string, string>();

  function toEntry(name: Name, deduplicationId: string) {
    return { MessageBody: name, MessageGroupId: name.charAt(0), MessageDeduplicationId: deduplicationId };
  }

  return {
    async send(name: Name, deduplicationId: string = name) {
      const command = new SendMessageCommand({ QueueUrl, ...toEntry(name, deduplicationId) });
      const { MessageId, SequenceNumber } = await client.send(command);
      return { MessageId, SequenceNumber };
    },
    sendBatch(entries: [Name, string][]) {
      const Entries = entries.map(([name, deduplicationId], index) => ({
        Id: String(index),
        ...toEntry(name, deduplicationId),
      }));
      return client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    },
    /** What one receive brings. */
    async receive(MaxNumberOfMessages = 10): Promise<string[]> {
      const command = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages });
      const { Messages = [] } = await client.send(command);
      return Messages.map(({ Body = '', ReceiptHandle = '' }: Message) => {
        handles.set(Body, ReceiptHandle);
        return Body;
      });
    },
    hide(seconds: number, names: Name[]) {
      const Entries = names.map((name, index) => ({
        Id: String(index),
        ReceiptHandle: handles.get(name),
        VisibilityTimeout: seconds,
      }));
      return client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
    },
    delete(names: Name[]) {
      const Entries = names.map((name, index) => ({ Id: String(index), ReceiptHandle: handles.get(name) }));
      return client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    },
  };
}

function passSeconds(seconds: number): void {
  vi.setSystemTime(Date.now() + seconds * 1000);
}

test('one receive brings the messages of a group in the order in which they were sent', async () => {
  const { jobs } = await openQueue();
  for (const name of ['a1', 'a2', 'a3'] as const) {
    await jobs.send(name);
  }
  expect(await jobs.receive()).toEqual(['a1', 'a2', 'a3']);
});

test('one receive fills up with the messages of other groups', async () => {
  const { jobs } = await openQueue();
  for (const name of ['a1', 'b1', 'a2', 'b2'] as const) {
    await jobs.send(name);
  }
  expect(await jobs.receive(3)).toEqual(['a1', 'a2', 'b1']);
});

test('one receive brings ten messages at most', async () => {
  const { jobs } = await openQueue();
  const names = Array.from({ length: 12 }, (_, index): [Name, string] => [`a${index}`, String(index)]);
  await jobs.sendBatch(names.slice(0, 6));
  await jobs.sendBatch(names.slice(6));
  expect(await jobs.receive()).toEqual(names.slice(0, 10).map(([name]) => name));
});

test('a group with a message in flight gives no other, and other groups do', async () => {
  const { jobs } = await openQueue();
  await jobs.send('a1');
  expect(await jobs.receive()).toEqual(['a1']);
  await jobs.send('a2');
  await jobs.send('b1');
  expect(await jobs.receive()).toEqual(['b1']);
});

test('a group stays closed until the last of its messages in flight is deleted', async () => {
  const { jobs } = await openQueue();
  await jobs.send('a1');
  await jobs.send('a2');
  await jobs.receive();
  await jobs.send('a3');
  await jobs.delete(['a1']);
  expect(await jobs.receive()).toEqual([]);
  await jobs.delete(['a2']);
  expect(await jobs.receive()).toEqual(['a3']);
});

test('a group stays closed for as long as one of its messages is hidden', async () => {
  const { jobs } = await openQueue();
  await jobs.send('a1');
  await jobs.send('a2');
  await jobs.receive();
  await jobs.hide(300, ['a2']);
  await jobs.delete(['a1']);
  await jobs.send('a3');
  passSeconds(299);
  expect(await jobs.receive()).toEqual([]);
  passSeconds(1);
  expect(await jobs.receive()).toEqual(['a2', 'a3']);
});

test('messages whose visibility timeout ends come back before the rest of their group, in order', async () => {
  const { jobs } = await openQueue();
  for (const name of ['a1', 'a2', 'a3', 'a4'] as const) {
    await jobs.send(name);
  }
  await jobs.receive(3);
  passSeconds(visibilitySeconds);
  expect(await jobs.receive()).toEqual(['a1', 'a2', 'a3', 'a4']);
});

test('messages that are made visible one after the other come back in the order in which they were sent', async () => {
  const { jobs } = await openQueue();
  await jobs.send('a1');
  await jobs.send('a2');
  await jobs.receive();
  await jobs.hide(0, ['a1']);
  expect(await jobs.receive()).toEqual([]);
  await jobs.hide(0, ['a2']);
  expect(await jobs.receive()).toEqual(['a1', 'a2']);
});

test('a message that is sent twice to its group within five minutes arrives once', async () => {
  const { jobs } = await openQueue();
  const first = await jobs.send('a1', 'same');
  expect(await jobs.send('a2', 'same')).toEqual(first);
  expect(await jobs.receive()).toEqual(['a1']);
});

test('a deduplication id is forgotten after five minutes', async () => {
  const { jobs } = await openQueue();
  await jobs.send('a1', 'same');
  passSeconds(301);
  await jobs.send('a2', 'same');
  expect(await jobs.receive()).toEqual(['a1', 'a2']);
});

test('a deduplication id is compared within its group alone', async () => {
  const { jobs } = await openQueue();
  await jobs.send('a1', 'same');
  await jobs.send('b1', 'same');
  expect(await jobs.receive()).toEqual(['a1', 'b1']);
});

test('the messages of a batch are compared as those that are sent one at a time', async () => {
  const { jobs } = await openQueue();
  const { Successful } = await jobs.sendBatch([
    ['a1', 'same'],
    ['a2', 'same'],
    ['b1', 'same'],
    ['a3', 'other'],
  ]);
  expect(Successful).toHaveLength(4);
  expect(Successful?.[1]?.MessageId).toBe(Successful?.[0]?.MessageId);
  expect(await jobs.receive()).toEqual(['a1', 'a3', 'b1']);
});

test('a message that was received maxReceiveCount times moves to the dead-letter queue, and its group goes on', async () => {
  const { jobs, dead } = await openQueue({ maxReceiveCount: 2 });
  await jobs.send('a1');
  for (const _ of [1, 2]) {
    expect(await jobs.receive()).toEqual(['a1']);
    passSeconds(visibilitySeconds);
  }
  await jobs.send('a2');
  expect(await jobs.receive()).toEqual(['a2']);
  expect(await dead.receive()).toEqual(['a1']);
});

test('two messages with one deduplication id both move to the dead-letter queue', async () => {
  const { jobs, dead } = await openQueue({ maxReceiveCount: 1 });
  await jobs.send('a1', 'same');
  await jobs.receive();
  passSeconds(301);
  await jobs.send('a2', 'same');
  expect(await jobs.receive()).toEqual(['a2']);
  passSeconds(visibilitySeconds);
  expect(await jobs.receive()).toEqual([]);
  expect(await dead.receive()).toEqual(['a1', 'a2']);
});
