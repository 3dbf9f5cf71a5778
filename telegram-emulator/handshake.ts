import { generatePrimeSync, randomBytes } from 'node:crypto';
import { decryptIge, encryptIge } from './crypto/aes-ige.ts';
import { bytesToNumber, numberToBytes } from './crypto/big-numbers.ts';
import { powerOfDh } from './crypto/dh-power.ts';
import { DH_GENERATOR, DH_PRIME_BYTES, isSafeDhNumber } from './crypto/dh-prime.ts';
import { sha1 } from './crypto/hashes.ts';
import type { ServerKey } from './crypto/server-key.ts';
import type { TlObject } from './tl/parse-schema.ts';
import { readObjectAt } from './tl/read.ts';
import type { TlSchema } from './tl/schema.ts';
import { writeObject } from './tl/write.ts';
import type { AuthKey } from './world/entities.ts';
import { createAuthKey } from './world/world.ts';

/** The client broke the key exchange; Telegram answers with a transport error and closes. */
export class HandshakeError extends Error {
  /** https://core.telegram.org/mtproto/mtproto-transports#transport-errors */
  readonly transportCode: -404 | -444;

  constructor(message: string, transportCode: -404 | -444 = -404) {
    super(message);
    this.name = 'HandshakeError';
    this.transportCode = transportCode;
  }
}

export interface HandshakeDeps {
  schema: TlSchema;
  serverKey: ServerKey;
  dcId: number;
  now: () => number;
  /** Stores the key and returns true, unless a key with its id is stored already. */
  registerAuthKey: (authKey: AuthKey) => boolean;
}

const INNER_DATA = new Set([
  'p_q_inner_data',
  'p_q_inner_data_dc',
  'p_q_inner_data_temp',
  'p_q_inner_data_temp_dc',
]);

interface Exchange {
  nonce: Buffer;
  serverNonce: Buffer;
  pq: { product: bigint; p: bigint; q: bigint };
  newNonce?: Buffer;
  /** How long a temporary key lives, in seconds. */
  expiresIn?: number;
  dh?: { secret: bigint; gA: bigint };
}

/**
 * One connection's key exchange (https://core.telegram.org/mtproto/auth_key). The returned function takes a client's
 * unencrypted call and returns the answer.
 */
export function createHandshake(deps: HandshakeDeps): (call: TlObject) => TlObject {
  let exchange: Exchange | undefined;

  function currentExchange(call: TlObject): Exchange {
    if (exchange === undefined) {
      throw new HandshakeError(`${call._} before req_pq_multi`);
    }
    checkNonces(exchange, call);
    return exchange;
  }

  return (call) => {
    switch (call._) {
      case 'req_pq':
      case 'req_pq_multi':
        exchange = { nonce: call.nonce as Buffer, serverNonce: randomBytes(16), pq: makePq() };
        return {
          _: 'resPQ',
          nonce: exchange.nonce,
          server_nonce: exchange.serverNonce,
          pq: numberToBytes(exchange.pq.product),
          server_public_key_fingerprints: [deps.serverKey.fingerprint],
        };
      case 'req_DH_params':
        return offerDhParams(deps, currentExchange(call), call);
      case 'set_client_DH_params':
        return finishExchange(deps, currentExchange(call), call);
      default:
        throw new HandshakeError(`${call._} is not part of the key exchange`);
    }
  };
}

function makePq(): Exchange['pq'] {
  const [a, b] = [generatePrimeSync(31, { bigint: true }), generatePrimeSync(31, { bigint: true })];
  if (a === b) {
    return makePq();
  }
  const [p, q] = a < b ? [a, b] : [b, a];
  return { product: p * q, p, q };
}

function offerDhParams(deps: HandshakeDeps, exchange: Exchange, call: TlObject): TlObject {
  if (call.public_key_fingerprint !== deps.serverKey.fingerprint) {
    throw new HandshakeError('unknown server key');
  }
  checkFactors(exchange, call);
  const plain = deps.serverKey.decrypt(call.encrypted_data as Buffer);
  if (plain === undefined) {
    throw new HandshakeError('encrypted_data was not made with this key');
  }
  const inner = readObjectAt(deps.schema, { buffer: plain, offset: 0 });
  if (!INNER_DATA.has(inner._)) {
    throw new HandshakeError(`${inner._} is not supported`);
  }
  checkNonces(exchange, inner);
  checkFactors(exchange, inner);
  if (bytesToNumber(inner.pq as Buffer) !== exchange.pq.product) {
    throw new HandshakeError('pq is not the number that was sent');
  }
  // Test data centres are numbered from 10000, media ones negatively.
  if (typeof inner.dc === 'number' && Math.abs(inner.dc) % 10_000 !== deps.dcId) {
    throw new HandshakeError(`this is data centre ${deps.dcId}`, -444);
  }
  if (typeof inner.expires_in === 'number') {
    checkLifetime(inner.expires_in);
    exchange.expiresIn = inner.expires_in;
  }
  exchange.newNonce = inner.new_nonce as Buffer;
  exchange.dh = makeDhPair();
  return answerDhParams(deps, exchange, exchange.newNonce, exchange.dh.gA);
}

function checkLifetime(expiresIn: number): void {
  if (expiresIn <= 0) {
    throw new HandshakeError('a temporary key lives for some seconds');
  }
}

/** A secret whose public value is one that clients accept. */
function makeDhPair(): { secret: bigint; gA: bigint } {
  const secret = bytesToNumber(randomBytes(256));
  const gA = powerOfDh(BigInt(DH_GENERATOR), secret);
  return isSafeDhNumber(gA) ? { secret, gA } : makeDhPair();
}

function answerDhParams(deps: HandshakeDeps, exchange: Exchange, newNonce: Buffer, gA: bigint): TlObject {
  const { nonce, serverNonce } = exchange;
  const answer = writeObject(deps.schema, {
    _: 'server_DH_inner_data',
    nonce,
    server_nonce: serverNonce,
    g: DH_GENERATOR,
    dh_prime: DH_PRIME_BYTES,
    g_a: numberToBytes(gA, 256),
    server_time: Math.floor(deps.now() / 1000),
  });
  const padding = randomBytes((16 - ((20 + answer.length) % 16)) % 16);
  const { key, iv } = deriveTmpAes(serverNonce, newNonce);
  const encrypted = encryptIge(Buffer.concat([sha1(answer), answer, padding]), key, iv);
  return { _: 'server_DH_params_ok', nonce, server_nonce: serverNonce, encrypted_answer: encrypted };
}

/** https://core.telegram.org/mtproto/auth_key#9-server-responds-in-one-of-three-ways */
function hashAnswer(newNonce: Buffer, key: Buffer, number: number): Buffer {
  return sha1(newNonce, Buffer.from([number]), sha1(key).subarray(0, 8)).subarray(4, 20);
}

function finishExchange(deps: HandshakeDeps, exchange: Exchange, call: TlObject): TlObject {
  const { newNonce, dh, nonce, serverNonce } = exchange;
  if (newNonce === undefined || dh === undefined) {
    throw new HandshakeError('set_client_DH_params too early');
  }
  const inner = decryptClientInner(deps.schema, exchange, newNonce, call.encrypted_data as Buffer);
  checkNonces(exchange, inner);
  const gB = bytesToNumber(inner.g_b as Buffer);
  const key = numberToBytes(powerOfDh(gB, dh.secret), 256);
  const nonces = { nonce, server_nonce: serverNonce };
  if (!isSafeDhNumber(gB)) {
    return { _: 'dh_gen_fail', ...nonces, new_nonce_hash3: hashAnswer(newNonce, key, 3) };
  }

  const authKey = createAuthKey(key, deps.dcId, deps.now());
  const mixed = newNonce.readBigInt64LE(0) ^ serverNonce.readBigInt64LE(0);
  authKey.firstSalt = BigInt.asIntN(64, mixed);
  if (exchange.expiresIn !== undefined) {
    authKey.expiresAtMs = deps.now() + exchange.expiresIn * 1000;
  }
  if (!deps.registerAuthKey(authKey)) {
    return { _: 'dh_gen_retry', ...nonces, new_nonce_hash2: hashAnswer(newNonce, key, 2) };
  }
  return { _: 'dh_gen_ok', ...nonces, new_nonce_hash1: hashAnswer(newNonce, key, 1) };
}

function decryptClientInner(
  schema: TlSchema,
  exchange: Exchange,
  newNonce: Buffer,
  encrypted: Buffer,
): TlObject {
  if (encrypted.length % 16 !== 0) {
    throw new HandshakeError('encrypted_data is not made of whole blocks');
  }
  const { key, iv } = deriveTmpAes(exchange.serverNonce, newNonce);
  const plain = decryptIge(encrypted, key, iv);
  const cursor = { buffer: plain, offset: 20 };
  const inner = readObjectAt(schema, cursor);
  const isWhole = sha1(plain.subarray(20, cursor.offset)).equals(plain.subarray(0, 20));
  if (!isWhole || inner._ !== 'client_DH_inner_data') {
    throw new HandshakeError('client_DH_inner_data is damaged');
  }
  return inner;
}

/** https://core.telegram.org/mtproto/auth_key#presenting-proof-of-work-server-authentication, tmp_aes_key and tmp_aes_iv */
function deriveTmpAes(serverNonce: Buffer, newNonce: Buffer): { key: Buffer; iv: Buffer } {
  const newThenServer = sha1(newNonce, serverNonce);
  const serverThenNew = sha1(serverNonce, newNonce);
  const newThenNew = sha1(newNonce, newNonce);
  return {
    key: Buffer.concat([newThenServer, serverThenNew.subarray(0, 12)]),
    iv: Buffer.concat([serverThenNew.subarray(12), newThenNew, newNonce.subarray(0, 4)]),
  };
}

function checkNonces(exchange: Exchange, object: TlObject): void {
  const { nonce, server_nonce: serverNonce } = object as unknown as { nonce: Buffer; server_nonce: Buffer };
  if (!exchange.nonce.equals(nonce) || !exchange.serverNonce.equals(serverNonce)) {
    throw new HandshakeError(`the nonces of ${object._} are not this exchange's`);
  }
}

function checkFactors(exchange: Exchange, object: TlObject): void {
  const isRight =
    bytesToNumber(object.p as Buffer) === exchange.pq.p &&
    bytesToNumber(object.q as Buffer) === exchange.pq.q;
  if (!isRight) {
    throw new HandshakeError('p and q are not the factors of pq');
  }
}
