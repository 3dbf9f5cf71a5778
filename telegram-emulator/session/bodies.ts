import { gzipSync, unzipSync } from 'node:zlib';
import { readBytes, TlReadError } from '../tl/read.ts';
import { writeBytes, writeLong } from '../tl/write.ts';
import type { EncryptedMessage } from './message-crypto.ts';

/** Bodies that are not plain TL: containers, results and gzip (https://core.telegram.org/mtproto/service_messages). */
const MSG_CONTAINER_ID = 0x73f1f8dc;
const GZIP_PACKED_ID = 0x3072cfa1;
const RPC_RESULT_ID = 0xf35c6d01;

const MAX_CONTAINED = 1020;
const MAX_INFLATED_BYTES = 8 * 1024 * 1024;

/** Answers of this size or more are worth compressing. */
const GZIP_FROM_BYTES = 1024;

export type InnerMessage = Pick<EncryptedMessage, 'msgId' | 'seqNo' | 'body'>;

export function bodyId(body: Buffer): number {
  return body.length < 4 ? 0 : body.readUInt32LE(0);
}

export function isContainer(body: Buffer): boolean {
  return bodyId(body) === MSG_CONTAINER_ID;
}

/** The messages of a container, or undefined when it breaks the format. */
export function readContainer(body: Buffer): InnerMessage[] | undefined {
  if (body.length < 8) {
    return undefined;
  }
  const count = body.readUInt32LE(4);
  if (count > MAX_CONTAINED) {
    return undefined;
  }
  const messages: InnerMessage[] = [];
  let offset = 8;
  for (let i = 0; i < count; i += 1) {
    if (body.length < offset + 16) {
      return undefined;
    }
    const length = body.readUInt32LE(offset + 12);
    const end = offset + 16 + length;
    if (length % 4 !== 0 || end > body.length) {
      return undefined;
    }
    messages.push({
      msgId: body.readBigInt64LE(offset),
      seqNo: body.readUInt32LE(offset + 8),
      body: body.subarray(offset + 16, end),
    });
    offset = end;
  }
  return offset === body.length ? messages : undefined;
}

/**
 * Unpacks gzip_packed; any other body is returned as it is. Like Telegram's own, it takes the zlib form too, which some
 * clients send.
 * @throws TlReadError when the packed data is not gzip, or is too large
 */
export function unpackBody(body: Buffer): Buffer {
  if (bodyId(body) !== GZIP_PACKED_ID) {
    return body;
  }
  const packed = readBytes({ buffer: body, offset: 4 });
  try {
    return unzipSync(packed, { maxOutputLength: MAX_INFLATED_BYTES });
  } catch (error) {
    throw new TlReadError('INPUT_FETCH_ERROR', `gzip_packed: ${String(error)}`);
  }
}

/** rpc_result for a client's message; a large result is packed when that makes it smaller. */
export function writeRpcResult(reqMsgId: bigint, result: Buffer): Buffer {
  const id = Buffer.alloc(4);
  id.writeUInt32LE(RPC_RESULT_ID);
  return Buffer.concat([id, writeLong(reqMsgId), packResult(result)]);
}

function packResult(result: Buffer): Buffer {
  if (result.length < GZIP_FROM_BYTES) {
    return result;
  }
  const id = Buffer.alloc(4);
  id.writeUInt32LE(GZIP_PACKED_ID);
  const packed = Buffer.concat([id, writeBytes(gzipSync(result))]);
  return packed.length < result.length ? packed : result;
}
