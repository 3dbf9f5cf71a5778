import { createPrivateKey, createPublicKey, diffieHellman } from 'node:crypto';

/**
 * The secret of a Diffie-Hellman exchange: publicKey^privateKey modulo a prime of 1024 bits or more. OpenSSL takes a tenth of
 * the time that BigInt takes. Node's DiffieHellman class would test the prime first, for a third of a second.
 * @throws Error when the public key is not between 1 and the prime less 1.
 */
export function computeSecret(publicKey: bigint, privateKey: bigint, prime: bigint): bigint {
  const group = encodeGroup(prime);
  const spki = encode(tags.sequence, group, encode(tags.bits, Buffer.from([0]), encodeInteger(publicKey)));
  const pkcs8 = encode(
    tags.sequence,
    encodeInteger(0n),
    group,
    encode(tags.octets, encodeInteger(privateKey)),
  );
  const secret = diffieHellman({
    privateKey: createPrivateKey({ format: 'der', type: 'pkcs8', key: pkcs8 }),
    publicKey: createPublicKey({ format: 'der', type: 'spki', key: spki }),
  });
  return BigInt(`0x${secret.toString('hex')}`);
}

const tags = { integer: 0x02, bits: 0x03, octets: 0x04, identifier: 0x06, sequence: 0x30 };
/** dhKeyAgreement of PKCS #3 */
const identifier = encode(tags.identifier, Buffer.from('2a864886f70d010301', 'hex'));
/** It is a part of the encoding. Nothing is computed from it that is used. */
const generator = encodeInteger(2n);

function encodeGroup(prime: bigint): Buffer {
  return encode(tags.sequence, identifier, encode(tags.sequence, encodeInteger(prime), generator));
}

/** DER: a tag, the length, the content. */
function encode(tag: number, ...contents: Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const size = toBytes(BigInt(content.length));
  const length = content.length < 128 ? [content.length] : [0x80 | size.length, ...size];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

/** A first bit of 1 would make the number negative. */
function encodeInteger(value: bigint): Buffer {
  const bytes = toBytes(value);
  const isNegative = ((bytes[0] ?? 0) & 0x80) !== 0;
  return encode(tags.integer, isNegative ? Buffer.from([0]) : Buffer.alloc(0), bytes);
}

function toBytes(value: bigint): Buffer {
  const digits = value.toString(16);
  return Buffer.from(digits.padStart(digits.length + (digits.length % 2), '0'), 'hex');
}
