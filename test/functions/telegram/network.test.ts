import { generateKeyPairSync } from 'node:crypto';
import { _serverKeys } from 'telegram/crypto/RSA.js';
import { expect, test } from 'vitest';
import { TelegramError } from '../../../functions/core/rpc/rpc-error.ts';
import { localNetwork, productionNetwork, testNetwork } from '../../../functions/telegram/network.ts';

test('production has five data centres and the test servers three, each on an address of its own', () => {
  const addresses = [
    ...[1, 2, 3, 4, 5].map((dcId) => productionNetwork().addressOf(dcId)),
    ...[1, 2, 3].map((dcId) => testNetwork().addressOf(dcId)),
  ];
  expect(addresses.map(({ dcId }) => dcId)).toEqual([1, 2, 3, 4, 5, 1, 2, 3]);
  expect(new Set(addresses.map(({ address }) => address)).size).toBe(8);
  expect(new Set(addresses.map(({ port }) => port))).toEqual(new Set([443]));
});

test('the key of the test servers has the fingerprint that Telegram names it by', () => {
  testNetwork();
  expect(_serverKeys.has(BigInt.asIntN(64, 0xb25898df208d2603n).toString())).toBe(true);
});

test('each Telegram has a name of its own, by the key of its servers, wherever they are', () => {
  function keyOf() {
    return generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
  }
  const [key, otherKey] = [keyOf(), keyOf()];
  function nameAt(port: number, publicKeyPem?: string) {
    return localNetwork({
      servers: [{ dcId: 2, address: '127.0.0.1', port }],
      startDcId: 2,
      ...(publicKeyPem === undefined ? {} : { publicKeyPem }),
    }).name;
  }
  const own = nameAt(1, String(key.export({ type: 'spki', format: 'pem' })));
  expect(nameAt(2, String(key.export({ type: 'pkcs1', format: 'pem' })))).toBe(own);
  const other = nameAt(1, String(otherKey.export({ type: 'spki', format: 'pem' })));
  const production = productionNetwork().name;
  expect(new Set([own, other, production, testNetwork().name]).size).toBe(4);
  // A way to the real Telegram.
  expect(nameAt(1)).toBe(production);
});

test('a data centre that a network does not have is an error that names it', () => {
  const server = { dcId: 2, address: '127.0.0.1', port: 1 };
  const network = localNetwork({ servers: [server], startDcId: 2 });
  expect(network.addressOf(2)).toEqual(server);
  expect(() => network.addressOf(6)).toThrow(TelegramError);
});

test('a server key that is none is refused', () => {
  expect(() => localNetwork({ servers: [], startDcId: 2, publicKeyPem: 'no key' })).toThrow();
});
