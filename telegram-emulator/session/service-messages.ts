import type { TlObject } from '../tl/parse-schema.ts';
import { readCall, readObject } from '../tl/read.ts';
import type { TlSchema } from '../tl/schema.ts';
import type { AuthKey } from '../world/entities.ts';
import { bodyId } from './bodies.ts';
import type { ReceivedMessages } from './message-checks.ts';
import type { Outbox } from './outbox.ts';
import { futureSalts } from './salts.ts';

/** What the service messages need from their session. */
export interface ServiceContext {
  authKey: AuthKey;
  sessionId: bigint;
  now: () => number;
  outbox: Outbox;
  received: ReceivedMessages;
  running: Map<bigint, { isDropped: boolean }>;
  send(object: TlObject): void;
  sendResult(reqMsgId: bigint, object: TlObject): void;
  destroySession(sessionId: bigint): boolean;
}

type ServiceHandler = (context: ServiceContext, msgId: bigint, object: TlObject) => void;

/** https://core.telegram.org/mtproto/service_messages and .../service_messages_about_messages */
const HANDLERS: Record<string, ServiceHandler> = {
  msgs_ack: (context, _msgId, object) => context.outbox.acknowledge(object.msg_ids as bigint[]),
  ping: (context, msgId, object) => sendPong(context, msgId, object),
  ping_delay_disconnect: (context, msgId, object) => {
    sendPong(context, msgId, object);
    const link = context.outbox.link();
    link?.closeAfter(object.disconnect_delay as number);
  },
  get_future_salts: sendFutureSalts,
  msgs_state_req: sendStates,
  msg_resend_req: resendMessages,
  rpc_drop_answer: dropAnswer,
  destroy_session: (context, _msgId, object) => {
    const sessionId = object.session_id as bigint;
    // A session cannot destroy itself.
    const isGone = sessionId !== context.sessionId && context.destroySession(sessionId);
    context.send({ _: isGone ? 'destroy_session_ok' : 'destroy_session_none', session_id: sessionId });
  },
  // These need no answer: TCP has no long poll, and their contents are not used.
  http_wait: () => undefined,
  msgs_state_info: () => undefined,
  msgs_all_info: () => undefined,
  msg_detailed_info: () => undefined,
  msg_new_detailed_info: () => undefined,
};

/** Service messages that are never acknowledged, whatever their sequence number says. */
export const UNACKNOWLEDGED_MESSAGES = new Set(['msgs_ack', 'http_wait']);

/**
 * Reads a body as a service message; undefined when it is a call of the API.
 * @throws TlReadError when it has the id of a service message but cannot be read as one
 */
export function readServiceMessage(schema: TlSchema, body: Buffer): TlObject | undefined {
  const id = bodyId(body);
  const message = schema.constructorById(id);
  if (message !== undefined && message.name in HANDLERS) {
    return readObject(schema, body);
  }
  const call = schema.functionById(id);
  if (call === undefined || !(call.name in HANDLERS)) {
    return undefined;
  }
  return readCall(schema, body);
}

export function answerServiceMessage(context: ServiceContext, msgId: bigint, object: TlObject): void {
  HANDLERS[object._]?.(context, msgId, object);
}

function sendPong(context: ServiceContext, msgId: bigint, object: TlObject): void {
  context.send({ _: 'pong', msg_id: msgId, ping_id: object.ping_id });
}

function sendFutureSalts(context: ServiceContext, msgId: bigint, object: TlObject): void {
  const nowMs = context.now();
  const salts = futureSalts(context.authKey, nowMs, object.num as number).map((salt) => ({
    _: 'future_salt',
    valid_since: salt.validSince,
    valid_until: salt.validUntil,
    salt: salt.salt,
  }));
  context.send({ _: 'future_salts', req_msg_id: msgId, now: Math.floor(nowMs / 1000), salts });
}

function sendStates(context: ServiceContext, msgId: bigint, object: TlObject): void {
  const states = (object.msg_ids as bigint[]).map((asked) => stateOf(context, asked));
  context.send({ _: 'msgs_state_info', req_msg_id: msgId, info: Buffer.from(states) });
}

function stateOf({ received, outbox }: ServiceContext, msgId: bigint): number {
  const hasResult = outbox.findResult(msgId) !== undefined ? 64 : 0;
  if (received.has(msgId)) {
    return 4 + hasResult;
  }
  if (received.isTooOldToTell(msgId)) {
    return 1;
  }
  const newest = received.newestMsgId();
  return newest !== undefined && msgId > newest ? 3 : 2;
}

function resendMessages(context: ServiceContext, msgId: bigint, object: TlObject): void {
  const found = (object.msg_ids as bigint[]).map((asked) => context.outbox.findMessage(asked));
  if (found.includes(undefined)) {
    sendStates(context, msgId, object);
  }
  for (const message of found) {
    if (message !== undefined) {
      context.outbox.resend(message);
    }
  }
}

function dropAnswer(context: ServiceContext, msgId: bigint, object: TlObject): void {
  const asked = object.req_msg_id as bigint;
  const call = context.running.get(asked);
  const result = context.outbox.findResult(asked);
  if (call !== undefined) {
    call.isDropped = true;
    context.sendResult(msgId, { _: 'rpc_answer_dropped_running' });
  } else if (result !== undefined) {
    context.outbox.forgetResult(asked);
    const { msgId: answerMsgId, seqNo, body } = result;
    const dropped = { _: 'rpc_answer_dropped', msg_id: answerMsgId, seq_no: seqNo, bytes: body.length };
    context.sendResult(msgId, dropped);
  } else {
    context.sendResult(msgId, { _: 'rpc_answer_unknown' });
  }
}
