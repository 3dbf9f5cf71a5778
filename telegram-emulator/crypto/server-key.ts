import {
  constants,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type KeyObject,
  privateDecrypt,
} from 'node:crypto';
import { promisify } from 'node:util';
import { writeBytes } from '../tl/write.ts';
import { decryptIge } from './aes-ige.ts';
import { bytesToNumber, numberToBytes } from './big-numbers.ts';
import { sha1, sha256 } from './hashes.ts';

/** The data centre's RSA key, with which a client opens the handshake. */
export interface ServerKey {
  /** `RSA PUBLIC KEY` (PKCS1) PEM, as Telegram publishes its own. */
  publicKeyPem: string;
  /** Lower 64 bits of the SHA1 of the bare TL form of the key. */
  fingerprint: bigint;
  /** The plain text of a handshake's first message, or undefined when it was not encrypted for this key. */
  decrypt(encrypted: Buffer): Buffer | undefined;
}

/** Loads the key from a private key PEM, or makes a fresh 2048-bit one. */
export async function loadServerKey(privateKeyPem?: string): Promise<ServerKey> {
  const privateKey = createPrivateKey(privateKeyPem ?? (await makePrivateKeyPem()));
  const publicKey = createPublicKey(privateKey);
  return {
    publicKeyPem: publicKey.export({ type: 'pkcs1', format: 'pem' }) as string,
    fingerprint: fingerprintOf(publicKey),
    decrypt: (encrypted) => decryptInnerData(privateKey, encrypted),
  };
}

/**
 * A fresh 2048-bit key (PKCS1 PEM), for one data centre or several. Keys whose fingerprint begins with a zero digit are
 * skipped, because mtcute cannot find them in its list.
 */
export async function makePrivateKeyPem(): Promise<string> {
  const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const isPassedOver = BigInt.asUintN(64, fingerprintOf(publicKey)) >> 60n === 0n;
  return isPassedOver ? makePrivateKeyPem() : (privateKey.export({ type: 'pkcs1', format: 'pem' }) as string);
}

function fingerprintOf(publicKey: KeyObject): bigint {
  const { n = '', e = '' } = publicKey.export({ format: 'jwk' });
  const bare = [n, e].map((part) => writeBytes(Buffer.from(part, 'base64url')));
  return sha1(...bare).readBigInt64LE(12);
}

function decryptInnerData(privateKey: KeyObject, encrypted: Buffer): Buffer | undefined {
  const { n = '' } = createPublicKey(privateKey).export({ format: 'jwk' });
  // Some clients drop leading zero bytes of the number.
  const number = bytesToNumber(encrypted);
  if (number >= bytesToNumber(Buffer.from(n, 'base64url'))) {
    return undefined;
  }
  const padding = constants.RSA_NO_PADDING;
  const block = privateDecrypt({ key: privateKey, padding }, numberToBytes(number, 256));
  return removeRsaPad(block) ?? readSha1Scheme(block);
}

/** RSA_PAD (https://core.telegram.org/mtproto/auth_key#41-rsa-paddata-server-public-key), undone. */
function removeRsaPad(block: Buffer): Buffer | undefined {
  const aesEncrypted = block.subarray(32);
  const mask = sha256(aesEncrypted);
  const tempKey = Buffer.from(block.subarray(0, 32).map((byte, i) => byte ^ (mask[i] ?? 0)));
  const dataWithHash = decryptIge(aesEncrypted, tempKey, Buffer.alloc(32));
  const dataWithPadding = Buffer.from(dataWithHash.subarray(0, 192)).reverse();
  return sha256(tempKey, dataWithPadding).equals(dataWithHash.subarray(192)) ? dataWithPadding : undefined;
}

/**
 * The scheme before RSA_PAD, which Telethon still uses: a zero byte, SHA1 of the data, the data, padding. The message
 * does not say where the data ends. TL data ends on a word boundary, so each boundary is tried.
 */
function readSha1Scheme(block: Buffer): Buffer | undefined {
  const hash = block.subarray(1, 21);
  for (let end = 21 + 4; end <= block.length; end += 4) {
    if (sha1(block.subarray(21, end)).equals(hash)) {
      return block.subarray(21, end);
    }
  }
  return undefined;
}
