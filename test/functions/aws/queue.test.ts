import { DeleteMessageCommand, type Message, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, expect, test } from 'vitest';
import { createQueue, parseJobMessage } from '../../../functions/aws/queue.ts';
import type { Job } from '../../../functions/core/job/job.ts';
import { localClientSettings } from '../../../operator/system/local-client-settings.ts';
import { createJobRecord } from '../core/records.ts';
import { startQueues } from './local-stores.ts';

const { endpoint, queueUrl } = await startQueues();
const client = new SQSClient({ endpoint, ...localClientSettings });
afterAll(() => client.destroy());
const queue = createQueue(client, queueUrl);
let lastNumber = 0;

/** A job of an account of its own: its message group holds up no other. */
function newJob(overrides: Partial<Job> = {}): Job {
  lastNumber += 1;
  return createJobRecord(lastNumber, { accountId: `acc_${lastNumber}`, ...overrides });
}

async function receive(job: Job): Promise<Message[]> {
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: 10,
      MessageSystemAttributeNames: ['All'],
    }),
  );
  return Messages.filter(({ Attributes }) => Attributes?.MessageGroupId === job.accountId);
}

/** One group comes one message or batch at a time: what was read has to go before the next one comes. */
async function receiveAndDelete(job: Job): Promise<Message[]> {
  const messages = await receive(job);
  for (const { ReceiptHandle } of messages) {
    await client.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle }));
  }
  return messages;
}

test('a message says ids and nothing else, in the group of its account', async () => {
  const job = newJob({ request: { account: 'main', peer: '@secret', title: 'Ünï 🎉' } });
  await queue.sendJob(job);
  const [message] = await receive(job);
  expect(JSON.parse(message?.Body ?? '')).toEqual({
    tenantId: job.tenantId,
    jobId: job.jobId,
    accountId: job.accountId,
  });
  expect(message?.Attributes).toMatchObject({
    MessageGroupId: job.accountId,
    MessageDeduplicationId: `${job.jobId}-0`,
  });
  expect(parseJobMessage(message?.Body ?? '')).toEqual(JSON.parse(message?.Body ?? ''));
});

test.each([
  ['high', '-high'],
  ['normal', '-normal'],
  ['low', ''],
] as const)('a message of priority %s is in the group %s of its account', async (priority, suffix) => {
  const job = newJob();
  await queue.sendJob({ ...job, request: { ...job.request, priority } });
  expect(await receiveAndDelete({ ...job, accountId: `${job.accountId}${suffix}` })).toHaveLength(1);
});

test('an operation is in a group of its own, which no wait for links hides', async () => {
  const job = newJob();
  await queue.sendJob({ ...job, operation: { kind: 'revoke', inviteId: 'inv_1' } });
  expect(await receiveAndDelete({ ...job, accountId: `${job.accountId}-operations` })).toHaveLength(1);
});

test('the same send twice is one message; a repair is another', async () => {
  const job = newJob();
  await queue.sendJob(job);
  await queue.sendJob(job);
  await queue.sendJob({ ...job, sends: 1 });
  const messages = [...(await receiveAndDelete(job)), ...(await receiveAndDelete(job))];
  expect(messages.map(({ Attributes }) => Attributes?.MessageDeduplicationId)).toEqual([
    `${job.jobId}-0`,
    `${job.jobId}-1`,
  ]);
  expect(await receive(job)).toEqual([]);
});

test('messages of many jobs are sent ten at a time, each as it would be sent alone', async () => {
  const { accountId } = newJob();
  const jobs = Array.from({ length: 25 }, () => newJob({ accountId }));
  const [first = newJob()] = jobs;
  await queue.sendJob(first);
  await queue.sendJobs(jobs);
  const ids: unknown[] = [];
  for (let messages = await receiveAndDelete(first); messages.length > 0; ) {
    ids.push(...messages.map(({ Body = '' }) => parseJobMessage(Body)?.jobId));
    messages = await receiveAndDelete(first);
  }
  expect(ids.sort()).toEqual(jobs.map(({ jobId }) => jobId).sort());
});

test('what SQS does not take of many messages is told, and the rest is sent all the same', async () => {
  const sizes: number[] = [];
  // Of a client only what this part of the queue calls.
  const refusing = {
    send: async ({ input }: { input: { Entries: unknown[] } }) => {
      sizes.push(input.Entries.length);
      return { Failed: sizes.length === 2 ? [{ Id: '3' }] : [] };
    },
  } as unknown as SQSClient;
  const jobs = Array.from({ length: 25 }, () => newJob());
  await expect(createQueue(refusing, queueUrl).sendJobs(jobs)).rejects.toThrow('1 of 25 messages');
  expect(sizes).toEqual([10, 10, 5]);
});

test('messages are hidden for as long as they are told to be', async () => {
  const job = newJob();
  await queue.sendJob(job);
  const first = await receive(job);
  expect(first).toHaveLength(1);
  expect(await queue.changeVisibility(toChanges(first, 0))).toEqual([]);
  const second = await receive(job);
  expect(second).toHaveLength(1);
  expect(await queue.changeVisibility(toChanges(second, 3_600))).toEqual([]);
  expect(await receive(job)).toEqual([]);
});

test('what the queue refuses to hide is named, and the rest is hidden all the same', async () => {
  const job = newJob();
  await queue.sendJob(job);
  const [good] = toChanges(await receive(job), 0);
  const bad = { receiptHandle: 'never given out', visibilityTimeout: 5 };
  expect(await queue.changeVisibility(good === undefined ? [] : [bad, good])).toEqual(['never given out']);
  expect(await receive(job)).toHaveLength(1);
});

test('nothing is sent when there is nothing to hide', async () => {
  // Of a client only what could be called.
  const unexpected = { send: () => Promise.reject(new Error('unexpected call')) } as unknown as SQSClient;
  expect(await createQueue(unexpected, queueUrl).changeVisibility([])).toEqual([]);
});

test.each([
  '',
  'not JSON',
  'null',
  '[]',
  '"text"',
  '{}',
  '{"tenantId":"t","jobId":"j"}',
  '{"tenantId":"t","jobId":1,"accountId":"a"}',
])('%s is no message of ours', (body) => {
  expect(parseJobMessage(body)).toBeUndefined();
});

test('what else a message says is not passed on', () => {
  const body = '{"tenantId":"t","jobId":"j","accountId":"a","session":"x"}';
  expect(parseJobMessage(body)).toEqual({ tenantId: 't', jobId: 'j', accountId: 'a' });
});

function toChanges(messages: Message[], visibilityTimeout: number) {
  return messages.map(({ ReceiptHandle }) => ({ receiptHandle: ReceiptHandle ?? '', visibilityTimeout }));
}
