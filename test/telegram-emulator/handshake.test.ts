import { constants, createPublicKey, publicEncrypt, randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { decryptIge, encryptIge } from '../../telegram-emulator/crypto/aes-ige.ts';
import { bytesToNumber, modPow, numberToBytes } from '../../telegram-emulator/crypto/big-numbers.ts';
import { DH_PRIME } from '../../telegram-emulator/crypto/dh-prime.ts';
import { sha1, sha256 } from '../../telegram-emulator/crypto/hashes.ts';
import type { DataCentre } from '../../telegram-emulator/data-centre.ts';
import type { TlObject } from '../../telegram-emulator/tl/parse-schema.ts';
import { readObject, readObjectAt } from '../../telegram-emulator/tl/read.ts';
import { loadSchema } from '../../telegram-emulator/tl/schema.ts';
import { writeCall, writeObject } from '../../telegram-emulator/tl/write.ts';
import { connectRawClient, type RawClient } from './support/raw-client.ts';
import { createRawSession } from './support/raw-session.ts';
import { startDemo } from './support/start-demo.ts';

const schema = loadSchema();

/** What a test spoils on the way. Each takes what would be sent and gives what is sent. */
interface Tampering {
  reqDhParams?: (call: TlObject) => TlObject;
  innerData?: (inner: TlObject) => TlObject;
  encryptedData?: (encrypted: Buffer) => Buffer;
  setClientDhParams?: (call: TlObject) => TlObject;
  gB?: (gB: Buffer) => Buffer;
  /** The SHA1 in front of client_DH_inner_data. */
  innerHash?: (hash: Buffer) => Buffer;
  /** The scheme before RSA_PAD. */
  isOldScheme?: boolean;
}

async function exchangePlain(client: RawClient, call: TlObject): Promise<TlObject> {
  const body = writeCall(schema, call);
  const head = Buffer.alloc(20);
  head.writeBigInt64LE(((BigInt(Date.now()) << 32n) / 1000n) & ~3n, 8);
  head.writeUInt32LE(body.length, 16);
  client.sendPacket(Buffer.concat([head, body]));
  const packet = await client.nextPacket();
  if (packet === 'closed') {
    throw new Error('closed');
  }
  if (packet.length === 4) {
    throw new Error(`transport error ${packet.readInt32LE()}`);
  }
  expect(packet.readBigInt64LE(0)).toBe(0n);
  return readObject(schema, packet.subarray(20, 20 + packet.readUInt32LE(16)));
}

function factorise(pq: bigint): [bigint, bigint] {
  let [slow, fast] = [2n, 2n];
  function step(x: bigint) {
    return (x * x + 1n) % pq;
  }
  for (;;) {
    slow = step(slow);
    fast = step(step(fast));
    let [a, b] = [slow > fast ? slow - fast : fast - slow, pq];
    while (b > 0n) {
      [a, b] = [b, a % b];
    }
    if (a === pq) {
      throw new Error('no factor found');
    }
    if (a > 1n) {
      return a < pq / a ? [a, pq / a] : [pq / a, a];
    }
  }
}

function encryptRaw(publicKeyPem: string, block: Buffer): Buffer {
  return publicEncrypt({ key: publicKeyPem, padding: constants.RSA_NO_PADDING }, block);
}

/** https://core.telegram.org/mtproto/auth_key#41-rsa-paddata-server-public-key */
function rsaPad(publicKeyPem: string, data: Buffer): Buffer {
  const { n = '' } = createPublicKey(publicKeyPem).export({ format: 'jwk' });
  const modulus = bytesToNumber(Buffer.from(n, 'base64url'));
  const padded = Buffer.concat([data, randomBytes(192 - data.length)]);
  const tempKey = randomBytes(32);
  const dataWithHash = Buffer.concat([Buffer.from(padded).reverse(), sha256(tempKey, padded)]);
  const encrypted = encryptIge(dataWithHash, tempKey, Buffer.alloc(32));
  const mask = sha256(encrypted);
  const block = Buffer.concat([tempKey.map((byte, i) => byte ^ (mask[i] ?? 0)), encrypted]);
  return bytesToNumber(block) < modulus ? encryptRaw(publicKeyPem, block) : rsaPad(publicKeyPem, data);
}

function encryptOldScheme(publicKeyPem: string, data: Buffer): Buffer {
  const block = Buffer.concat([Buffer.alloc(1), sha1(data), data, randomBytes(235 - data.length)]);
  return encryptRaw(publicKeyPem, block);
}

async function shakeHands(client: RawClient, dataCentre: DataCentre, tampering: Tampering = {}) {
  function same<T>(value: T): T {
    return value;
  }
  const {
    reqDhParams = same,
    innerData = same,
    encryptedData = same,
    setClientDhParams = same,
    gB = same,
    innerHash = same,
  } = tampering;
  const nonce = randomBytes(16);
  const resPq = await exchangePlain(client, { _: 'req_pq_multi', nonce });
  const { server_nonce: serverNonce, pq } = resPq as unknown as { server_nonce: Buffer; pq: Buffer };
  const nonces = { nonce, server_nonce: serverNonce };
  const [p, q] = factorise(bytesToNumber(pq)).map((factor) => numberToBytes(factor));
  const newNonce = randomBytes(32);
  const inner = innerData({
    _: 'p_q_inner_data_dc',
    pq,
    p,
    q,
    ...nonces,
    new_nonce: newNonce,
    dc: dataCentre.dcId,
  });
  const encrypt = tampering.isOldScheme ? encryptOldScheme : rsaPad;
  const dhParams = await exchangePlain(
    client,
    reqDhParams({
      _: 'req_DH_params',
      ...nonces,
      p,
      q,
      public_key_fingerprint: (resPq.server_public_key_fingerprints as bigint[])[0],
      encrypted_data: encryptedData(encrypt(dataCentre.publicKeyPem, writeObject(schema, inner))),
    }),
  );

  const key = Buffer.concat([sha1(newNonce, serverNonce), sha1(serverNonce, newNonce).subarray(0, 12)]);
  const iv = Buffer.concat([
    sha1(serverNonce, newNonce).subarray(12),
    sha1(newNonce, newNonce),
    newNonce.subarray(0, 4),
  ]);
  const answer = decryptIge(dhParams.encrypted_answer as Buffer, key, iv);
  const cursor = { buffer: answer, offset: 20 };
  const params = readObjectAt(schema, cursor);
  expect(sha1(answer.subarray(20, cursor.offset))).toEqual(answer.subarray(0, 20));

  const secret = bytesToNumber(randomBytes(256));
  const clientInner = writeObject(schema, {
    _: 'client_DH_inner_data',
    ...nonces,
    retry_id: 0n,
    g_b: gB(numberToBytes(modPow(BigInt(params.g as number), secret, DH_PRIME), 256)),
  });
  const padding = randomBytes((16 - ((20 + clientInner.length) % 16)) % 16);
  const encrypted = encryptIge(Buffer.concat([innerHash(sha1(clientInner)), clientInner, padding]), key, iv);
  const done = await exchangePlain(
    client,
    setClientDhParams({ _: 'set_client_DH_params', ...nonces, encrypted_data: encrypted }),
  );
  const authKey = numberToBytes(modPow(bytesToNumber(params.g_a as Buffer), secret, DH_PRIME), 256);
  const salt = BigInt.asIntN(64, newNonce.readBigInt64LE(0) ^ serverNonce.readBigInt64LE(0));
  return { done, authKey, newNonce, salt, params };
}

async function connectToDemo() {
  const { dataCentre } = await startDemo();
  return { dataCentre, client: await connectRawClient(dataCentre.port) };
}

describe('key exchange', () => {
  test.each([
    ['RSA_PAD', false],
    ['the scheme before RSA_PAD', true],
  ])('with %s gives both sides the same key and first salt', async (_, isOldScheme) => {
    const { dataCentre, client } = await connectToDemo();
    const { done, authKey, newNonce, salt, params } = await shakeHands(client, dataCentre, { isOldScheme });
    expect(done._).toBe('dh_gen_ok');
    const auxHash = sha1(authKey).subarray(0, 8);
    expect(done.new_nonce_hash1).toEqual(sha1(newNonce, Buffer.from([1]), auxHash).subarray(4));
    expect(params.g).toBe(3);
    const session = createRawSession(client, { authKey, salt });
    expect(await session.call({ _: 'help.getConfig' })).toMatchObject({ _: 'config' });
  });

  test('two exchanges give different keys and pq', async () => {
    const { dataCentre, client } = await connectToDemo();
    const first = await shakeHands(client, dataCentre);
    const second = await shakeHands(client, dataCentre);
    expect(first.authKey.equals(second.authKey)).toBe(false);
  });

  test('req_pq is answered like req_pq_multi', async () => {
    const { client } = await connectToDemo();
    const nonce = randomBytes(16);
    expect(await exchangePlain(client, { _: 'req_pq', nonce })).toMatchObject({ _: 'resPQ', nonce });
  });

  test('a g_b near 0 or the prime is refused with dh_gen_fail', async () => {
    const { dataCentre, client } = await connectToDemo();
    const { done, newNonce } = await shakeHands(client, dataCentre, { gB: () => numberToBytes(1n, 256) });
    expect(done._).toBe('dh_gen_fail');
    const auxHash = sha1(numberToBytes(1n, 256)).subarray(0, 8);
    expect(done.new_nonce_hash3).toEqual(sha1(newNonce, Buffer.from([3]), auxHash).subarray(4));
  });
});

describe('a spoilt exchange', () => {
  const spoilt: [string, Tampering][] = [
    ['another nonce in req_DH_params', { reqDhParams: (call) => ({ ...call, nonce: randomBytes(16) }) }],
    [
      'another server nonce in req_DH_params',
      { reqDhParams: (call) => ({ ...call, server_nonce: randomBytes(16) }) },
    ],
    ['another fingerprint', { reqDhParams: (call) => ({ ...call, public_key_fingerprint: 1n }) }],
    ['p and q swapped', { reqDhParams: (call) => ({ ...call, p: call.q, q: call.p }) }],
    [
      'another nonce inside the encrypted data',
      { innerData: (inner) => ({ ...inner, nonce: randomBytes(16) }) },
    ],
    ['another pq inside the encrypted data', { innerData: (inner) => ({ ...inner, pq: Buffer.from([15]) }) }],
    [
      'damaged RSA data',
      { encryptedData: (data) => Buffer.from(data.map((byte, i) => (i === 99 ? byte ^ 1 : byte))) },
    ],
    [
      'another nonce in set_client_DH_params',
      { setClientDhParams: (call) => ({ ...call, nonce: randomBytes(16) }) },
    ],
    [
      'damaged Diffie-Hellman data',
      {
        setClientDhParams: (call) => ({
          ...call,
          encrypted_data: randomBytes((call.encrypted_data as Buffer).length),
        }),
      },
    ],
    ['another hash of the Diffie-Hellman data', { innerHash: () => randomBytes(20) }],
    ['half a block', { setClientDhParams: (call) => ({ ...call, encrypted_data: randomBytes(100) }) }],
  ];

  test.each(spoilt)('%s: -404 and no key', async (_, tampering) => {
    const { dataCentre, client } = await connectToDemo();
    await expect(shakeHands(client, dataCentre, tampering)).rejects.toThrow('transport error -404');
    expect(await client.nextPacket()).toBe('closed');
    expect(dataCentre.world.authKeys.size).toBe(0);
  });

  test('for another data centre: -444', async () => {
    const { dataCentre, client } = await connectToDemo();
    const toDc4 = { innerData: (inner: TlObject) => ({ ...inner, dc: 4 }) };
    await expect(shakeHands(client, dataCentre, toDc4)).rejects.toThrow('transport error -444');
  });

  test('set_client_DH_params before anything else: -404', async () => {
    const { client } = await connectToDemo();
    const nonces = { nonce: randomBytes(16), server_nonce: randomBytes(16) };
    const early = { _: 'set_client_DH_params', ...nonces, encrypted_data: randomBytes(64) };
    await expect(exchangePlain(client, early)).rejects.toThrow('transport error -404');
  });

  test('a call of the API without a key: -404', async () => {
    const { client } = await connectToDemo();
    await expect(exchangePlain(client, { _: 'help.getConfig' })).rejects.toThrow('transport error -404');
  });
});
