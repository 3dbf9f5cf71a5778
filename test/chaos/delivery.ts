import type { Message } from '@aws-sdk/client-sqs';
import { createSqsRecord, readBatchItemFailures } from '../../infra/local/aws/sqs-records.ts';
import type { Observer } from './observer.ts';
import type { Outcome } from './parts/function-process.ts';
import type { System } from './parts/system.ts';
import type { DeliveryTwist } from './plan/schedule.ts';

const queueArn = 'arn:aws:sqs:us-east-1:000000000000:invite-spool-dev-jobs.fifo';

/** Later than the queue's visibility timeout of 180 s. */
const lateMs = 190_000;
const againAfterMs = 5_000;

/** The event source mapping of a hunt: real receives and deletions, and what can go wrong between them. */
export interface Delivery {
  /** Receives once and delivers what came. @returns whether anything did. */
  poll(): Promise<boolean>;
  /** Batches with a worker. */
  underWay(): number;
  /** Batches that wait for their time. */
  heldUntilMs(): number[];
  /** @returns whether anything was due. */
  deliverHeld(): boolean;
}

export function createDelivery(
  system: System,
  observer: Observer,
  twists: DeliveryTwist[],
  invoke: (event: unknown) => Promise<Outcome>,
  launch: (work: Promise<void>) => void,
): Delivery {
  const { queue } = system;
  const held: { atMs: number; messages: Message[] }[] = [];
  let batches = 0;
  let underWay = 0;

  async function poll(): Promise<boolean> {
    const messages = await queue.receive();
    if (messages.length === 0) return false;
    const twist = twists[batches] ?? 'none';
    batches += 1;
    if (twist !== 'none') {
      observer.trace.add('delivery', `batch ${batches} ${twist}`);
      observer.counts[`delivered ${twist}`] = (observer.counts[`delivered ${twist}`] ?? 0) + 1;
    }
    if (twist === 'late') {
      held.push({ atMs: Date.now() + lateMs, messages });
      return true;
    }
    if (twist === 'again') held.push({ atMs: Date.now() + againAfterMs, messages });
    if (twist === 'twice') launch(deliver(messages, true));
    launch(deliver(twist === 'reversed' ? messages.toReversed() : messages, twist !== 'lose-deletion'));
    return true;
  }

  async function deliver(messages: Message[], isDeleting: boolean): Promise<void> {
    const ids = new Set(messages.map(({ MessageId = '' }) => MessageId));
    underWay += 1;
    const outcome = await invoke({ Records: messages.map((message) => createSqsRecord(message, queueArn)) });
    underWay -= 1;
    if (outcome.type === 'failed') return;
    const failed = readBatchItemFailures(outcome.value, ids);
    const done = messages.filter(({ MessageId = '' }) => !failed.has(MessageId));
    if (isDeleting) await queue.delete(done.flatMap(({ ReceiptHandle }) => ReceiptHandle ?? []));
  }

  return {
    poll,
    underWay: () => underWay,
    heldUntilMs: () => held.map(({ atMs }) => atMs),
    deliverHeld() {
      const due = held.filter(({ atMs }) => atMs <= Date.now());
      for (const each of due) {
        held.splice(held.indexOf(each), 1);
        launch(deliver(each.messages, true));
      }
      return due.length > 0;
    },
  };
}
