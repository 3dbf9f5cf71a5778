import { randomBytes } from 'node:crypto';
import { sha1 } from '../../../telegram-emulator/crypto/hashes.ts';
import { isContainer, readContainer, unpackBody } from '../../../telegram-emulator/session/bodies.ts';
import {
  decryptMessage,
  type EncryptedMessage,
  encryptMessage,
} from '../../../telegram-emulator/session/message-crypto.ts';
import type { TlObject } from '../../../telegram-emulator/tl/parse-schema.ts';
import { readObject, readValueOf } from '../../../telegram-emulator/tl/read.ts';
import { loadSchema } from '../../../telegram-emulator/tl/schema.ts';
import { writeCall, writeObject } from '../../../telegram-emulator/tl/write.ts';
import type { RawClient } from './raw-client.ts';

const schema = loadSchema();
const RPC_RESULT_ID = 0xf35c6d01;

/** A message from the server: a service message, or `rpc_result` with the raw result. */
export interface ServerMessage {
  msgId: bigint;
  seqNo: number;
  object: TlObject;
  /** Whether it came in a container. */
  isContained: boolean;
  /** What the whole packet weighed, encrypted. */
  packetBytes: number;
}

export class RawRpcError extends Error {
  readonly code: number;

  constructor(code: number, type: string) {
    super(type);
    this.name = 'RawRpcError';
    this.code = code;
  }
}

export interface RawSessionOptions {
  authKey: Buffer;
  salt?: bigint;
  sessionId?: bigint;
  now?: () => number;
  /** False leaves initConnection to the test. */
  isInitialised?: boolean;
}

export type SendOverrides = Partial<Omit<EncryptedMessage, 'body'>> & { isContentRelated?: boolean };

/** One MTProto session of a test: numbers messages rightly unless told otherwise, and reads what comes back. */
export function createRawSession(client: RawClient, options: RawSessionOptions) {
  const { authKey, now = Date.now } = options;
  const authKeyId = sha1(authKey).subarray(12);
  const sessionId = options.sessionId ?? randomBytes(8).readBigInt64LE();
  const unread: ServerMessage[] = [];
  let salt = options.salt ?? 0n;
  let lastMsgId = 0n;
  let contentCount = 0;
  let isInitialised = options.isInitialised ?? false;

  function nextMsgId(): bigint {
    const byClock = ((BigInt(Math.floor(now())) << 32n) / 1000n) & ~3n;
    lastMsgId = byClock > lastMsgId ? byClock : lastMsgId + 4n;
    return lastMsgId;
  }

  function number(isContentRelated: boolean): { msgId: bigint; seqNo: number } {
    const seqNo = contentCount * 2 + (isContentRelated ? 1 : 0);
    if (isContentRelated) {
      contentCount += 1;
    }
    return { msgId: nextMsgId(), seqNo };
  }

  /** Sends one body and returns its message id. */
  function send(body: Buffer, overrides: SendOverrides = {}): bigint {
    const { isContentRelated = true, ...rest } = overrides;
    const message = { salt, sessionId, ...number(isContentRelated), ...rest, body };
    client.sendPacket(encryptMessage(authKey, authKeyId, message, 0));
    return message.msgId;
  }

  function sendCall(call: TlObject, overrides?: SendOverrides): bigint {
    return send(writeCall(schema, call), overrides);
  }

  /** Sends bodies in one container; returns the ids of the container and of what is in it. */
  function sendContainer(bodies: { body: Buffer; isContentRelated: boolean }[]) {
    const head = Buffer.alloc(8);
    head.writeUInt32LE(0x73f1f8dc, 0);
    head.writeUInt32LE(bodies.length, 4);
    const msgIds: bigint[] = [];
    const parts = bodies.flatMap(({ body, isContentRelated }) => {
      const { msgId, seqNo } = number(isContentRelated);
      msgIds.push(msgId);
      const messageHead = Buffer.alloc(16);
      messageHead.writeBigInt64LE(msgId, 0);
      messageHead.writeUInt32LE(seqNo, 8);
      messageHead.writeUInt32LE(body.length, 12);
      return [messageHead, body];
    });
    return { containerId: send(Buffer.concat([head, ...parts]), { isContentRelated: false }), msgIds };
  }

  async function readPacket(): Promise<void> {
    const packet = await client.nextPacket();
    if (packet === 'closed') {
      throw new Error('connection closed');
    }
    if (packet.length === 4) {
      throw new Error(`transport error ${packet.readInt32LE()}`);
    }
    const message = decryptMessage(authKey, packet, 8);
    if (message === undefined) {
      throw new Error('a packet that does not decrypt');
    }
    if (message.sessionId !== sessionId) {
      throw new Error('a packet for another session');
    }
    const isContained = isContainer(message.body);
    const inner = isContained ? (readContainer(message.body) ?? []) : [message];
    for (const { msgId, seqNo, body } of inner) {
      unread.push({ msgId, seqNo, object: readBody(body), isContained, packetBytes: packet.length });
    }
  }

  /** The next message of that name; the ones before it are dropped. */
  async function next(
    name: string,
    matches: (object: TlObject) => boolean = () => true,
  ): Promise<ServerMessage> {
    for (;;) {
      const message = unread.shift();
      if (message === undefined) {
        await readPacket();
      } else if (message.object._ === name && matches(message.object)) {
        return message;
      }
    }
  }

  /** All messages up to and with the first of that name. */
  async function messagesUntil(name: string): Promise<TlObject[]> {
    const objects: TlObject[] = [];
    for (;;) {
      const message = unread.shift();
      if (message === undefined) {
        await readPacket();
      } else {
        objects.push(message.object);
      }
      if (message?.object._ === name) {
        return objects;
      }
    }
  }

  async function resultOf(msgId: bigint, type: string): Promise<unknown> {
    const { object } = await next('rpc_result', ({ req_msg_id: reqMsgId }) => reqMsgId === msgId);
    return readResult(object.result as Buffer, type);
  }

  /** Calls a method as a well-behaved client: initialised, with the right salt. */
  async function call(query: TlObject): Promise<TlObject> {
    if (salt === 0n) {
      await fetchSalt();
    }
    const wrapped = isInitialised ? query : initialise(query);
    isInitialised = true;
    const type = schema.functionByName(query._)?.result ?? 'X';
    return (await resultOf(sendCall(wrapped), type)) as TlObject;
  }

  async function fetchSalt(): Promise<void> {
    sendCall({ _: 'ping', ping_id: 1n });
    const { object } = await next('bad_server_salt');
    salt = object.new_server_salt as bigint;
  }

  return {
    authKey,
    sessionId,
    send,
    sendCall,
    sendContainer,
    sendObject: (object: TlObject, overrides?: SendOverrides) => send(writeObject(schema, object), overrides),
    next,
    messagesUntil,
    resultOf,
    call,
    fetchSalt,
    salt: () => salt,
    useSalt: (value: bigint) => {
      salt = value;
    },
    nextMsgId,
    close: client.close,
    client,
  };
}

export type RawSession = ReturnType<typeof createRawSession>;

/** What a client says first: its layer and who it is. */
export function initialise(query: TlObject, changes: { layer?: number; apiId?: number } = {}): TlObject {
  return {
    _: 'invokeWithLayer',
    layer: changes.layer ?? 198,
    query: {
      _: 'initConnection',
      api_id: changes.apiId ?? 12345,
      device_model: 'test',
      system_version: '1',
      app_version: '1',
      system_lang_code: 'en',
      lang_pack: '',
      lang_code: 'en',
      query,
    },
  };
}

function readBody(body: Buffer): TlObject {
  if (body.readUInt32LE(0) !== RPC_RESULT_ID) {
    return readObject(schema, body);
  }
  return { _: 'rpc_result', req_msg_id: body.readBigInt64LE(4), result: body.subarray(12) };
}

/** @throws RawRpcError */
export function readResult(packed: Buffer, type: string): unknown {
  const result = unpackBody(packed);
  if (result.readUInt32LE(0) === 0x2144ca19) {
    const error = readObject(schema, result);
    throw new RawRpcError(error.error_code as number, error.error_message as string);
  }
  return type === 'X' ? readObject(schema, result) : readValueOf(schema, type, result);
}
