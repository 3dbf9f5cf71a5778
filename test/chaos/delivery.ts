import type { Message } from '@aws-sdk/client-sqs';
import { createSqsRecord, readBatchItemFailures } from '../../local/aws/sqs-records.ts';
import type { Observer } from './observer.ts';
import type { Outcome } from './parts/function-process.ts';
import type { Queue } from './parts/queue.ts';
import type { DeliveryTwist } from './plan/schedule.ts';

const againAfterMs = 5_000;

/** One event source mapping of a hunt: real receives and deletions, with faults between them. */
export interface Delivery {
  /** Receives once and delivers the batch, unless the largest number of batches is running. @returns whether a batch came. */
  poll(): Promise<boolean>;
  /** Batches that are delivered later. */
  heldUntilMs(): number[];
  /** @returns whether anything was due. */
  deliverHeld(): boolean;
}

export interface DeliveryOptions {
  /** Its name in the counts and time lines of a hunt. */
  name: string;
  queue: Queue;
  /** Longer than the visibility timeout of its messages. */
  lateMs: number;
  maxBatches: number;
  twists: DeliveryTwist[];
  invoke: (event: unknown) => Promise<Outcome>;
  observer: Observer;
  launch: (work: Promise<void>) => void;
}

export function createDelivery(options: DeliveryOptions): Delivery {
  const { name, queue, lateMs, maxBatches, twists, invoke, observer, launch } = options;
  const held: { atMs: number; messages: Message[] }[] = [];
  let batches = 0;
  let underWay = 0;

  async function poll(): Promise<boolean> {
    if (underWay >= maxBatches || !(await queue.inspect()).hasReady) {
      return false;
    }
    const messages = await queue.receive();
    if (messages.length === 0) {
      return false;
    }
    const twist = twists[batches] ?? 'none';
    batches += 1;
    if (twist !== 'none') {
      observer.trace.add(name, `batch ${batches} ${twist}`);
      const counted = `${name} ${twist}`;
      observer.counts[counted] = (observer.counts[counted] ?? 0) + 1;
    }
    if (twist === 'late') {
      held.push({ atMs: Date.now() + lateMs, messages });
      return true;
    }
    if (twist === 'again') {
      held.push({ atMs: Date.now() + againAfterMs, messages });
    }
    if (twist === 'twice') {
      launch(deliver(messages, true));
    }
    launch(deliver(twist === 'reversed' ? messages.toReversed() : messages, twist !== 'lose-deletion'));
    return true;
  }

  async function deliver(messages: Message[], isDeleting: boolean): Promise<void> {
    const ids = new Set(messages.map(({ MessageId = '' }) => MessageId));
    underWay += 1;
    const outcome = await invoke({ Records: messages.map((message) => createSqsRecord(message, queue.arn)) });
    underWay -= 1;
    if (outcome.type === 'failed') {
      return;
    }
    const failed = readBatchItemFailures(outcome.value, ids);
    const done = messages.filter(({ MessageId = '' }) => !failed.has(MessageId));
    if (isDeleting) {
      await queue.delete(done.flatMap(({ ReceiptHandle }) => ReceiptHandle ?? []));
    }
  }

  return {
    poll,
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
