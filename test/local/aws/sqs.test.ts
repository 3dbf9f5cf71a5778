import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GetQueueAttributesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, onTestFinished, test } from 'vitest';
import { createQueues, startSqs } from '../../../local/aws/sqs.ts';
import { localClientSettings } from '../../../operator/system/local-client-settings.ts';

function arnOf(name: string) {
  return `arn:aws:sqs:us-east-1:000000000000:${name}`;
}

async function startServer() {
  const server = await startSqs();
  onTestFinished(() => server.close());
  function queue(queueName: string, attributes: Record<string, string>) {
    return {
      queueName,
      queueArn: arnOf(queueName),
      queueUrl: `${server.endpoint}/000000000000/${queueName}`,
      attributes: { FifoQueue: 'true', ...attributes },
    };
  }
  const redrive = JSON.stringify({ deadLetterTargetArn: arnOf('dead.fifo'), maxReceiveCount: 500 });
  const queues = [
    queue('jobs.fifo', { VisibilityTimeout: '360', RedrivePolicy: redrive }),
    queue('dead.fifo', {}),
  ];
  await createQueues(server.endpoint, queues);
  return { endpoint: server.endpoint, queues };
}

function createClient(settings: ConstructorParameters<typeof SQSClient>[0]): SQSClient {
  const client = new SQSClient({ ...localClientSettings, ...settings });
  onTestFinished(() => client.destroy());
  return client;
}

test('queues have the attributes of the settings, the redrive policy included', async () => {
  const { endpoint, queues } = await startServer();
  const command = new GetQueueAttributesCommand({ QueueUrl: queues[0]?.queueUrl, AttributeNames: ['All'] });
  const { Attributes } = await createClient({ endpoint }).send(command);
  expect(Attributes).toMatchObject({
    FifoQueue: 'true',
    VisibilityTimeout: '360',
    QueueArn: arnOf('jobs.fifo'),
  });
  expect(JSON.parse(Attributes?.RedrivePolicy ?? '')).toEqual({
    deadLetterTargetArn: arnOf('dead.fifo'),
    maxReceiveCount: 500,
  });
});

test('creating queues that exist changes nothing', async () => {
  const { endpoint, queues } = await startServer();
  await expect(createQueues(endpoint, queues)).resolves.toBeUndefined();
});

test.each([false, true])('a queue URL works with useQueueUrlAsEndpoint %s', async (useQueueUrlAsEndpoint) => {
  const { endpoint, queues } = await startServer();
  const client = createClient({ endpoint, useQueueUrlAsEndpoint });
  const sent = await client.send(
    new SendMessageCommand({
      QueueUrl: queues[0]?.queueUrl,
      MessageBody: 'x',
      MessageGroupId: 'g',
      MessageDeduplicationId: 'd',
    }),
  );
  expect(sent.MessageId).toEqual(expect.any(String));
});

test('a dead-letter queue is created before the queue that names it', async () => {
  const created: string[] = [];
  const server = createServer(async (request, response) => {
    const { QueueName } = JSON.parse((await request.toArray()).join(''));
    created.push(QueueName);
    response.setHeader('content-type', 'application/x-amz-json-1.0').end('{"QueueUrl":"http://x/"}');
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const { queues } = await startServer();
  await createQueues(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, queues);
  expect(created).toEqual(['dead.fifo', 'jobs.fifo']);
});

test('an external server is used as it is', async () => {
  expect(await startSqs('http://127.0.0.1:9324/')).toMatchObject({ endpoint: 'http://127.0.0.1:9324' });
});
