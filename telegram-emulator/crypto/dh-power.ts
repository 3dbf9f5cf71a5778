import { createPrivateKey, createPublicKey, diffieHellman } from 'node:crypto';
import { bytesToNumber, modPow, numberToBytes } from './big-numbers.ts';
import { DH_GENERATOR, DH_PRIME, isSafeDhNumber } from './dh-prime.ts';

/**
 * base^exponent modulo the prime of the key exchange. OpenSSL takes a tenth of the time that BigInt takes. It computes only
 * secrets, so the two numbers go there as somebody's public key and somebody's private key. Node's DiffieHellman class would
 * test the prime in each process, for a third of a second.
 */
export function powerOfDh(base: bigint, exponent: bigint): bigint {
  // OpenSSL refuses what is no public key.
  if (base !== BigInt(DH_GENERATOR) && !isSafeDhNumber(base)) {
    return modPow(base, exponent, DH_PRIME);
  }
  const privateKey = createPrivateKey({
    format: 'der',
    type: 'pkcs8',
    key: encode(tags.sequence, encodeInteger(0n), group, encode(tags.octets, encodeInteger(exponent))),
  });
  const publicKey = createPublicKey({
    format: 'der',
    type: 'spki',
    key: encode(tags.sequence, group, encode(tags.bits, Buffer.from([0]), encodeInteger(base))),
  });
  return bytesToNumber(diffieHellman({ privateKey, publicKey }));
}

const tags = { integer: 0x02, bits: 0x03, octets: 0x04, identifier: 0x06, sequence: 0x30 };

/** https://www.rfc-editor.org/rfc/rfc2631, dhKeyAgreement of PKCS #3 */
const group = encode(
  tags.sequence,
  encode(tags.identifier, Buffer.from('2a864886f70d010301', 'hex')),
  encode(tags.sequence, encodeInteger(DH_PRIME), encodeInteger(BigInt(DH_GENERATOR))),
);

/** DER: a tag, the length, the content. */
function encode(tag: number, ...contents: Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const size = numberToBytes(BigInt(content.length));
  const length = content.length < 128 ? [content.length] : [0x80 | size.length, ...size];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

/** A first bit of 1 would make the number negative. */
function encodeInteger(value: bigint): Buffer {
  const bytes = numberToBytes(value);
  const isNegative = ((bytes[0] ?? 0) & 0x80) !== 0;
  return encode(tags.integer, isNegative ? Buffer.from([0]) : Buffer.alloc(0), bytes);
}
