import { expect, test } from 'vitest';
import { disabledAfterMs } from '../../../../functions/core/callback/webhook-attempt.ts';
import { lostCallbackMs } from '../../../../functions/core/callback/webhook-callback.ts';
import type { JobCallback } from '../../../../functions/core/job/job.ts';
import { maxVisibilityMs } from '../../../../functions/core/rpc/wait.ts';
import { createJobRecord, startMs } from '../records.ts';
import { callbackUrl, createEndedJob, createWebhookWorld, delivered, refused } from './webhook-world.ts';

const hourMs = 3_600_000;

/** Delivers whenever there is something to do, by message or by sweeper, until there is nothing more. */
async function deliverToTheEnd(world: ReturnType<typeof createWebhookWorld>): Promise<void> {
  while (world.callback()?.status === 'pending') {
    const verdict = await world.deliver();
    world.advanceTo(verdict.kind === 'again' ? verdict.atMs : (world.dueAtMs() ?? 0));
  }
}

test('what is delivered is over: nobody looks at it again, and another message changes nothing', async () => {
  const world = createWebhookWorld();
  expect(await world.deliver()).toEqual({ kind: 'done', status: 'delivered' });
  expect(world.callback()).toEqual({
    url: callbackUrl,
    status: 'delivered',
    attempts: 1,
    deliveredAtMs: startMs,
  });
  expect(world.dueAtMs()).toBeUndefined();
  expect(await world.deliver()).toEqual({ kind: 'done', status: 'delivered' });
  expect(world.posts).toHaveLength(1);
});

test('an attempt is counted before it is made', async () => {
  const world = createWebhookWorld();
  await world.deliver();
  expect(world.posts).toMatchObject([{ attempts: 1 }]);
});

test('a process that dies amid an attempt leaves a callback that the sweeper finds', async () => {
  const world = createWebhookWorld();
  world.answer(() => {
    throw new Error('dead');
  });
  await expect(world.deliver()).rejects.toThrow('dead');
  expect(world.callback()).toMatchObject({ status: 'pending', attempts: 1 });
  expect(await world.deliver(), 'not before the attempt must be over').toMatchObject({ kind: 'again' });
  world.advanceTo(world.dueAtMs() ?? 0);
  world.answer(delivered);
  expect(await world.deliver()).toEqual({ kind: 'done', status: 'delivered' });
  expect(world.callback()?.attempts).toBe(2);
});

test('of two messages about one job at once, one makes the attempt', async () => {
  const world = createWebhookWorld();
  const verdicts = await Promise.all([world.deliver(), world.deliver()]);
  expect(verdicts).toContainEqual({ kind: 'done', status: 'taken' });
  expect(world.posts).toHaveLength(1);
});

test('a failure is tried again: by its message when that is soon, and by the sweeper when it is not', async () => {
  const world = createWebhookWorld();
  world.answer(refused);
  let waits = 0;
  while (world.callback()?.status === 'pending') {
    const before = world.now();
    const verdict = await world.deliver();
    const nextAtMs = world.callback()?.nextAttemptAtMs;
    if (nextAtMs === undefined) {
      break;
    }
    waits += 1;
    const isSoon = nextAtMs - before <= maxVisibilityMs;
    expect(verdict).toEqual(isSoon ? { kind: 'again', atMs: nextAtMs } : { kind: 'done', status: 'parked' });
    expect(world.dueAtMs()).toBe(isSoon ? nextAtMs + lostCallbackMs : nextAtMs);
    world.advanceTo(nextAtMs);
  }
  expect(waits).toBe(10);
});

test('after a day without success it is given up, and says why', async () => {
  const world = createWebhookWorld();
  world.answer(refused);
  await deliverToTheEnd(world);
  expect(world.callback()).toEqual({
    url: callbackUrl,
    status: 'failed',
    attempts: 11,
    lastError: 'It answered 500.',
  });
  expect(world.dueAtMs()).toBeUndefined();
  const hours = ((world.posts.at(-1)?.atMs ?? 0) - startMs) / hourMs;
  expect(hours).toBeGreaterThan(20);
  expect(hours).toBeLessThan(25);
});

test('a message that comes before its time is sent away', async () => {
  const world = createWebhookWorld();
  world.answer(refused);
  const first = await world.deliver();
  expect(await world.deliver()).toEqual(first);
  expect(world.posts).toHaveLength(1);
});

test('a success after failures clears the endpoint and the error', async () => {
  const world = createWebhookWorld();
  world.answer(refused);
  await world.deliver();
  expect(world.endpoint()).toMatchObject({ failures: 1, failingSinceMs: startMs });
  world.answer(delivered);
  world.advanceTo(world.callback()?.nextAttemptAtMs ?? 0);
  await world.deliver();
  expect(world.endpoint()).not.toHaveProperty('failingSinceMs');
  expect(world.callback()).not.toHaveProperty('lastError');
});

test('an endpoint that has done nothing but fail for three days is called no more', async () => {
  const world = createWebhookWorld();
  const { tenantId } = createEndedJob();
  const failing = { tenantId, url: callbackUrl, failingSinceMs: startMs - disabledAfterMs, failures: 40 };
  world.endpoints.set(callbackUrl, failing);
  world.answer(refused);
  await world.deliver();
  expect(world.endpoint()?.disabledAtMs).toBe(startMs);
  world.advanceTo(world.callback()?.nextAttemptAtMs ?? 0);
  expect(await world.deliver()).toEqual({ kind: 'done', status: 'disabled' });
  expect(world.callback()).toMatchObject({ status: 'disabled', attempts: 1, lastError: 'It answered 500.' });
  expect(world.dueAtMs()).toBeUndefined();
  expect(world.posts).toHaveLength(1);
});

test('an endpoint that has failed for less than three days goes on being called', async () => {
  const world = createWebhookWorld();
  const { tenantId } = createEndedJob();
  const failingSinceMs = startMs - disabledAfterMs + 1;
  world.endpoints.set(callbackUrl, { tenantId, url: callbackUrl, failingSinceMs, failures: 40 });
  world.answer(refused);
  await world.deliver();
  expect(world.endpoint()?.disabledAtMs).toBeUndefined();
});

test('410 Gone ends the callback and disables its endpoint at once', async () => {
  const world = createWebhookWorld();
  world.answer({ kind: 'failed', error: 'It answered 410.', isGone: true });
  expect(await world.deliver()).toEqual({ kind: 'done', status: 'failed' });
  expect(world.endpoint()?.disabledAtMs).toBe(startMs);
});

test.each([
  ['is not there', undefined],
  ['has no callback', createJobRecord(1)],
  ['has not ended', createJobRecord(1, { callback: { url: callbackUrl, status: 'pending', attempts: 0 } })],
] as const)('a message about a job that %s does nothing', async (_what, job) => {
  const world = createWebhookWorld();
  world.replaceJob(job);
  expect(await world.deliver()).toEqual({ kind: 'done', status: 'none' });
  expect(world.posts).toEqual([]);
});

test('when a result cannot be stored, the attempt is made again rather than lost', async () => {
  const world = createWebhookWorld();
  world.onSave((_operation, next: JobCallback) => {
    if (next.status === 'delivered') {
      throw new Error('the store is away');
    }
  });
  await expect(world.deliver()).rejects.toThrow('the store is away');
  world.onSave(() => {});
  world.advanceTo(world.dueAtMs() ?? 0);
  expect(await world.deliver()).toEqual({ kind: 'done', status: 'delivered' });
  expect(world.posts).toHaveLength(2);
});
