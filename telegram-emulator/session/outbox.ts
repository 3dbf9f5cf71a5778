import type { AuthKey } from '../world/entities.ts';
import { encryptMessage } from './message-crypto.ts';
import { saltAt } from './salts.ts';

/** The TCP connection that a session uses now. */
export interface Link {
  connectionId: number;
  send(packet: Buffer): void;
  close(): void;
  /** Closes the connection unless this is called again within so many seconds. */
  closeAfter(seconds: number): void;
}

export interface OutgoingMessage {
  msgId: bigint;
  seqNo: number;
  body: Buffer;
  /** The client's message this is the result of. */
  reqMsgId: bigint | undefined;
}

export interface Outbox {
  /** From now on messages leave through this link. */
  useLink(link: Link): void;
  link(): Link | undefined;
  /**
   * Queues a message. The messages of one turn of the event loop leave together, in a container if there are several. A
   * content-related one is kept until the client acknowledges it.
   */
  enqueue(body: Buffer, kind: { isContentRelated: boolean; reqMsgId?: bigint; isNotice?: boolean }): void;
  /** Sends the queue at the end of this turn, with what `beforeFlush` adds. */
  scheduleFlush(): void;
  acknowledge(msgIds: bigint[]): void;
  /** The kept result of a client's message, if it was not acknowledged yet. */
  findResult(reqMsgId: bigint): OutgoingMessage | undefined;
  findMessage(msgId: bigint): OutgoingMessage | undefined;
  resend(message: OutgoingMessage): void;
  /** Sends everything unacknowledged again, as a data centre does when a session comes back on another connection. */
  redeliver(): void;
  /** Drops a result, so that it is never sent again. */
  forgetResult(reqMsgId: bigint): void;
}

const MSG_CONTAINER_ID = 0x73f1f8dc;
const MAX_CONTAINER_MESSAGES = 100;
const MAX_CONTAINER_BYTES = 512 * 1024;
const MAX_UNACKNOWLEDGED = 300;

export interface OutboxDeps {
  authKey: AuthKey;
  sessionId: bigint;
  now: () => number;
  /** Called before the queued messages leave, to add acknowledgements to them. */
  beforeFlush: () => void;
}

/** The server's side of one session: numbers, keeps, batches and encrypts what it sends. */
export function createOutbox({ authKey, sessionId, now, beforeFlush }: OutboxDeps): Outbox {
  const nextMsgId = createMsgIds(now);
  const unacknowledged = new Map<bigint, OutgoingMessage>();
  let link: Link | undefined;
  let queue: OutgoingMessage[] = [];
  let contentCount = 0;
  let isFlushScheduled = false;

  function takeSeqNo(isContentRelated: boolean): number {
    const seqNo = contentCount * 2 + (isContentRelated ? 1 : 0);
    if (isContentRelated) {
      contentCount += 1;
    }
    return seqNo;
  }

  const enqueue: Outbox['enqueue'] = (body, { isContentRelated, reqMsgId, isNotice = false }) => {
    const message = { msgId: nextMsgId(!isNotice), seqNo: takeSeqNo(isContentRelated), body, reqMsgId };
    if (isContentRelated) {
      keep(message);
    }
    push(message);
  };

  function keep(message: OutgoingMessage): void {
    unacknowledged.set(message.msgId, message);
    const [oldest] = unacknowledged.keys();
    if (unacknowledged.size > MAX_UNACKNOWLEDGED && oldest !== undefined) {
      unacknowledged.delete(oldest);
    }
  }

  function push(message: OutgoingMessage): void {
    if (queue.some((queued) => queued.msgId === message.msgId)) {
      return;
    }
    queue.push(message);
    scheduleFlush();
  }

  function scheduleFlush(): void {
    if (isFlushScheduled) {
      return;
    }
    isFlushScheduled = true;
    setImmediate(flush);
  }

  function flush(): void {
    beforeFlush();
    isFlushScheduled = false;
    const ready = queue;
    queue = [];
    for (const batch of splitBatches(ready)) {
      sendBatch(batch);
    }
  }

  function sendBatch(batch: OutgoingMessage[]): void {
    const [first] = batch;
    if (first === undefined || link === undefined) {
      return;
    }
    const outer =
      batch.length === 1
        ? first
        : { msgId: nextMsgId(true), seqNo: takeSeqNo(false), body: writeContainer(batch) };
    const { msgId, seqNo, body } = outer;
    const message = { salt: saltAt(authKey, now()), sessionId, msgId, seqNo, body };
    link.send(encryptMessage(authKey.key, Buffer.from(authKey.idHex, 'hex'), message));
  }

  function findResult(reqMsgId: bigint): OutgoingMessage | undefined {
    return [...unacknowledged.values()].find((message) => message.reqMsgId === reqMsgId);
  }

  return {
    useLink: (next) => {
      link = next;
    },
    link: () => link,
    enqueue,
    scheduleFlush,
    acknowledge: (msgIds) => {
      for (const msgId of msgIds) {
        unacknowledged.delete(msgId);
      }
    },
    findResult,
    findMessage: (msgId) => unacknowledged.get(msgId),
    resend: push,
    redeliver: () => {
      for (const message of unacknowledged.values()) {
        push(message);
      }
    },
    forgetResult: (reqMsgId) => {
      const result = findResult(reqMsgId);
      if (result !== undefined) {
        unacknowledged.delete(result.msgId);
      }
    },
  };
}

/**
 * Server message ids: Unix time times 2^32, growing, remainder 1 for a response and 3 for anything else
 * (https://core.telegram.org/mtproto/description#message-identifier-msg-id).
 */
function createMsgIds(now: () => number): (isResponse: boolean) => bigint {
  let last = 0n;
  return (isResponse) => {
    const byClock = ((BigInt(Math.floor(now())) << 32n) / 1000n) & ~3n;
    last = byClock > last ? byClock : last + 4n;
    return last | (isResponse ? 1n : 3n);
  };
}

function splitBatches(messages: OutgoingMessage[]): OutgoingMessage[][] {
  const batches: OutgoingMessage[][] = [];
  let bytes = 0;
  for (const message of messages) {
    const current = batches.at(-1);
    bytes += message.body.length;
    if (current === undefined || current.length >= MAX_CONTAINER_MESSAGES || bytes > MAX_CONTAINER_BYTES) {
      batches.push([message]);
      bytes = message.body.length;
    } else {
      current.push(message);
    }
  }
  return batches;
}

/** https://core.telegram.org/mtproto/service_messages#simple-container */
function writeContainer(messages: OutgoingMessage[]): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32LE(MSG_CONTAINER_ID, 0);
  head.writeUInt32LE(messages.length, 4);
  const parts = messages.flatMap(({ msgId, seqNo, body }) => {
    const messageHead = Buffer.alloc(16);
    messageHead.writeBigUInt64LE(BigInt.asUintN(64, msgId), 0);
    messageHead.writeUInt32LE(seqNo, 8);
    messageHead.writeUInt32LE(body.length, 12);
    return [messageHead, body];
  });
  return Buffer.concat([head, ...parts]);
}
