import { expect, test } from 'vitest';
import { lostCallbackMs } from '../../../../functions/core/callback/webhook-callback.ts';
import { startMs } from '../records.ts';
import { createEventsWorld, firstDelivery } from './events-world.ts';
import { callbackUrl, delivered, refused } from './webhook-world.ts';

test('the events of a link are delivered in the order of their numbers, with one message', async () => {
  const world = createEventsWorld();
  expect(await world.deliver()).toEqual({ kind: 'done', status: 'idle' });
  expect(world.numbers()).toEqual([1, 2, 3]);
  expect(world.delivery()).toEqual({ ...firstDelivery, toldUntil: 3 });
  expect(world.dueAtMs()).toBeUndefined();
});

test('an event that is delivered at once takes two writes', async () => {
  const world = createEventsWorld(4);
  await world.deliver();
  expect(world.writes()).toBe(8);
});

test('an event waits until the one before it is delivered', async () => {
  const world = createEventsWorld();
  world.answer((number) => (number === 2 && world.posts.length < 4 ? refused : delivered));
  const again = await world.deliver();
  expect(again).toEqual({ kind: 'again', atMs: startMs + 5_000 });
  expect(await world.deliver(), 'before its time').toEqual(again);
  expect(world.numbers()).toEqual([1, 2]);
  world.advanceTo(startMs + 5_000);
  await world.deliver();
  world.advanceTo(startMs + 60_000);
  await world.deliver();
  expect(world.numbers()).toEqual([1, 2, 2, 2, 3]);
});

test('an event that is given up after a day is passed over, and the next one begins anew', async () => {
  const world = createEventsWorld(2);
  world.answer((number) => (number === 1 ? refused : delivered));
  while (world.delivery()?.toldUntil === 0) {
    const verdict = await world.deliver();
    world.advanceTo(verdict.kind === 'again' ? verdict.atMs : (world.dueAtMs() ?? 0));
  }
  expect(world.numbers()).toEqual([...Array.from({ length: 11 }, () => 1), 2]);
  expect(world.delivery()).toMatchObject({ status: 'idle', attempts: 0, toldUntil: 2 });
  expect(world.posts.at(-1)?.atMs).toBe(world.posts.at(-2)?.atMs);
});

test('when the time is over the message comes back at once, and the sweeper would find the rest', async () => {
  const world = createEventsWorld();
  world.answer(() => {
    world.advanceTo(world.now() + 1_000);
    return delivered;
  });
  expect(await world.deliver(startMs + 1_500)).toEqual({ kind: 'again', atMs: startMs + 2_000 });
  expect(world.numbers()).toEqual([1, 2]);
  expect(world.dueAtMs()).toBe(startMs + 2_000 + lostCallbackMs);
  await world.deliver();
  expect(world.numbers()).toEqual([1, 2, 3]);
});

test('an event that comes while the last one is delivered is delivered too', async () => {
  const world = createEventsWorld(1);
  world.answer((number) => {
    if (number === 1) {
      world.join();
    }
    return delivered;
  });
  expect(await world.deliver()).toEqual({ kind: 'done', status: 'idle' });
  expect(world.numbers()).toEqual([1, 2]);
  expect(world.dueAtMs()).toBeUndefined();
});

test('events that were erased are passed over', async () => {
  const world = createEventsWorld();
  world.erase(1);
  world.erase(3);
  expect(await world.deliver()).toEqual({ kind: 'done', status: 'idle' });
  expect(world.numbers()).toEqual([2]);
  expect(world.delivery()).toMatchObject({ status: 'idle', toldUntil: 3 });
  expect(world.dueAtMs()).toBeUndefined();
});

test('a disabled endpoint is told nothing of what has happened till now, and all that comes after it is enabled', async () => {
  const world = createEventsWorld();
  world.endpoints.set(callbackUrl, { tenantId: 'ten_a', url: callbackUrl, disabledAtMs: 1 });
  expect(await world.deliver()).toEqual({ kind: 'done', status: 'disabled' });
  expect(world.delivery()).toMatchObject({ status: 'disabled', toldUntil: 3 });
  expect(world.dueAtMs()).toBeUndefined();
  world.endpoints.clear();
  world.join();
  await world.deliver();
  expect(world.numbers()).toEqual([4]);
});

test('an answer of 410 gives the event up and disables the endpoint', async () => {
  const world = createEventsWorld(2);
  const gone = { ...refused, isGone: true };
  world.answer(gone);
  expect(await world.deliver()).toEqual({ kind: 'done', status: 'disabled' });
  expect(world.numbers()).toEqual([1]);
  expect(world.delivery()).toMatchObject({ status: 'disabled', toldUntil: 2 });
});

test('a process that dies amid an attempt leaves a delivery that the sweeper finds', async () => {
  const world = createEventsWorld(1);
  world.answer(() => {
    throw new Error('dead');
  });
  await expect(world.deliver()).rejects.toThrow('dead');
  expect(await world.deliver(), 'not before the attempt must be over').toMatchObject({ kind: 'again' });
  world.advanceTo(world.dueAtMs() ?? 0);
  world.answer(delivered);
  expect(await world.deliver()).toEqual({ kind: 'done', status: 'idle' });
  expect(world.numbers()).toEqual([1, 1]);
});

test('of two messages about one link at once, one makes the attempt', async () => {
  const world = createEventsWorld(1);
  const verdicts = await Promise.all([world.deliver(), world.deliver()]);
  expect(verdicts).toContainEqual({ kind: 'done', status: 'taken' });
  expect(world.numbers()).toEqual([1]);
});

test('a message about a link whose events nobody wants to be told is over', async () => {
  const world = createEventsWorld();
  world.untrack();
  expect(await world.deliver()).toEqual({ kind: 'done', status: 'none' });
  expect(world.posts).toEqual([]);
});
