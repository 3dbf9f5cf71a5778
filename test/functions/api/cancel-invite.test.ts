import { describe, expect, test } from 'vitest';
import type { Account } from '../../../functions/core/account/account.ts';
import type { Job } from '../../../functions/core/job/job.ts';
import { createApiWorld, keyOfTenantA, keyOfTenantB, nowMs, validBody } from './api-world.ts';

/** A world with one job of tenant A, changed as told. */
async function withJob(changes: Partial<Job>, overrides: Parameters<typeof createApiWorld>[0] = {}) {
  const world = createApiWorld(overrides);
  const { body } = await world.post(validBody);
  const [[pk, job] = []] = world.jobs;
  if (pk === undefined || job === undefined) {
    throw new Error('the job was not stored');
  }
  world.jobs.set(pk, { ...job, ...changes });
  return { ...world, jobId: String(body.id), stored: () => world.jobs.get(pk) };
}

describe('POST /v1/invites/{id}/cancel', () => {
  test.each(['queued', 'waiting', 'blocked'] as const)(
    'ends a %s job at once when no call was made for it',
    async (status) => {
      const { cancel, jobId, stored } = await withJob({ status });
      const { statusCode, headers, body } = await cancel(jobId);
      expect(statusCode).toBe(200);
      expect(body).toMatchObject({ id: jobId, status: 'cancelled', finished_at: '2026-12-01T10:00:00.000Z' });
      expect(headers).not.toHaveProperty('retry-after');
      expect(stored()).not.toHaveProperty('dueAtMs');
    },
  );

  test('notes the wish where a call is outstanding, and leaves the job to the worker', async () => {
    const { cancel, jobId, stored } = await withJob({ status: 'running', intentAtMs: nowMs - 100 });
    const { statusCode, headers, body } = await cancel(jobId);
    expect(statusCode).toBe(202);
    expect(headers).toHaveProperty('retry-after');
    expect(body).toMatchObject({ status: 'running', cancel_requested_at: '2026-12-01T10:00:00.000Z' });
    expect(stored()).toMatchObject({
      status: 'running',
      intentAtMs: nowMs - 100,
      dueAtMs: stored()?.placeMs,
    });
  });

  test('notes the wish where a lease is the intent of a call, and the next one ends it when that lease is over', async () => {
    const { cancel, jobId, stored, accounts } = await withJob({});
    const accountId = stored()?.accountId ?? '';
    const { dueAtMs: _dueAtMs, ...account } = accounts.get(accountId) as Account;
    accounts.set(accountId, { ...account, leaseIntents: ['inv_0', jobId] });
    expect(await cancel(jobId)).toMatchObject({
      statusCode: 202,
      body: { status: 'queued', cancel_requested_at: '2026-12-01T10:00:00.000Z' },
    });
    expect(accounts.get(accountId), 'the sweeper looks in a minute').toMatchObject({
      dueAtMs: nowMs + 60_000,
    });
    accounts.set(accountId, { ...account, leaseIntents: ['inv_0'] });
    expect(await cancel(jobId)).toMatchObject({ statusCode: 200, body: { status: 'cancelled' } });
  });

  test('looks for a lease after the wish is stored, and not before: who takes one later sees the wish', async () => {
    const order: string[] = [];
    const world = await withJob(
      {},
      {
        loadAccounts: async () => {
          order.push('account read');
          return [];
        },
        saveJob: async (next) => {
          order.push(`${next.status} stored`);
          world.jobs.set(`${next.tenantId}#${next.jobId}`, next);
          return true;
        },
      },
    );
    await world.cancel(world.jobId);
    expect(order).toEqual(['queued stored', 'account read', 'cancelled stored']);
  });

  test('changes nothing the second time', async () => {
    const { cancel, jobId, stored } = await withJob({ status: 'running', intentAtMs: nowMs - 100 });
    await cancel(jobId);
    const { version } = stored() ?? {};
    expect((await cancel(jobId)).statusCode).toBe(202);
    expect(stored()?.version).toBe(version);
  });

  test('reports a finished job as it is', async () => {
    const { cancel, jobId } = await withJob({ status: 'succeeded', finishedAtMs: nowMs });
    expect(await cancel(jobId)).toMatchObject({ statusCode: 200, body: { status: 'succeeded' } });
  });

  test('looks again when the worker changed the job meanwhile', async () => {
    let interfered = false;
    const world = await withJob(
      {},
      {
        saveJob: async (next) => {
          const stored = world.stored();
          if (!interfered && stored !== undefined) {
            interfered = true;
            const pk = `${next.tenantId}#${next.jobId}`;
            world.jobs.set(pk, {
              ...stored,
              status: 'running',
              intentAtMs: nowMs,
              version: stored.version + 1,
            });
            return false;
          }
          world.jobs.set(`${next.tenantId}#${next.jobId}`, next);
          return true;
        },
      },
    );
    expect((await world.cancel(world.jobId)).body).toMatchObject({
      status: 'running',
      cancel_requested_at: '2026-12-01T10:00:00.000Z',
    });
  });

  test('does not know another tenant’s job', async () => {
    const { cancel, jobId, stored } = await withJob({});
    expect((await cancel(jobId, keyOfTenantB)).statusCode).toBe(404);
    expect(stored()?.status).toBe('queued');
  });

  test('that comes too late offers to revoke the link, and revokes it where that was asked for', async () => {
    const link = 'https://t.me/+abc';
    const invite = { link, admin_id: '1', date: 1, permanent: false, request_needed: false, revoked: false };
    const { cancel, jobId, send, jobs } = await withJob({
      status: 'succeeded',
      finishedAtMs: nowMs,
      outcome: { kind: 'chatInviteExported', invite },
    });
    expect((await cancel(jobId)).headers).toMatchObject({
      link: `</v1/invites/${jobId}/revoke>; rel="revoke"`,
    });
    const answer = await send({
      method: 'POST',
      path: `/v1/invites/${jobId}/cancel?revoke=true`,
      headers: { authorization: `Bearer ${keyOfTenantA}` },
    });
    expect(answer).toMatchObject({ statusCode: 202, body: { id: jobId, status: 'succeeded' } });
    const [, , id = ''] = String(answer.headers.location).split('/').slice(1);
    expect(jobs.get(`ten_a#${id}`)?.operation).toEqual({ kind: 'revoke', inviteId: jobId });
  });

  test('that comes too late offers nothing where the link is revoked', async () => {
    const link = 'https://t.me/+abc';
    const invite = { link, admin_id: '1', date: 1, permanent: false, request_needed: false, revoked: false };
    const { cancel, jobId } = await withJob({
      status: 'succeeded',
      finishedAtMs: nowMs,
      outcome: { kind: 'chatInviteExported', invite },
      link: { isRevoked: true, asOfMs: nowMs, fence: 1 },
    });
    expect((await cancel(jobId)).headers).not.toHaveProperty('link');
  });

  test('of an unfinished job with revoke=true revokes what its call may have made', async () => {
    const { jobId, send, jobs } = await withJob({ status: 'running', intentAtMs: nowMs - 100 });
    await send({
      method: 'POST',
      path: `/v1/invites/${jobId}/cancel?revoke=true`,
      headers: { authorization: `Bearer ${keyOfTenantA}` },
    });
    expect([...jobs.values()].some(({ operation }) => operation?.kind === 'revoke')).toBe(true);
  });

  test('of a job without a call revokes nothing', async () => {
    const { jobId, send, jobs } = await withJob({});
    const answer = await send({
      method: 'POST',
      path: `/v1/invites/${jobId}/cancel?revoke=true`,
      headers: { authorization: `Bearer ${keyOfTenantA}` },
    });
    expect(answer).toMatchObject({ statusCode: 200, body: { status: 'cancelled' } });
    expect(jobs.size).toBe(1);
  });
});
