import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import type { KeyProvider } from '../../../functions/aws/key-provider.ts';
import {
  type SealedRecord,
  sealSession,
  UnsealError,
  unsealSession,
} from '../../../functions/aws/session-seal.ts';
import { secretsIn, session } from './session-record.ts';

/** Keys that unwrap under their own context only, and nothing unexpected. */
function createKeys(): KeyProvider {
  const kept = new Map<string, { dataKey: Uint8Array; context: string }>();
  return {
    async generateDataKey(context) {
      const dataKey = randomBytes(32);
      const wrappedKey = randomBytes(16);
      kept.set(wrappedKey.toString('hex'), { dataKey, context: JSON.stringify(context) });
      return { dataKey, wrappedKey };
    },
    async unwrapDataKey(wrappedKey) {
      const found = kept.get(Buffer.from(wrappedKey).toString('hex'));
      if (found === undefined) {
        throw new Error('unexpected wrapped key');
      }
      return found.dataKey;
    },
  };
}

async function failureOf(keys: KeyProvider, accountId: string, sealed: SealedRecord): Promise<Error> {
  try {
    await unsealSession(keys, accountId, sealed);
  } catch (error) {
    if (error instanceof Error) {
      return error;
    }
  }
  throw new Error('the record was opened');
}

test('a sealed session opens under its own account, and is the same', async () => {
  const keys = createKeys();
  const sealed = await sealSession(keys, 'acc_a', session);
  expect(sealed.v).toBe(1);
  expect(await unsealSession(keys, 'acc_a', sealed)).toEqual(session);
});

test('nothing of the session shows in a sealed record', async () => {
  const sealed = await sealSession(createKeys(), 'acc_a', session);
  const parts = [sealed.wrappedKey, sealed.iv, sealed.ciphertext, sealed.tag];
  expect(secretsIn(parts.map((part) => Buffer.from(part).toString('latin1')).join('\n'))).toEqual([]);
});

test('the same session is never sealed alike twice', async () => {
  const keys = createKeys();
  const [one, two] = await Promise.all([
    sealSession(keys, 'acc_a', session),
    sealSession(keys, 'acc_a', session),
  ]);
  expect(Buffer.from(one.iv)).not.toEqual(Buffer.from(two.iv));
  expect(Buffer.from(one.ciphertext)).not.toEqual(Buffer.from(two.ciphertext));
});

function flipped(bytes: Uint8Array) {
  return Uint8Array.from(bytes, (byte, index) => (index === 0 ? byte ^ 1 : byte));
}

test.each<[string, (sealed: SealedRecord) => SealedRecord]>([
  ['its text altered', (sealed) => ({ ...sealed, ciphertext: flipped(sealed.ciphertext) })],
  ['its text cut short', (sealed) => ({ ...sealed, ciphertext: sealed.ciphertext.subarray(1) })],
  ['its text gone', (sealed) => ({ ...sealed, ciphertext: new Uint8Array() })],
  ['its tag altered', (sealed) => ({ ...sealed, tag: flipped(sealed.tag) })],
  ['its tag cut to four bytes', (sealed) => ({ ...sealed, tag: sealed.tag.subarray(0, 4) })],
  ['its tag gone', (sealed) => ({ ...sealed, tag: new Uint8Array() })],
  ['its iv altered', (sealed) => ({ ...sealed, iv: flipped(sealed.iv) })],
  ['its iv gone', (sealed) => ({ ...sealed, iv: new Uint8Array() })],
])('a record with %s is refused, and the error says nothing of it', async (_what, tamper) => {
  const keys = createKeys();
  const error = await failureOf(keys, 'acc_a', tamper(await sealSession(keys, 'acc_a', session)));
  expect(error).toBeInstanceOf(UnsealError);
  expect(error.message).toBe(
    'the sealed session of the account cannot be opened: it was altered or belongs to another account',
  );
  expect(error.cause).toBeUndefined();
  expect(secretsIn(inspect(error))).toEqual([]);
});

test.each(['wrappedKey', 'iv', 'ciphertext', 'tag', 'v'])(
  'a record without its %s is refused before its key is asked for',
  async (part) => {
    const keys = createKeys();
    const { [part as keyof SealedRecord]: _gone, ...rest } = await sealSession(keys, 'acc_a', session);
    function unexpected() {
      return Promise.reject(new Error('unexpected call'));
    }
    const error = await failureOf({ ...keys, unwrapDataKey: unexpected }, 'acc_a', rest as SealedRecord);
    expect(error).toBeInstanceOf(UnsealError);
    expect(error.message).toContain('a part of its record is missing');
  },
);

test('a record put in the place of another account’s is refused, even where the key would open it', async () => {
  const keys = createKeys();
  const error = await failureOf(keys, 'acc_b', await sealSession(keys, 'acc_a', session));
  expect(error).toBeInstanceOf(UnsealError);
});

test('a record of a newer version is refused by its version, before its key is asked for', async () => {
  const sealed = { ...(await sealSession(createKeys(), 'acc_a', session)), v: 2 as 1 };
  async function unexpected(): Promise<never> {
    throw new Error('unexpected call');
  }
  const error = await failureOf({ generateDataKey: unexpected, unwrapDataKey: unexpected }, 'acc_a', sealed);
  expect(error).toBeInstanceOf(UnsealError);
  expect(error.message).toContain('newer version of this service (v2)');
});

test('the context of the data key names the account by its internal id, and nothing else', async () => {
  const contexts: Record<string, string>[] = [];
  const keys = createKeys();
  const watching: KeyProvider = {
    generateDataKey(context) {
      contexts.push(context);
      return keys.generateDataKey(context);
    },
    unwrapDataKey(wrappedKey, context) {
      contexts.push(context);
      return keys.unwrapDataKey(wrappedKey, context);
    },
  };
  await unsealSession(watching, 'acc_a', await sealSession(watching, 'acc_a', session));
  const context = { accountId: 'acc_a', schema: '1' };
  expect(contexts).toEqual([context, context]);
});

test('a key service that is out of reach is not mistaken for a broken record', async () => {
  const keys = createKeys();
  const sealed = await sealSession(keys, 'acc_a', session);
  const throttled = new Error('ThrottlingException');
  const error = await failureOf({ ...keys, unwrapDataKey: () => Promise.reject(throttled) }, 'acc_a', sealed);
  expect(error).toBe(throttled);
});
