import { describe, expect, test } from 'vitest';
import { toWebhookEvent } from '../../../functions/core/callback/webhook-event.ts';
import { toEventResource } from '../../../functions/core/job/event-resource.ts';
import type { Job } from '../../../functions/core/job/job.ts';
import { createApiWorld, keyOfTenantA, nowMs } from './api-world.ts';

const body = {
  account: 'main',
  peer: { _: 'inputPeerChannel', channel_id: 1234567890, access_hash: 7 },
  deadline: nowMs / 1000 + 600,
  metadata: { order: '4711', 10: 'ten', customer: 'Ada', 9: 'nine' },
  subscription_pricing: { amount: 5, period: 2_592_000 },
  title: 'order 4711',
};

const outcome: NonNullable<Job['outcome']> = {
  kind: 'chatInviteExported',
  invite: {
    link: 'https://t.me/+AbCdEfGhIjKlMnOp',
    admin_id: '77',
    date: nowMs / 1000,
    permanent: false,
    request_needed: false,
    revoked: false,
    title: 'order 4711',
    subscription_pricing: { period: 2_592_000, amount: 5 },
  },
};

/** The same, with the members of every object the other way round, as a store may give them back. */
function turnRound<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, member]) => [name, turnRound(member)]),
  ) as T;
}

async function withFinishedJob() {
  const world = createApiWorld();
  const posted = await world.post(body);
  function finish(change: (job: Job) => Job) {
    for (const [pk, job] of world.jobs) {
      world.jobs.set(pk, change({ ...job, status: 'succeeded', outcome, finishedAtMs: nowMs }));
    }
  }

  async function read(path: string) {
    return JSON.stringify((await world.read(path, keyOfTenantA)).body, undefined, 1);
  }
  return { ...world, id: String(posted.body.id), posted: posted.body, finish, readText: read };
}

describe('one job has one text', () => {
  test.each(['invite', 'list', 'CSV'])(
    'in the %s, in whatever order the store gives it back',
    async (where) => {
      const { id, finish, readText } = await withFinishedJob();
      const path = { invite: `/v1/invites/${id}`, list: '/v1/invites', CSV: '/v1/invites.csv' }[where] ?? '';
      finish((job) => job);
      const first = await readText(path);
      finish(turnRound);
      expect(await readText(path)).toBe(first);
    },
  );

  test('with the fields in the order of the documentation', async () => {
    const { id, finish, read } = await withFinishedJob();
    finish(turnRound);
    const job = (await read(`/v1/invites/${id}`)).body;
    expect(Object.keys(job)).toEqual([
      'id',
      'status',
      'account',
      'peer',
      'title',
      'subscription_pricing',
      'metadata',
      'deadline',
      'priority',
      'attempts',
      'created_at',
      'updated_at',
      'finished_at',
      'outcome',
      'invite',
      'link_status',
      'as_of',
    ]);
    expect(Object.keys(job.metadata)).toEqual(['9', '10', 'customer', 'order']);
    expect(Object.keys(job.subscription_pricing)).toEqual(['period', 'amount']);
    expect(Object.keys(job.peer)).toEqual(['_', 'channel_id', 'access_hash']);
    expect(Object.keys(job.invite)).toEqual([
      'link',
      'admin_id',
      'date',
      'permanent',
      'request_needed',
      'revoked',
      'title',
      'subscription_pricing',
    ]);
  });

  test('in its webhook', async () => {
    const { jobs, finish } = await withFinishedJob();
    const bodies = [(job: Job) => job, turnRound].map((change) => {
      finish(change);
      return [...jobs.values()].map((job) => toWebhookEvent(job, toEventResource(job)).body);
    });
    expect(bodies[1]).toEqual(bodies[0]);
  });

  test('from its acceptance on', async () => {
    const { id, posted, readText } = await withFinishedJob();
    expect(await readText(`/v1/invites/${id}`)).toBe(JSON.stringify(posted, undefined, 1));
  });
});
