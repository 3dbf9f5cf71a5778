import type { buildApp } from 'fauxqs';

/** A queue of fauxqs. */
export type FauxqsQueue = ReturnType<
  NonNullable<NonNullable<Parameters<typeof buildApp>[0]>['stores']>['sqsStore']['createQueue']
>;

/**
 * Makes a FIFO queue of fauxqs 2.4.1 behave as one of SQS in three points; test/local/aws/sqs.test.ts holds each of them.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html
 */
export function mendQueue(queue: FauxqsQueue): void {
  if (queue.isFifo()) {
    keepGroupOrder(queue);
    receiveManyOfGroup(queue);
    scopeDeduplication(queue);
  }
}

/** fauxqs puts each message that comes back before those that came back earlier: two of one group change places. */
function keepGroupOrder(queue: FauxqsQueue): void {
  const processTimers = queue.processTimers.bind(queue);
  const changeVisibility = queue.changeVisibility.bind(queue);
  queue.processTimers = () => sortReturned(queue, processTimers);
  queue.changeVisibility = (...change) => sortReturned(queue, () => changeVisibility(...change));
}

function sortReturned(queue: FauxqsQueue, mayReturn: () => void): void {
  const inFlight = queue.inflightMessages.size;
  mayReturn();
  if (queue.inflightMessages.size < inFlight) {
    for (const waiting of queue.fifoMessages.values()) {
      // They are as long as each other.
      waiting.sort((a, b) => (String(a.sequenceNumber) < String(b.sequenceNumber) ? -1 : 1));
    }
  }
}

/** fauxqs hands out one message of a group at a time; SQS as many as there is room for in the answer. */
function receiveManyOfGroup(queue: FauxqsQueue): void {
  const dequeue = queue.dequeue.bind(queue);
  queue.dequeue = (maxCount, ...options) => {
    queue.processTimers();
    const received: ReturnType<typeof dequeue> = [];
    /** How many messages of each group this receive has taken. */
    const taken = new Map<string, number>();
    const { processTimers } = queue;
    // A message that is hidden for 0 s would come back within this receive.
    queue.processTimers = () => {};
    while (received.length < maxCount) {
      // A group is locked by its messages in flight, but not by those of this receive.
      for (const group of taken.keys()) {
        queue.fifoLockedGroups.delete(group);
      }
      const [message] = dequeue(1, ...options);
      if (message === undefined) {
        break;
      }
      received.push(message);
      const group = queue.inflightMessages.get(message.ReceiptHandle)?.message.messageGroupId ?? '';
      taken.set(group, (taken.get(group) ?? 0) + 1);
    }
    queue.processTimers = processTimers;
    for (const [group, count] of taken) {
      queue.fifoLockedGroups.set(group, count);
    }
    return received;
  };
}

/** fauxqs compares deduplication ids across groups, whatever `DeduplicationScope` says. */
function scopeDeduplication(queue: FauxqsQueue): void {
  if (queue.attributes.DeduplicationScope !== 'messageGroup') {
    return;
  }
  const enqueue = queue.enqueue.bind(queue);
  const find = queue.checkDeduplication.bind(queue);
  const record = queue.recordDeduplication.bind(queue);
  // fauxqs asks by the id alone, before it has made the message; so the question waits until the message is enqueued.
  let isSent = false;
  queue.checkDeduplication = () => ({ isDuplicate: false });
  queue.recordDeduplication = () => {
    isSent = true;
  };
  queue.enqueue = (message) => {
    // Not so when another queue's redrive policy moves it here: SQS drops none of those.
    if (isSent) {
      isSent = false;
      const scoped = JSON.stringify([message.messageGroupId, message.messageDeduplicationId]);
      const found = find(scoped);
      if (found.isDuplicate) {
        // The answer names the message that was sent first.
        const { originalMessageId: messageId, originalSequenceNumber: sequenceNumber } = found;
        Object.assign(message, { messageId, sequenceNumber });
        return;
      }
      record(scoped, message.messageId, message.sequenceNumber);
    }
    enqueue(message);
  };
}
