import { describe, expect, test } from 'vitest';
import { lineBelievedMs } from '../../../functions/api/believe-reads.ts';
import { readWaitSeconds } from '../../../functions/api/prefer-wait.ts';
import type { ApiWorld } from './api-world.ts';
import { createApiWorld, keyOfTenantA, nowMs, validBody } from './api-world.ts';

describe('Prefer', () => {
  test.each([
    ['wait=5', 5],
    ['respond-async, Wait="7"; x=y', 7],
    ['wait=3, wait=9', 3],
    ['wait=3600', 25],
    ['wait=0', 0],
    ['wait', undefined],
    ['wait=-1', undefined],
    ['wait=1.5', undefined],
    ['await=5', undefined],
    ['return=minimal', undefined],
  ])('%s asks for a wait of %s', (prefer, seconds) => {
    expect(readWaitSeconds({ prefer })).toBe(seconds);
  });
});

/** A world in which time passes with sleeps only, and every job ends when the seconds have passed. */
function createWaitingWorld(endsAfterSeconds: number) {
  const pauses: number[] = [];
  const world: ApiWorld = createApiWorld({
    sleep: async (ms) => {
      pauses.push(ms);
      world.clock.nowMs += ms;
      if (world.clock.nowMs < nowMs + endsAfterSeconds * 1000) {
        return;
      }
      for (const [pk, job] of world.jobs) {
        world.jobs.set(pk, { ...job, status: 'cancelled', finishedAtMs: world.clock.nowMs });
      }
    },
  });
  return { ...world, pauses };
}

const authorization = { authorization: `Bearer ${keyOfTenantA}` };

describe('an answer that is held', () => {
  test('is sent as soon as the invite is final', async () => {
    const { post, clock } = createWaitingWorld(3);
    const { statusCode, headers, body } = await post(validBody, { prefer: 'wait=20' });
    expect(statusCode).toBe(202);
    expect(headers).toMatchObject({ 'preference-applied': 'wait=20', location: `/v1/invites/${body.id}` });
    expect(headers).not.toHaveProperty('retry-after');
    expect(body.status).toBe('cancelled');
    expect(clock.nowMs).toBeLessThan(nowMs + 3_000 * 1.1);
  });

  test('is sent when the seconds have passed, with the invite as it stands then', async () => {
    const { post, clock } = createWaitingWorld(60);
    const { headers, body } = await post(validBody, { prefer: 'wait=2' });
    expect(body.status).toBe('queued');
    expect(headers).toMatchObject({ 'preference-applied': 'wait=2', 'retry-after': '1' });
    expect(clock.nowMs).toBe(nowMs + 2_000);
  });

  test.each([
    ['GET', 'invites'],
    ['GET', 'batches'],
  ])('may be that of %s /v1/%s/{id} too', async (method, resource) => {
    const { post, postBatch, send } = createWaitingWorld(1);
    const made =
      resource === 'invites' ? await post(validBody) : await postBatch({ item: validBody, count: 3 });
    const path = `/v1/${resource}/${made.body.id}`;
    const { headers, body } = await send({ method, path, headers: { ...authorization, prefer: 'wait=5' } });
    expect(['cancelled', 'done']).toContain(body.status);
    expect(headers).toMatchObject({ 'preference-applied': 'wait=5' });
  });

  test('may be that of a batch that was just accepted', async () => {
    const { postBatch } = createWaitingWorld(1);
    const { body } = await postBatch({ item: validBody, count: 3 }, { prefer: 'wait=5' });
    expect(body).toMatchObject({ status: 'done', counts: { cancelled: 3 } });
  });

  test('is what is known when the store fails meanwhile: the invite has been accepted', async () => {
    const { post, jobs, logLines } = createApiWorld({
      getJob: async () => {
        throw new Error('the store is away');
      },
    });
    const { statusCode, body } = await post(validBody, { prefer: 'wait=5' });
    expect(statusCode).toBe(202);
    expect([...jobs.values()][0]?.jobId).toBe(body.id);
    expect(logLines.map(({ message }) => message)).toContain('held answer sent early');
  });

  test('is not held without being asked for', async () => {
    const { post, pauses } = createWaitingWorld(1);
    expect((await post(validBody)).headers).not.toHaveProperty('preference-applied');
    expect(pauses).toEqual([]);
  });
});

describe('what is read for a held answer', () => {
  test('are 22 reads of its invite in the first second, and 56 in 25 seconds', async () => {
    let reads = 0;
    const { post } = createApiWorld({
      getJob: async () => {
        reads += 1;
        return undefined;
      },
    });
    await post(validBody, { prefer: 'wait=1' });
    expect(reads).toBe(22);
    reads = 0;
    await post(validBody, { prefer: 'wait=25' });
    expect(reads).toBe(56);
  });

  test('is one invite of a batch at a time, and all when that one is final or the time is over', async () => {
    const sizes: number[] = [];
    const { postBatch } = createApiWorld({
      loadJobs: async (refs) => {
        sizes.push(refs.length);
        return [];
      },
    });
    await postBatch({ item: validBody, count: 50 }, { prefer: 'wait=10' });
    expect(sizes.at(-1)).toBe(50);
    expect(new Set(sizes.slice(0, -1))).toEqual(new Set([1]));
  });
});

describe('an answer without an estimate', () => {
  test('is better than none: the invite has been accepted', async () => {
    const { post, clock } = createApiWorld({
      listDueJobs: async () => {
        throw new Error('the store is away');
      },
    });
    await post(validBody);
    clock.nowMs += lineBelievedMs;
    const { statusCode, headers } = await post(validBody);
    expect(statusCode).toBe(202);
    expect(headers['retry-after']).toBe('5');
  });
});
