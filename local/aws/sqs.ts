import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { localClientSettings } from '../../operator/system/local-client-settings.ts';
import { buildQueueServer } from './queue-server.ts';
import type { QueueSettings } from './template.ts';

export interface SqsServer {
  endpoint: string;
  close(): Promise<void>;
}

/**
 * Starts the queue server in this process, on a free port of 127.0.0.1 and in memory. With `externalEndpoint` it uses that
 * server and starts none.
 */
export async function startSqs(externalEndpoint?: string): Promise<SqsServer> {
  if (externalEndpoint) {
    return { endpoint: externalEndpoint.replace(/\/$/, ''), close: async () => {} };
  }
  const app = await buildQueueServer();
  const endpoint = await app.listen({ host: '127.0.0.1', port: 0 });
  return { endpoint, close: () => app.close() };
}

/** Creates the queues with their attributes; an existing queue with the same attributes stays as it is. */
export async function createQueues(endpoint: string, queues: QueueSettings[]): Promise<void> {
  const client = new SQSClient({ endpoint, ...localClientSettings });
  // A redrive policy may name only an existing queue.
  const deadLetterQueuesFirst = queues.toSorted(
    (a, b) => Number('RedrivePolicy' in a.attributes) - Number('RedrivePolicy' in b.attributes),
  );
  try {
    for (const { queueName, attributes } of deadLetterQueuesFirst) {
      await client.send(new CreateQueueCommand({ QueueName: queueName, Attributes: attributes }));
    }
  } finally {
    client.destroy();
  }
}
