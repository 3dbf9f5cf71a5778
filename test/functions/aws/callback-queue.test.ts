import { GetQueueAttributesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, expect, test } from 'vitest';
import { createCallbackQueue, parseCallbackMessage } from '../../../functions/aws/callback-queue.ts';
import { localClientSettings } from '../../../operator/system/local-client-settings.ts';
import { startQueues } from './local-stores.ts';

const { endpoint, webhooksQueueUrl: QueueUrl } = await startQueues();
const client = new SQSClient({ endpoint, useQueueUrlAsEndpoint: false, ...localClientSettings });
afterAll(() => client.destroy());
const queue = createCallbackQueue(client, QueueUrl);

async function receive() {
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: 10,
      MessageSystemAttributeNames: ['All'],
      VisibilityTimeout: 600,
    }),
  );
  return Messages.map(({ Body = '', Attributes }) => ({
    group: Attributes?.MessageGroupId,
    ref: parseCallbackMessage(Body),
  }));
}

async function countVisible(): Promise<number> {
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
  );
  return Number(Attributes?.ApproximateNumberOfMessages);
}

test('a message names the job and nothing else, in a group of the job’s own', async () => {
  await queue.sendCallback({ tenantId: 'ten_a', jobId: 'inv_1' });
  expect(await receive()).toEqual([{ group: 'inv_1', ref: { tenantId: 'ten_a', jobId: 'inv_1' } }]);
});

test('a message about events names the invite and nothing else, in a group of the link’s own', async () => {
  const ref = { tenantId: 'ten_a', jobId: 'inv_9' };
  await queue.sendEvents({ ...ref, events: 3 });
  await queue.sendEvents({ ...ref, events: 3 });
  const received = await receive();
  const own = received.filter(({ group }) => group === 'events#inv_9');
  expect(own).toEqual([{ group: 'events#inv_9', ref: { ...ref, events: true } }]);
});

test('what is due since the same moment is sent once, and since another moment again', async () => {
  const due = { tenantId: 'ten_a', jobId: 'inv_2', callbackDueAtMs: 1 };
  await queue.resendCallbacks([due]);
  await queue.resendCallbacks([due]);
  expect(await countVisible()).toBe(1);
  await queue.resendCallbacks([{ ...due, callbackDueAtMs: 2 }]);
  expect(await countVisible()).toBe(2);
});

test('any number is sent, ten at a time', async () => {
  const due = { tenantId: 'ten_a', jobId: 'inv_2', callbackDueAtMs: 3 };
  const before = await countVisible();
  const others = Array.from({ length: 12 }, (_, index) => ({ ...due, jobId: `inv_3${index}` }));
  expect(await queue.resendCallbacks(others)).toBe(0);
  expect(await countVisible()).toBe(before + 12);
});

test('events that are due since the same moment are sent once, and since another moment again', async () => {
  const due = { tenantId: 'ten_a', jobId: 'inv_8', dueAtMs: 1 };
  const before = await countVisible();
  await queue.resendEvents([due]);
  await queue.resendEvents([due]);
  expect(await countVisible()).toBe(before + 1);
  await queue.resendEvents([{ ...due, dueAtMs: 2 }]);
  expect(await countVisible()).toBe(before + 2);
});

test.each(['', 'null', '[]', '{"tenantId":"a"}', '{"tenantId":1,"jobId":"b"}', 'x'])(
  'a body that nobody here wrote is no message: %s',
  (body) => {
    expect(parseCallbackMessage(body)).toBeUndefined();
  },
);
