import { expect, test } from 'vitest';
import { dataKeyKeptMs, keepDataKeys, maxDataKeys } from '../../../functions/aws/keep-data-keys.ts';
import type { KeyProvider } from '../../../functions/aws/key-provider.ts';

const context = { accountId: 'acc_a', schema: '1' };

/** Unwraps a key to itself, and notes what it was asked for. */
function createWorld() {
  const asked: string[] = [];
  const clock = { nowMs: 1_000 };
  const source: KeyProvider = {
    generateDataKey: async () => ({ dataKey: Buffer.from('made'), wrappedKey: Buffer.from('wrapped') }),
    async unwrapDataKey(wrappedKey, { accountId }) {
      asked.push(`${accountId} ${Buffer.from(wrappedKey)}`);
      return wrappedKey;
    },
  };
  const keys = keepDataKeys(source, () => clock.nowMs);
  function unwrap(name: string, accountId = 'acc_a') {
    return keys.unwrapDataKey(Buffer.from(name), { ...context, accountId });
  }
  return { asked, clock, keys, source, unwrap };
}

test('a data key is unwrapped once in five minutes', async () => {
  const { asked, clock, unwrap } = createWorld();
  const first = await unwrap('one');
  clock.nowMs += dataKeyKeptMs - 1;
  expect(await unwrap('one')).toEqual(first);
  expect(asked).toEqual(['acc_a one']);
  clock.nowMs += 1;
  await unwrap('one');
  expect(asked).toEqual(['acc_a one', 'acc_a one']);
});

test('a data key is kept for its own context only', async () => {
  const { asked, unwrap } = createWorld();
  await unwrap('one');
  await unwrap('one', 'acc_b');
  expect(asked).toEqual(['acc_a one', 'acc_b one']);
});

test('the hundred newest data keys are kept', async () => {
  const { asked, unwrap } = createWorld();
  for (let index = 0; index <= maxDataKeys; index += 1) {
    await unwrap(`key ${index}`);
  }
  asked.length = 0;
  await unwrap('key 1');
  await unwrap('key 0');
  expect(asked).toEqual(['acc_a key 0']);
});

test('a refusal is not kept', async () => {
  const { clock, source } = createWorld();
  const answers = [() => Promise.reject(new Error('throttled')), async () => Buffer.from('opened')];
  const keys = keepDataKeys(
    { ...source, unwrapDataKey: () => answers.shift()?.() as Promise<Buffer> },
    () => clock.nowMs,
  );
  await expect(keys.unwrapDataKey(Buffer.from('one'), context)).rejects.toThrow('throttled');
  expect(await keys.unwrapDataKey(Buffer.from('one'), context)).toEqual(Buffer.from('opened'));
});
