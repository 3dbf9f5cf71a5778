import { describe, expect, test } from 'vitest';
import type { ApiDeps } from '../../../functions/api/create-handler.ts';
import { type ApiWorld, createApiWorld, keyOfTenantA, keyOfTenantB, nowMs, validBody } from './api-world.ts';

/** A world in which answers are held until they are let go. */
function createHoldingWorld(overrides: Partial<ApiDeps> = {}) {
  const asleep = Promise.withResolvers<void>();
  const world: ApiWorld = createApiWorld({
    heldAnswers: 8,
    sleep: async (ms) => {
      onSleep();
      await asleep.promise;
      world.clock.nowMs += ms;
    },
    ...overrides,
  });
  world.addAccount('ten_b', 'main');
  let sent = 0;
  let onSleep: () => void = () => undefined;

  /** Settles with whether the answer was held, or stays open while it is. */
  async function ask(key = keyOfTenantA): Promise<string> {
    sent += 1;
    const { statusCode, headers } = await world.send({
      method: 'POST',
      path: '/v1/invites',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', prefer: 'wait=25' },
      body: JSON.stringify(validBody),
      requestId: `req-${sent}`,
    });
    expect(statusCode).toBe(202);
    return headers['preference-applied'] === undefined ? 'at once' : 'held';
  }

  /** @returns the answer to come, once it is held or has been given. */
  async function start(key?: string): Promise<{ answer: Promise<string> }> {
    const isHeld = new Promise<void>((resolve) => {
      onSleep = resolve;
    });
    const answer = ask(key);
    await Promise.race([isHeld, answer]);
    return { answer };
  }

  /** @returns the answers to come. */
  async function startAll(count: number, keys = [keyOfTenantA]): Promise<Promise<string>[]> {
    const answers: Promise<string>[] = [];
    for (let index = 0; index < count; index += 1) {
      answers.push((await start(keys[index % keys.length])).answer);
    }
    return answers;
  }

  function letGo(): void {
    world.clock.nowMs += 25_000;
    asleep.resolve();
  }
  return { ...world, ask, startAll, letGo };
}

const thirdKey = 'isk_third-key-0001';

describe('the limit of held answers', () => {
  test('leaves a key a quarter of them in each window, and other keys the rest', async () => {
    const { ask, startAll, letGo } = createHoldingWorld();
    const held = await startAll(2);
    expect(await ask()).toBe('at once');
    held.push(...(await startAll(2, [keyOfTenantB])));
    letGo();
    expect(await Promise.all(held)).toEqual(['held', 'held', 'held', 'held']);
  });

  test('lets all keys together hold half of them in each window', async () => {
    const { ask, startAll, letGo, addKey } = createHoldingWorld();
    addKey(thirdKey, 'ten_a');
    const held = await startAll(4, [keyOfTenantA, keyOfTenantB]);
    expect(await ask(thirdKey)).toBe('at once');
    letGo();
    expect(await Promise.all(held)).toEqual(['held', 'held', 'held', 'held']);
  });

  test('is never passed: two windows hold no more than it together', async () => {
    const { startAll, letGo, addKey, clock } = createHoldingWorld();
    addKey(thirdKey, 'ten_a');
    const keys = [keyOfTenantA, keyOfTenantB, thirdKey];
    clock.nowMs = nowMs + 29_000;
    const before = await startAll(30, keys);
    clock.nowMs = nowMs + 31_000;
    const after = await startAll(30, keys);
    letGo();
    const answers = await Promise.all([...before, ...after]);
    expect(answers.filter((answer) => answer === 'held')).toHaveLength(8);
  });

  test('is free again for an answer that ends, in the window that it began in', async () => {
    const { ask, startAll, letGo, holders, clock } = createHoldingWorld();
    const held = await startAll(2);
    letGo();
    await Promise.all(held);
    expect([...holders.values()].map(({ size }) => size)).toEqual([0, 0]);
    clock.nowMs = nowMs;
    expect(await ask()).toBe('held');
  });

  test('gives the places of a process that died free when their window is over', async () => {
    const { ask, startAll, letGo, clock } = createHoldingWorld({
      leaveHeld: () => Promise.reject(new Error('died')),
    });
    await startAll(2);
    expect(await ask()).toBe('at once');
    clock.nowMs = nowMs + 30_000;
    const held = ask();
    letGo();
    expect(await held).toBe('held');
  });

  test('is not touched by an answer that has nothing to wait for', async () => {
    const { post, cancel, send, holders } = createApiWorld({ heldAnswers: 4 });
    const { body } = await post(validBody);
    await cancel(body.id);
    const { headers } = await send({
      path: `/v1/invites/${body.id}`,
      headers: { authorization: `Bearer ${keyOfTenantA}`, prefer: 'wait=25' },
    });
    await post(validBody, { prefer: 'wait=0' });
    expect(headers['preference-applied']).toBe('wait=25');
    expect(holders.size).toBe(0);
  });

  test('that cannot be read lets nothing wait, and is told in the log', async () => {
    const { ask, logLines, holders } = createHoldingWorld({
      enterHeld: () => Promise.reject(new Error('the store is away')),
    });
    expect(await ask()).toBe('at once');
    expect(logLines.map(({ message }) => message)).toContain('answer not held');
    expect(holders.size).toBe(0);
  });

  test('gives a key its place back when the API has none', async () => {
    const left: string[] = [];
    const { ask } = createHoldingWorld({
      enterHeld: async (counter) => counter !== 'all',
      leaveHeld: async (counter) => void left.push(counter),
    });
    expect(await ask()).toBe('at once');
    expect(left).toHaveLength(1);
    expect(left).not.toContain('all');
  });
});
