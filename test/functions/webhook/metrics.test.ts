import { expect, test } from 'vitest';
import { deliverEvents } from '../../../functions/core/callback/event-delivery.ts';
import type { Attempt, Endpoint } from '../../../functions/core/callback/webhook-attempt.ts';
import { deliverCallback } from '../../../functions/core/callback/webhook-delivery.ts';
import { measureWebhook } from '../../../functions/webhook/metrics.ts';
import { createEventsWorld } from '../core/callback/events-world.ts';
import {
  callbackUrl,
  createEndedJob,
  createWebhookWorld,
  delivered,
  refused,
} from '../core/callback/webhook-world.ts';
import { createTracked } from '../core/join/join-records.ts';

/** What one message about an ended job records. */
async function recordDelivery(answer: typeof delivered | typeof refused, endpoint?: Endpoint) {
  const job = createEndedJob();
  const world = createWebhookWorld(job);
  const recorded: unknown[][] = [];
  if (endpoint !== undefined) {
    world.endpoints.set(callbackUrl, endpoint);
  }
  const { saveCallback } = world.deps;
  const { saveDelivery } = createEventsWorld().deps;
  const { post, ...measured } = measureWebhook(
    { saveCallback, saveDelivery, post: async () => answer },
    (...values) => recorded.push(values),
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

/** What one message about a link with one event records, beside its attempts. */
async function recordEvents(answer: Attempt, endpoint?: Endpoint) {
  const world = createEventsWorld(1);
  const recorded: unknown[][] = [];
  if (endpoint !== undefined) {
    world.endpoints.set(callbackUrl, endpoint);
  }
  world.answer(answer);
  const { saveCallback } = createWebhookWorld().deps;
  const { saveDelivery } = measureWebhook(
    { saveCallback, saveDelivery: world.deps.saveDelivery, post: async () => answer },
    (...values) => recorded.push(values),
  );
  await deliverEvents({ ...world.deps, saveDelivery }, createTracked(1), Number.MAX_SAFE_INTEGER);
  return recorded;
}

test('events that are given up are counted as callbacks are, and no others', async () => {
  const disabled = { tenantId: 'ten_a', url: callbackUrl, disabledAtMs: 1 };
  expect(await recordEvents(delivered)).toEqual([]);
  expect(await recordEvents(refused)).toEqual([]);
  expect(await recordEvents({ ...refused, isGone: true } as Attempt)).toEqual([
    ['CallbacksGivenUp', 1, 'failed'],
  ]);
  expect(await recordEvents(delivered, disabled)).toEqual([['CallbacksGivenUp', 1, 'disabled']]);
});
