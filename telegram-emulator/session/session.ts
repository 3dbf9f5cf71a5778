import type { SetTimer } from '../timers.ts';
import type { TlObject } from '../tl/parse-schema.ts';
import { TlReadError } from '../tl/read.ts';
import type { TlSchema } from '../tl/schema.ts';
import { writeObject } from '../tl/write.ts';
import type { AuthKey } from '../world/entities.ts';
import { loginKeyOf } from '../world/world.ts';
import { type InnerMessage, isContainer, readContainer, unpackBody, writeRpcResult } from './bodies.ts';
import { type CallEnds, createCallEnds } from './call-ends.ts';
import { type BadMsgCode, checkMsgId, createReceivedMessages } from './message-checks.ts';
import type { EncryptedMessage } from './message-crypto.ts';
import { badMsgNotification, badServerSalt, newSessionCreated } from './notices.ts';
import { createOutbox, type Link } from './outbox.ts';
import { isSaltValid, saltAt } from './salts.ts';
import { answerServiceMessage, readServiceMessage, UNACKNOWLEDGED_MESSAGES } from './service-messages.ts';

/** One call of the API, still in TL, and the ways it can end. */
export interface IncomingCall {
  /** The key that has the login. */
  authKey: AuthKey;
  /** The key that encrypts: the same one, or a temporary key of it. */
  wireKey: AuthKey;
  sessionId: bigint;
  msgId: bigint;
  query: Buffer;
  link: Link;
  /** How long an outage held it. */
  lateMs: number;
  /** Sends the result, a serialised TL value; ignored after rpc_drop_answer. */
  answer(result: Buffer): void;
  /** No answer and no acknowledgement will come. */
  abandon(): void;
  /** Tells the calls that must follow this one whether it succeeded. */
  settle(isSuccess: boolean): void;
  /** Waits for other calls of this session. */
  follow: CallEnds['follow'];
  /** From now on the session gets updates. */
  subscribe(): void;
}

export interface SessionDeps {
  schema: TlSchema;
  now: () => number;
  setTimer: SetTimer;
  runCall: (call: IncomingCall) => void;
  /** Ends a session by id on this key; says whether there was one. */
  destroySession: (sessionId: bigint) => boolean;
}

export interface Session {
  /** Handles one decrypted packet that arrived over `link`. `lateMs` says how much an outage delayed it. */
  receive(message: EncryptedMessage, link: Link, lateMs: number): void;
  /** Sends an Update of the API, unless every call of the session has asked for none. */
  pushUpdate(update: TlObject): void;
}

/** One session of one auth key (https://core.telegram.org/mtproto/description#session). */
export function createSession(deps: SessionDeps, authKey: AuthKey, sessionId: bigint): Session {
  const { schema, now } = deps;
  const received = createReceivedMessages();
  const toAcknowledge = new Set<bigint>();
  const running = new Map<bigint, { isDropped: boolean }>();
  const callEnds = createCallEnds(deps.setTimer);
  let isAnnounced = false;
  let takesUpdates = false;
  let lateMs = 0;

  const outbox = createOutbox({ authKey, sessionId, now, beforeFlush: acknowledgeReceived });

  function receive(message: EncryptedMessage, link: Link, packetLateMs: number): void {
    lateMs = packetLateMs;
    const isNewLink = outbox.link() !== link;
    outbox.useLink(link);
    const badId = checkMsgId(message.msgId, now());
    if (badId !== undefined) {
      refuse(message, badId);
    } else if (!isSaltValid(authKey, message.salt, now())) {
      send(badServerSalt(message, saltAt(authKey, now())));
    } else {
      accept(message, isNewLink);
    }
  }

  function accept(message: EncryptedMessage, isNewLink: boolean): void {
    const contained = isContainer(message.body) ? (readContainer(message.body) ?? []) : undefined;
    if (!isAnnounced) {
      announce([message, ...(contained ?? [])]);
    } else if (isNewLink) {
      outbox.redeliver();
    }
    if (contained === undefined) {
      receiveMessage(message);
    } else {
      receiveContainer(message, contained);
    }
  }

  function receiveContainer(container: InnerMessage, contained: InnerMessage[]): void {
    const bad = judgeContainer(container, contained);
    if (bad !== undefined) {
      refuse(container, bad);
      return;
    }
    for (const message of contained) {
      receiveMessage(message);
    }
    received.add(container.msgId, container.seqNo);
  }

  function judgeContainer(container: InnerMessage, contained: InnerMessage[]): BadMsgCode | undefined {
    if (received.has(container.msgId)) {
      return 19;
    }
    const isWellFormed = contained.every(({ msgId, body }) => msgId < container.msgId && !isContainer(body));
    if (contained.length === 0 || !isWellFormed) {
      return 64;
    }
    return received.checkSeqNo(container.msgId, container.seqNo, false);
  }

  function receiveMessage(message: InnerMessage): void {
    if (received.has(message.msgId)) {
      repeatAnswer(message.msgId);
      return;
    }
    const bad = received.isTooOldToTell(message.msgId) ? 20 : checkMsgId(message.msgId, now());
    if (bad === undefined) {
      readMessage(message);
    } else {
      refuse(message, bad);
    }
  }

  function readMessage(message: InnerMessage): void {
    try {
      const body = unpackBody(message.body);
      takeMessage(message, body, readServiceMessage(schema, body));
    } catch (error) {
      if (!(error instanceof TlReadError)) {
        throw error;
      }
      sendResult(message.msgId, { _: 'rpc_error', error_code: 400, error_message: error.reason });
    }
  }

  function takeMessage(message: InnerMessage, body: Buffer, service: TlObject | undefined): void {
    const { msgId, seqNo } = message;
    // Clients disagree on whether service messages, acknowledgements included, are content-related. Either parity
    // passes.
    const isContentRelated = service === undefined || seqNo % 2 === 1;
    const bad = received.checkSeqNo(msgId, seqNo, isContentRelated);
    if (bad !== undefined) {
      refuse(message, bad);
      return;
    }
    received.add(msgId, seqNo);
    if (isContentRelated && !UNACKNOWLEDGED_MESSAGES.has(service?._ ?? '')) {
      toAcknowledge.add(msgId);
      outbox.scheduleFlush();
    }
    if (service === undefined) {
      startCall(msgId, body);
    } else {
      answerServiceMessage(context, msgId, service);
    }
  }

  function startCall(msgId: bigint, query: Buffer): void {
    const link = outbox.link();
    if (link === undefined) {
      return;
    }
    const call = { isDropped: false };
    running.set(msgId, call);
    callEnds.begin(msgId);
    deps.runCall({
      authKey: loginKeyOf(authKey),
      wireKey: authKey,
      sessionId,
      msgId,
      query,
      link,
      lateMs,
      answer: (result) => {
        running.delete(msgId);
        if (!call.isDropped) {
          sendResultBytes(msgId, result);
        }
      },
      abandon: () => {
        running.delete(msgId);
        toAcknowledge.delete(msgId);
      },
      settle: (isSuccess) => callEnds.settle(msgId, isSuccess),
      follow: callEnds.follow,
      subscribe: () => {
        takesUpdates = true;
      },
    });
  }

  /** A repeated message is not executed again. Its result is sent again, or else an acknowledgement. */
  function repeatAnswer(msgId: bigint): void {
    const result = outbox.findResult(msgId);
    if (result !== undefined) {
      outbox.resend(result);
    } else if (!running.has(msgId)) {
      send({ _: 'msgs_ack', msg_ids: [msgId] });
    }
  }

  function announce(messages: InnerMessage[]): void {
    isAnnounced = true;
    const body = writeObject(schema, newSessionCreated(messages, saltAt(authKey, now())));
    outbox.enqueue(body, { isContentRelated: true, isNotice: true });
  }

  function refuse(message: InnerMessage, code: BadMsgCode): void {
    send(badMsgNotification(message, code));
  }

  function acknowledgeReceived(): void {
    if (toAcknowledge.size === 0) {
      return;
    }
    const msgIds = [...toAcknowledge];
    toAcknowledge.clear();
    send({ _: 'msgs_ack', msg_ids: msgIds });
  }

  function send(object: TlObject): void {
    outbox.enqueue(writeObject(schema, object), { isContentRelated: false });
  }

  function sendResult(reqMsgId: bigint, object: TlObject): void {
    sendResultBytes(reqMsgId, writeObject(schema, object));
  }

  function sendResultBytes(reqMsgId: bigint, result: Buffer): void {
    toAcknowledge.delete(reqMsgId);
    outbox.enqueue(writeRpcResult(reqMsgId, result), { isContentRelated: true, reqMsgId });
  }

  function pushUpdate(update: TlObject): void {
    if (!takesUpdates) {
      return;
    }
    const body = { _: 'updateShort', update, date: Math.floor(now() / 1000) };
    outbox.enqueue(writeObject(schema, body, authKey.layer), { isContentRelated: true, isNotice: true });
  }

  const context = {
    authKey,
    sessionId,
    now,
    outbox,
    received,
    running,
    send,
    sendResult,
    destroySession: deps.destroySession,
  };
  return { receive, pushUpdate };
}
