import type { Message } from '@aws-sdk/client-sqs';
import { buildApp } from 'fauxqs';

/** What is in the queue now, seen from the side. */
export interface QueueContents {
  /** A message that a receive would bring. */
  hasReady: boolean;
  /** When hidden messages come back, in milliseconds since the epoch. */
  returnsAtMs: number[];
}

/** The queue server in this process, so that its timeouts follow the virtual clock. The hunter asks it directly. */
export interface Queue {
  endpoint: string;
  queueUrl: string;
  receive(): Promise<Message[]>;
  delete(receiptHandles: string[]): Promise<void>;
  inspect(): Promise<QueueContents>;
  /** Somebody else has called the server: what is known of its contents is out of date. */
  noteChange(): void;
  purge(): Promise<void>;
  close(): Promise<void>;
}

interface Inspection {
  messages: {
    ready: { messageGroupId: string }[];
    inflight: { message: { messageGroupId: string }; visibilityDeadline: number }[];
  };
}

/** Starts fauxqs. @param urlOf the URL of the jobs queue at that endpoint. */
export async function startQueue(urlOf: (endpoint: string) => string): Promise<Queue> {
  const app = buildApp({ logger: false });
  const endpoint = await app.listen({ host: '127.0.0.1', port: 0 });
  const queueUrl = urlOf(endpoint);
  const name = queueUrl.split('/').at(-1) ?? '';

  let known: Inspection['messages'] | undefined;

  async function ask(operation: string, parameters: Record<string, unknown>) {
    known = undefined;
    const { statusCode, body } = await app.inject({
      method: 'POST',
      url: '/',
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AmazonSQS.${operation}` },
      payload: JSON.stringify({ QueueUrl: queueUrl, ...parameters }),
    });
    if (statusCode !== 200) throw new Error(`${operation}: ${body}`);
    return body === '' ? {} : JSON.parse(body);
  }

  async function look(): Promise<Inspection['messages']> {
    const { payload } = await app.inject({ method: 'GET', url: `/_fauxqs/queues/${name}` });
    return (JSON.parse(payload) as Inspection).messages;
  }

  return {
    endpoint,
    queueUrl,
    noteChange() {
      known = undefined;
    },
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
      if (Entries.length > 0) await ask('DeleteMessageBatch', { Entries });
    },
    async inspect() {
      known ??= await look();
      const messages = known;
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
    close: () => app.close(),
  };
}
