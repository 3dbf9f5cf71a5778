import { randomBytes } from 'node:crypto';
import type { TlObject } from '../tl/parse-schema.ts';
import { TlReadError } from '../tl/read.ts';
import type { TlSchema } from '../tl/schema.ts';
import { writeObject } from '../tl/write.ts';
import type { AuthKey } from '../world/entities.ts';
import { type InnerMessage, isContainer, readContainer, unpackBody, writeRpcResult } from './bodies.ts';
import { type BadMsgCode, checkMsgId, createReceivedMessages } from './message-checks.ts';
import type { EncryptedMessage } from './message-crypto.ts';
import { createOutbox, type Link } from './outbox.ts';
import { isSaltValid, saltAt } from './salts.ts';
import { answerServiceMessage, readServiceMessage } from './service-messages.ts';

/** One call of the API, still in TL, and the ways it can end. */
export interface IncomingCall {
  authKey: AuthKey;
  msgId: bigint;
  query: Buffer;
  link: Link;
  /** Sends the result, a serialised TL value; ignored after rpc_drop_answer. */
  answer(result: Buffer): void;
  /** No answer and no acknowledgement will come. */
  abandon(): void;
}

export interface SessionDeps {
  schema: TlSchema;
  now: () => number;
  runCall: (call: IncomingCall) => void;
  /** Ends a session by id on this key; says whether there was one. */
  destroySession: (sessionId: bigint) => boolean;
}

export interface Session {
  /** Takes one decrypted packet that arrived over `link`. */
  receive(message: EncryptedMessage, link: Link): void;
}

const BAD_SERVER_SALT_CODE = 48;

/** One session of one auth key (https://core.telegram.org/mtproto/description#session). */
export function createSession(deps: SessionDeps, authKey: AuthKey, sessionId: bigint): Session {
  const { schema, now } = deps;
  const received = createReceivedMessages();
  const toAcknowledge = new Set<bigint>();
  const running = new Map<bigint, { isDropped: boolean }>();
  let isAnnounced = false;

  const outbox = createOutbox({ authKey, sessionId, now, beforeFlush: acknowledgeReceived });

  function receive(message: EncryptedMessage, link: Link): void {
    const previousLink = outbox.link();
    outbox.useLink(link);
    const badId = checkMsgId(message.msgId, now());
    if (badId !== undefined) {
      refuse(message, badId);
      return;
    }
    if (!isSaltValid(authKey, message.salt, now())) {
      refuseSalt(message);
      return;
    }
    if (!isAnnounced) announce(message.msgId);
    else if (previousLink !== link) outbox.redeliver();
    if (isContainer(message.body)) receiveContainer(message);
    else receiveMessage(message);
  }

  function receiveContainer(container: InnerMessage): void {
    if (received.has(container.msgId)) {
      refuse(container, 19);
      return;
    }
    const badSeqNo = received.checkSeqNo(container.msgId, container.seqNo, false);
    if (badSeqNo !== undefined) {
      refuse(container, badSeqNo);
      return;
    }
    const messages = readContainer(container.body);
    const isValid = messages?.every(({ msgId, body }) => msgId < container.msgId && !isContainer(body));
    if (messages === undefined || isValid !== true) {
      refuse(container, 64);
      return;
    }
    for (const message of messages) receiveMessage(message);
    received.add(container.msgId, container.seqNo);
  }

  function receiveMessage(message: InnerMessage): void {
    if (received.has(message.msgId)) {
      repeatAnswer(message.msgId);
      return;
    }
    if (received.isTooOldToTell(message.msgId)) {
      refuse(message, 20);
      return;
    }
    const badId = checkMsgId(message.msgId, now());
    if (badId !== undefined) {
      refuse(message, badId);
      return;
    }
    try {
      readMessage(message, unpackBody(message.body));
    } catch (error) {
      if (!(error instanceof TlReadError)) throw error;
      sendResult(message.msgId, { _: 'rpc_error', error_code: 400, error_message: error.reason });
    }
  }

  function readMessage(message: InnerMessage, body: Buffer): void {
    const service = readServiceMessage(schema, body);
    // Clients disagree whether a ping or a state request needs an acknowledgement: either parity passes there.
    const isContentRelated =
      service === undefined || (service.parity === 'either' && message.seqNo % 2 === 1);
    const badSeqNo = received.checkSeqNo(message.msgId, message.seqNo, isContentRelated);
    if (badSeqNo !== undefined) {
      refuse(message, badSeqNo);
      return;
    }
    received.add(message.msgId, message.seqNo);
    if (isContentRelated) toAcknowledge.add(message.msgId);
    if (service !== undefined) answerServiceMessage(context, message.msgId, service.object);
    else startCall(message.msgId, body);
  }

  function startCall(msgId: bigint, query: Buffer): void {
    const link = outbox.link();
    if (link === undefined) return;
    const call = { isDropped: false };
    running.set(msgId, call);
    deps.runCall({
      authKey,
      msgId,
      query,
      link,
      answer: (result) => {
        running.delete(msgId);
        if (!call.isDropped) sendResultBytes(msgId, result);
      },
      abandon: () => {
        running.delete(msgId);
        toAcknowledge.delete(msgId);
      },
    });
  }

  /** A repeated message is not executed again: its result is sent again, or that it was received. */
  function repeatAnswer(msgId: bigint): void {
    const result = outbox.findResult(msgId);
    if (result !== undefined) outbox.resend(result);
    else if (!running.has(msgId)) send({ _: 'msgs_ack', msg_ids: [msgId] });
  }

  function announce(firstMsgId: bigint): void {
    isAnnounced = true;
    const body = {
      _: 'new_session_created',
      first_msg_id: firstMsgId,
      unique_id: randomBytes(8).readBigInt64LE(),
      server_salt: saltAt(authKey, now()),
    };
    outbox.enqueue(writeObject(schema, body), { isContentRelated: true, isNotice: true });
  }

  function refuse(message: InnerMessage, code: BadMsgCode): void {
    const { msgId, seqNo } = message;
    send({ _: 'bad_msg_notification', bad_msg_id: msgId, bad_msg_seqno: seqNo | 0, error_code: code });
  }

  function refuseSalt(message: InnerMessage): void {
    send({
      _: 'bad_server_salt',
      bad_msg_id: message.msgId,
      bad_msg_seqno: message.seqNo | 0,
      error_code: BAD_SERVER_SALT_CODE,
      new_server_salt: saltAt(authKey, now()),
    });
  }

  function acknowledgeReceived(): void {
    if (toAcknowledge.size === 0) return;
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
  return { receive };
}
