import { createSqsEvent, createSqsRecord } from '../../functions/worker/sqs-event.ts';
import type { CountedRequest } from '../count-requests.ts';
import type { Usage } from '../price.ts';
import type { CountingSystem } from '../system/counting-system.ts';
import type { ReceivedEvent } from './receive-events.ts';

/** What a receiver takes to answer, its connection included. */
const receiverMs = 100;

export interface Measured {
  usages: Usage[];
  calls: string[];
}

/** What a function is invoked with. */
export interface Invocation {
  name: string;
  event: unknown;
}

/** Invokes a function, and then those that its messages wake, one after the other. */
export async function measureInvocations(
  { bench, received, roundTripMs }: Scene,
  ...first: Invocation[]
): Promise<Measured> {
  const measured: Measured = { usages: [], calls: [] };
  const waiting = [...first];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const { name, event } = next;
    const toldBefore = received.length;
    const madeBefore = (await bench.telegram.ask({ about: 'calls' })).length;
    const usage = await bench.observe(async () => void (await bench.stack.invoke(name, event)));
    const calls = (await bench.telegram.ask({ about: 'calls' })).slice(madeBefore);
    // Each call is taken to wait for the one before it.
    const networkMs =
      calls.length === 0 ? (received.length - toldBefore) * receiverMs : (1 + calls.length) * roundTripMs;
    measured.usages.push({
      ...usage,
      invocations: usage.invocations.map((each) => ({ ...each, networkMs })),
    });
    measured.calls.push(...calls);
    waiting.push(...invocationsFor(usage.requests));
  }
  return measured;
}

export interface Scene {
  bench: CountingSystem;
  received: ReceivedEvent[];
  roundTripMs: number;
}

/** What the triggers of the queues make of the messages that were sent. */
export function invocationsFor(requests: CountedRequest[]): Invocation[] {
  return requests
    .filter(({ operation }) => operation.startsWith('SendMessage'))
    .flatMap(({ body }) => {
      const { QueueUrl, ...message } = JSON.parse(body) as SentMessages;
      const bodies = [message, ...(message.Entries ?? [])].flatMap(({ MessageBody }) => MessageBody ?? []);
      const name = QueueUrl.endsWith('-webhooks.fifo') ? 'webhook' : 'worker';
      return bodies.map((text) => ({ name, event: createSqsEvent(createSqsRecord('message', text)) }));
    });
}

interface SentMessages {
  QueueUrl: string;
  MessageBody?: string;
  Entries?: { MessageBody: string }[];
}
