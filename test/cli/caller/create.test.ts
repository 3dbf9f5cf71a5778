import { expect, test } from 'vitest';
import { create } from '../../../cli/caller/commands/create.ts';
import { InterruptedError } from '../../../operator/terminal/operator-errors.ts';
import { startScriptedApi } from './scripted-api.ts';
import { createTestContext } from './test-context.ts';

test('a request that is stopped before its answer is told with the key under which it can be repeated', async () => {
  const { context, noted, interrupted } = createTestContext('http://127.0.0.1:1');
  interrupted.abort(new InterruptedError());
  await expect(create(context, { account: 'main' }, { idempotencyKey: 'order-1' })).rejects.toBeInstanceOf(
    InterruptedError,
  );
  expect(noted).toEqual([expect.stringMatching(/without a second link, add: --idempotency-key order-1$/)]);
});

test('a request that is refused is told as it is', async () => {
  const api = await startScriptedApi(() => ({ status: 422, body: { title: 'The request is invalid' } }));
  const { context, noted } = createTestContext(api.baseUrl);
  await expect(create(context, {}, {})).rejects.toMatchObject({ status: 422 });
  expect(noted).toEqual([]);
});
