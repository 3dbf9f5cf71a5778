import { decryptIge, encryptIge } from './aes-ige.ts';
import { sha1 } from './hashes.ts';

/** random:int128, message_id:long, seqno:int, length:int; the binding message has 40 bytes. */
const HEADER_BYTES = 32;
const BODY_BYTES = 40;
const KEY_ID_BYTES = 8;
const MSG_KEY_BYTES = 16;

/** The message that ties a temporary key to a permanent one, and the message id that it must have been sent with. */
export interface BindingMessage {
  msgId: bigint;
  body: Buffer;
}

/**
 * Decrypts what the client encrypted with its permanent key in the way of MTProto 1.0. Undefined when it was made with another key.
 * @see https://core.telegram.org/method/auth.bindTempAuthKey
 */
export function decryptBinding(authKey: Buffer, packet: Buffer): BindingMessage | undefined {
  const msgKey = packet.subarray(KEY_ID_BYTES, KEY_ID_BYTES + MSG_KEY_BYTES);
  const encrypted = packet.subarray(KEY_ID_BYTES + MSG_KEY_BYTES);
  const plainBytes = HEADER_BYTES + BODY_BYTES;
  if (encrypted.length % 16 !== 0 || encrypted.length < plainBytes) {
    return undefined;
  }
  const { key, iv } = deriveOldAesKey(authKey, msgKey);
  const plain = decryptIge(encrypted, key, iv).subarray(0, plainBytes);
  if (!oldMsgKey(plain).equals(msgKey) || plain.readUInt32LE(28) !== BODY_BYTES) {
    return undefined;
  }
  return { msgId: plain.readBigInt64LE(16), body: plain.subarray(HEADER_BYTES) };
}

/** What a client does. `plain` is the header and the binding message. */
export function encryptBinding(authKey: Buffer, plain: Buffer): Buffer {
  const msgKey = oldMsgKey(plain);
  const { key, iv } = deriveOldAesKey(authKey, msgKey);
  const padding = Buffer.alloc((16 - (plain.length % 16)) % 16);
  const encrypted = encryptIge(Buffer.concat([plain, padding]), key, iv);
  return Buffer.concat([sha1(authKey).subarray(12), msgKey, encrypted]);
}

function oldMsgKey(plain: Buffer): Buffer {
  return sha1(plain).subarray(4, 20);
}

/** https://core.telegram.org/mtproto/description_v1#defining-aes-key-and-initialization-vector */
function deriveOldAesKey(authKey: Buffer, msgKey: Buffer): { key: Buffer; iv: Buffer } {
  const a = sha1(msgKey, authKey.subarray(0, 32));
  const b = sha1(authKey.subarray(32, 48), msgKey, authKey.subarray(48, 64));
  const c = sha1(authKey.subarray(64, 96), msgKey);
  const d = sha1(msgKey, authKey.subarray(96, 128));
  return {
    key: Buffer.concat([a.subarray(0, 8), b.subarray(8, 20), c.subarray(4, 16)]),
    iv: Buffer.concat([a.subarray(8, 20), b.subarray(0, 8), c.subarray(16, 20), d.subarray(0, 8)]),
  };
}
