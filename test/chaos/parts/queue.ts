import type { Message } from '@aws-sdk/client-sqs';
import { buildQueueServer } from '../../../local/aws/queue-server.ts';

/** The current contents of the queue, read without a receive. */
export interface QueueContents {
  /** Whether a receive would return a message. */
  hasReady: boolean;
  /** When hidden messages come back, in milliseconds since the epoch. */
  returnsAtMs: number[];
}

/** The queue server. It runs in this process, so that its timeouts follow the virtual clock. */
export interface QueueServer {
  endpoint: string;
  /** One of its queues, which the hunter reads directly. */
  open(queueUrl: string): Queue;
  /** Another process has called the server, so cached facts about its queues are outdated. */
  noteChange(): void;
  close(): Promise<void>;
}

export interface Queue {
  /** Such as `arn:aws:sqs:us-east-1:000000000000:invite-spool-dev-jobs.fifo`. */
  arn: string;
  receive(): Promise<Message[]>;
  delete(receiptHandles: string[]): Promise<void>;
  inspect(): Promise<QueueContents>;
  purge(): Promise<void>;
}

interface Inspection {
  messages: {
    ready: { messageGroupId: string }[];
    inflight: { message: { messageGroupId: string }; visibilityDeadline: number }[];
  };
}

type Server = Awaited<ReturnType<typeof buildQueueServer>>;

export async function startQueueServer(): Promise<QueueServer> {
  const app = await buildQueueServer();
  const endpoint = await app.listen({ host: '127.0.0.1', port: 0 });
  let changes = 0;
  return {
    endpoint,
    open: (queueUrl) => openQueue(app, queueUrl, () => changes),
    noteChange() {
      changes += 1;
    },
    close: () => app.close(),
  };
}

/** @param changes a number that grows whenever another process has called the server. */
function openQueue(app: Server, queueUrl: string, changes: () => number): Queue {
  const name = queueUrl.split('/').at(-1) ?? '';

  let known: { messages: Inspection['messages']; changes: number } | undefined;

  async function ask(operation: string, parameters: Record<string, unknown>) {
    known = undefined;
    const { statusCode, body } = await app.inject({
      method: 'POST',
      url: '/',
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AmazonSQS.${operation}` },
      payload: JSON.stringify({ QueueUrl: queueUrl, ...parameters }),
    });
    if (statusCode !== 200) {
      throw new Error(`${operation}: ${body}`);
    }
    return body === '' ? {} : JSON.parse(body);
  }

  async function look(): Promise<Inspection['messages']> {
    const { payload } = await app.inject({ method: 'GET', url: `/_fauxqs/queues/${name}` });
    return (JSON.parse(payload) as Inspection).messages;
  }

  return {
    arn: `arn:aws:sqs:us-east-1:000000000000:${name}`,
    async receive() {
      const answer = await ask('ReceiveMessage', {
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: 0,
        MessageSystemAttributeNames: ['All'],
      });
      return answer.Messages ?? [];
    },
    async delete(receiptHandles) {
      const Entries = receiptHandles.map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle }));
      if (Entries.length > 0) {
        await ask('DeleteMessageBatch', { Entries });
      }
    },
    async inspect() {
      if (known?.changes !== changes()) {
        known = { changes: changes(), messages: await look() };
      }
      const { messages } = known;
      const locked = new Set(messages.inflight.map(({ message }) => message.messageGroupId));
      return {
        hasReady:
          messages.ready.some(({ messageGroupId }) => !locked.has(messageGroupId)) ||
          messages.inflight.some(({ visibilityDeadline }) => visibilityDeadline <= Date.now()),
        returnsAtMs: messages.inflight.map(({ visibilityDeadline }) => visibilityDeadline),
      };
    },
    async purge() {
      await ask('PurgeQueue', {});
    },
  };
}
