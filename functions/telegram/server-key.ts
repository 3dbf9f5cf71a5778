import { createHash, createPublicKey } from 'node:crypto';
import { _serverKeys } from 'telegram/crypto/RSA.js';
import { readBigIntFromBuffer } from 'telegram/Helpers.js';

/**
 * Trusts the RSA key of a server that is not the real Telegram, for the handshake that makes a new auth key. A stored
 * session needs no handshake and no server key.
 * @param pem PKCS#1 or SPKI.
 * @returns its fingerprint, which tells one Telegram from another.
 * @throws Error when it is no RSA public key.
 * @see https://core.telegram.org/mtproto/auth_key
 */
export function trustServerKey(pem: string): string {
  const { kty, n, e } = createPublicKey(pem).export({ format: 'jwk' });
  if (kty !== 'RSA' || n === undefined || e === undefined) {
    throw new Error('the server key is not an RSA public key');
  }
  const modulus = Buffer.from(n, 'base64url');
  const exponent = Buffer.from(e, 'base64url');
  // The fingerprint is the lower 64 bits of the SHA-1 of the bare TL type rsa_public_key n:string e:string.
  const digest = createHash('sha1')
    .update(Buffer.concat([tlBytes(modulus), tlBytes(exponent)]))
    .digest();
  const fingerprint = readBigIntFromBuffer(digest.subarray(-8), true, true).toString();
  _serverKeys.set(fingerprint, {
    n: readBigIntFromBuffer(modulus, false),
    e: exponent.readUIntBE(0, exponent.length),
  });
  return fingerprint;
}

/** A TL string: its length, its bytes, zeros up to a multiple of four. */
function tlBytes(bytes: Buffer): Buffer {
  const head =
    bytes.length < 254
      ? Buffer.from([bytes.length])
      : Buffer.from([254, bytes.length & 0xff, (bytes.length >> 8) & 0xff, bytes.length >> 16]);
  const padding = Buffer.alloc((4 - ((head.length + bytes.length) % 4)) % 4);
  return Buffer.concat([head, bytes, padding]);
}
