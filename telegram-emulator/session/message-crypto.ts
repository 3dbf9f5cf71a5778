import { randomBytes, timingSafeEqual } from 'node:crypto';
import { decryptIge, encryptIge } from '../crypto/aes-ige.ts';
import { sha256 } from '../crypto/hashes.ts';
import { writeLong } from '../tl/write.ts';

/** What an encrypted packet holds (https://core.telegram.org/mtproto/description#encrypted-message). */
export interface EncryptedMessage {
  salt: bigint;
  sessionId: bigint;
  msgId: bigint;
  seqNo: number;
  body: Buffer;
}

/** Key fingerprint and message key in front of the encrypted data. */
const OUTER_HEADER_BYTES = 24;
const INNER_HEADER_BYTES = 32;
const MIN_PADDING_BYTES = 12;
const MAX_PADDING_BYTES = 1024;

/** Offsets into the auth key that tell the two directions apart. */
const FROM_CLIENT = 0;
const FROM_SERVER = 8;

/**
 * Decrypts a client's packet, every check of https://core.telegram.org/mtproto/security_guidelines included. Undefined when
 * it was not made with this key or breaks the format.
 */
export function decryptMessage(
  authKey: Buffer,
  packet: Buffer,
  from: typeof FROM_CLIENT | typeof FROM_SERVER = FROM_CLIENT,
): EncryptedMessage | undefined {
  // Padded transports leave up to 15 bytes behind the last whole block.
  const encryptedLength = Math.floor((packet.length - OUTER_HEADER_BYTES) / 16) * 16;
  if (encryptedLength < INNER_HEADER_BYTES + 16) {
    return undefined;
  }
  const msgKey = packet.subarray(8, OUTER_HEADER_BYTES);
  const { key, iv } = deriveAesKey(authKey, msgKey, from);
  const encrypted = packet.subarray(OUTER_HEADER_BYTES, OUTER_HEADER_BYTES + encryptedLength);
  const plain = decryptIge(encrypted, key, iv);
  if (!timingSafeEqual(deriveMsgKey(authKey, plain, from), msgKey)) {
    return undefined;
  }
  const bodyLength = plain.readUInt32LE(28);
  const padding = plain.length - INNER_HEADER_BYTES - bodyLength;
  if (bodyLength % 4 !== 0 || padding < MIN_PADDING_BYTES || padding > MAX_PADDING_BYTES) {
    return undefined;
  }
  return {
    salt: plain.readBigInt64LE(0),
    sessionId: plain.readBigInt64LE(8),
    msgId: plain.readBigInt64LE(16),
    seqNo: plain.readUInt32LE(24),
    body: plain.subarray(INNER_HEADER_BYTES, INNER_HEADER_BYTES + bodyLength),
  };
}

/** Encrypts a message for the client; `authKeyId` is the 8 bytes that name the key on the wire. */
export function encryptMessage(
  authKey: Buffer,
  authKeyId: Buffer,
  message: EncryptedMessage,
  from: typeof FROM_CLIENT | typeof FROM_SERVER = FROM_SERVER,
): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32LE(message.seqNo, 0);
  head.writeUInt32LE(message.body.length, 4);
  const unpadded = INNER_HEADER_BYTES + message.body.length;
  const paddingLength = MIN_PADDING_BYTES + ((16 - ((unpadded + MIN_PADDING_BYTES) % 16)) % 16);
  const plain = Buffer.concat([
    writeLong(message.salt),
    writeLong(message.sessionId),
    writeLong(message.msgId),
    head,
    message.body,
    randomBytes(paddingLength),
  ]);
  const msgKey = deriveMsgKey(authKey, plain, from);
  const { key, iv } = deriveAesKey(authKey, msgKey, from);
  return Buffer.concat([authKeyId, msgKey, encryptIge(plain, key, iv)]);
}

function deriveMsgKey(authKey: Buffer, plain: Buffer, x: number): Buffer {
  return sha256(authKey.subarray(88 + x, 120 + x), plain).subarray(8, 24);
}

function deriveAesKey(authKey: Buffer, msgKey: Buffer, x: number): { key: Buffer; iv: Buffer } {
  const a = sha256(msgKey, authKey.subarray(x, x + 36));
  const b = sha256(authKey.subarray(40 + x, 76 + x), msgKey);
  return {
    key: Buffer.concat([a.subarray(0, 8), b.subarray(8, 24), a.subarray(24, 32)]),
    iv: Buffer.concat([b.subarray(0, 8), a.subarray(8, 24), b.subarray(24, 32)]),
  };
}
