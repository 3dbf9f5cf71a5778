import { expect, test } from 'vitest';
import { deliverCallback, type Endpoint } from '../../../functions/core/callback/webhook-delivery.ts';
import { measureWebhook } from '../../../functions/webhook/metrics.ts';
import {
  callbackUrl,
  createEndedJob,
  createWebhookWorld,
  delivered,
  refused,
} from '../core/callback/webhook-world.ts';

/** What one message about an ended job records. */
async function recordDelivery(answer: typeof delivered | typeof refused, endpoint?: Endpoint) {
  const job = createEndedJob();
  const world = createWebhookWorld(job);
  const recorded: unknown[][] = [];
  if (endpoint !== undefined) {
    world.endpoints.set(callbackUrl, endpoint);
  }
  const { saveCallback } = world.deps;
  const { post, ...measured } = measureWebhook({ saveCallback, post: async () => answer }, (...values) =>
    recorded.push(values),
  );
  function postEvent() {
    return post(callbackUrl, {}, '');
  }
  await deliverCallback({ ...world.deps, ...measured, postEvent }, job);
  return recorded;
}

test('each request to a receiver is counted by what came of it', async () => {
  expect(await recordDelivery(delivered)).toEqual([['CallbackAttempts', 1, 'delivered']]);
  expect(await recordDelivery(refused)).toEqual([['CallbackAttempts', 1, 'failed']]);
});

test('a callback that is given up counts beside its last attempt', async () => {
  const gone = { ...refused, isGone: true } as const;
  expect(await recordDelivery(gone)).toEqual([
    ['CallbackAttempts', 1, 'failed'],
    ['CallbacksGivenUp', 1, 'failed'],
  ]);
});

test('a callback to a disabled endpoint is given up without an attempt', async () => {
  const disabled = { tenantId: 'ten_a', url: callbackUrl, disabledAtMs: 1 };
  expect(await recordDelivery(delivered, disabled)).toEqual([['CallbacksGivenUp', 1, 'disabled']]);
});
