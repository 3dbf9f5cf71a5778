import { describe, expect, test } from 'vitest';
import { newJobId } from '../../../functions/core/ids.ts';
import type { Job } from '../../../functions/core/job/job.ts';
import { createApiWorld, keyOfTenantB, nowMs, validBody } from './api-world.ts';

/** A world with one job of tenant A, changed as told. */
async function withJob(changes: Partial<Job>) {
  const world = createApiWorld();
  const { body } = await world.post(validBody);
  for (const [pk, job] of world.jobs) {
    world.jobs.set(pk, { ...job, ...changes });
  }
  return { ...world, jobId: String(body.id) };
}

describe('GET /v1/invites/{id}', () => {
  test('shows what it waits for and asks to be asked again when the wait is over', async () => {
    const { get, jobId } = await withJob({
      status: 'waiting',
      attempts: 1,
      wait: { reason: 'FLOOD_WAIT', method: 'messages.exportChatInvite', retryAtMs: nowMs + 41_500 },
      dueAtMs: nowMs + 41_500,
    });
    const { statusCode, headers, body } = await get(jobId);
    expect(statusCode).toBe(200);
    expect(headers).toMatchObject({ 'retry-after': '42', 'cache-control': 'no-store' });
    expect(body).toMatchObject({
      id: jobId,
      status: 'waiting',
      attempts: 1,
      wait: {
        reason: 'FLOOD_WAIT',
        method: 'messages.exportChatInvite',
        retry_at: '2026-12-01T10:00:41.500Z',
      },
    });
  });

  test.each([
    ['at least a second', -5_000, '1'],
    ['at most an hour', 86_400_000, '3600'],
  ])('asks for a pause of %s', async (_bound, aheadMs, retryAfter) => {
    const { get, jobId } = await withJob({
      status: 'waiting',
      wait: { reason: 'FLOOD_WAIT', retryAtMs: nowMs + aheadMs },
      dueAtMs: nowMs + aheadMs,
    });
    expect((await get(jobId)).headers['retry-after']).toBe(retryAfter);
  });

  test('says why a job is blocked, and asks for a pause of a minute while its account needs its operator', async () => {
    const error = {
      type: 'AUTH_KEY_UNREGISTERED',
      class: 'session_dead' as const,
      code: 401,
      detail: 'Log in again.',
    };
    const { get, jobId } = await withJob({ status: 'blocked', error });
    const { headers, body } = await get(jobId);
    expect(body).toMatchObject({ status: 'blocked', error });
    expect(headers['retry-after']).toBe('60');
  });

  test('shows the link of a job that succeeded, and asks for nothing more', async () => {
    const invite = {
      link: 'https://t.me/+AbCdEfGhIjKlMnOp',
      admin_id: '77',
      date: nowMs / 1000,
      permanent: false,
      request_needed: false,
      revoked: false,
      usage_limit: 1,
    };
    const { get, jobId } = await withJob({
      status: 'succeeded',
      outcome: { kind: 'chatInviteExported', invite },
      finishedAtMs: nowMs,
    });
    const { headers, body } = await get(jobId);
    expect(body).toMatchObject({
      status: 'succeeded',
      outcome: 'chatInviteExported',
      invite,
      finished_at: '2026-12-01T10:00:00.000Z',
    });
    expect(headers).not.toHaveProperty('retry-after');
  });

  test('names the outcome that has no link', async () => {
    const { get, jobId } = await withJob({
      status: 'succeeded',
      outcome: { kind: 'chatInvitePublicJoinRequests' },
      finishedAtMs: nowMs,
    });
    expect((await get(jobId)).body).toMatchObject({
      outcome: 'chatInvitePublicJoinRequests',
      invite: null,
      detail: expect.stringContaining('join request'),
    });
  });

  test('shows why a job failed', async () => {
    const error = { type: 'CHAT_ADMIN_REQUIRED', class: 'rights' as const, code: 400, detail: 'Grant it.' };
    const { get, jobId } = await withJob({ status: 'failed', error, finishedAtMs: nowMs });
    expect((await get(jobId)).body).toMatchObject({ status: 'failed', error });
  });

  test('shows nothing that is kept for the service alone', async () => {
    const { get, jobId } = await withJob({
      status: 'running',
      intentAtMs: nowMs,
      fence: 3,
      requestHash: 'h',
    });
    expect(Object.keys((await get(jobId)).body).sort()).toEqual(
      ['account', 'attempts', 'created_at', 'id', 'peer', 'priority', 'status', 'updated_at'].sort(),
    );
  });

  test("answers 404 for another tenant's job, an unknown one and a malformed id alike", async () => {
    const { get, jobId } = await withJob({});
    const answers = [
      await get(jobId, keyOfTenantB),
      await get(newJobId(new Uint8Array(16).fill(99))),
      await get('inv_%00'),
      await get('constructor'),
    ];
    expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([404]));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
  });
});
