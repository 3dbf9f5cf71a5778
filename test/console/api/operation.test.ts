import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ProblemFailure } from '../../../console/api/failures.ts';
import { type BulkProgress, type Operation, runBulk } from '../../../console/api/operation.ts';
import type { Session } from '../../../console/session.ts';

const session = { apiKey: 'isk_1', facts: undefined, signOut() {} } as Session;

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

function done(id: string, status: Operation['status'] = 'succeeded') {
  return { id: `op_${id}`, status } as Operation;
}

function refuse(status: number) {
  return new ProblemFailure({ type: 'about:blank', title: '', status, detail: `refused with ${status}` });
}

async function run(ids: string[], ask: Parameters<typeof runBulk>[2], signal = new AbortController().signal) {
  let last: BulkProgress | undefined;
  const running = runBulk(session, ids, ask, (progress) => (last = progress), signal);
  await vi.runAllTimersAsync();
  await running;
  return last;
}

test('a refusal is noted by its item, and the next one is asked for', async () => {
  const ended = await run(['a', 'b', 'c'], async (id) => {
    if (id === 'b') {
      throw refuse(409);
    }
    return done(id, id === 'c' ? 'failed' : 'succeeded');
  });
  expect(ended).toMatchObject({ total: 3, asked: 3, done: 2, isOver: true });
  expect(ended?.troubles).toEqual([
    { id: 'b', detail: 'refused with 409' },
    { id: 'c', detail: 'failed' },
  ]);
});

test('a service without room is asked again with the same key', async () => {
  const keys: string[] = [];
  const ended = await run(['a'], async (id, key) => {
    keys.push(key);
    if (keys.length < 3) {
      throw refuse(429);
    }
    return done(id);
  });
  expect(new Set(keys).size).toBe(1);
  expect(keys).toHaveLength(3);
  expect(ended).toMatchObject({ done: 1, troubles: [], isOver: true });
});

test('who stops asks for no more', async () => {
  const controller = new AbortController();
  const asked: string[] = [];
  const ended = await run(
    ['a', 'b', 'c'],
    async (id) => {
      asked.push(id);
      controller.abort();
      return done(id);
    },
    controller.signal,
  );
  expect(asked).toEqual(['a']);
  expect(ended).toMatchObject({ asked: 1, isOver: true });
});
