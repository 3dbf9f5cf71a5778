import { describe, expect, test } from 'vitest';
import { type ApiKey, usualScopes } from '../../../functions/core/account/api-key.ts';
import type { ExportedInvite, Job, LinkState } from '../../../functions/core/job/job.ts';
import { createApiWorld, keyOfTenantA, nowMs, validBody } from './api-world.ts';

const link: ExportedInvite = {
  link: 'https://t.me/+abc',
  admin_id: '777',
  date: nowMs / 1000 - 60,
  permanent: false,
  request_needed: false,
  revoked: false,
};

const made: Partial<Job> = {
  status: 'succeeded',
  finishedAtMs: nowMs - 60_000,
  outcome: { kind: 'chatInviteExported', invite: link },
};

function createWorld(key: Partial<ApiKey> = {}) {
  const world = createApiWorld();
  world.addKey(keyOfTenantA, 'ten_a', key);
  return world;
}

/** An invite of tenant A, changed as told. */
async function withInvite(request: Record<string, unknown>, changes: Partial<Job> = {}) {
  const world = createWorld();
  const { body } = await world.post({ ...validBody, ...request });
  const [[pk, job] = []] = world.jobs;
  if (pk === undefined || job === undefined) {
    throw new Error('the invite was not stored');
  }
  world.jobs.set(pk, { ...job, ...made, ...changes });
  function edit(changed: unknown) {
    return world.send({
      method: 'PATCH',
      path: `/v1/invites/${body.id}`,
      headers: { authorization: `Bearer ${keyOfTenantA}`, 'content-type': 'application/json' },
      body: JSON.stringify(changed),
    });
  }
  return { ...world, id: String(body.id), edit };
}

describe('a request says what is told of those who join', () => {
  test.each([
    ['nothing, where neither it nor its key says more', {}, {}, undefined],
    ['what it says', { track_joins: true }, {}, true],
    ['what its key says, where it says nothing', {}, { trackJoins: 'names' }, 'names'],
    ['what it says, where its key says more', { track_joins: false }, { trackJoins: 'names' }, false],
    ['the least, where it is single-use', { single_use: true }, {}, true],
    ['what its key says, where it is single-use', { single_use: true }, { trackJoins: 'names' }, 'names'],
  ] as const)('%s', async (_title, fields, key, told) => {
    const { post, jobs } = createWorld(key);
    const { statusCode, body } = await post({ ...validBody, ...fields });
    expect(statusCode).toBe(202);
    expect(body.track_joins).toBe(told);
    expect([...jobs.values()].map(({ request }) => request.track_joins)).toEqual([told]);
  });

  test('in a batch too, for each request by itself', async () => {
    const { postBatch } = createWorld({ trackJoins: true });
    const { body } = await postBatch({ items: [{ ...validBody, track_joins: 'names' }, validBody] });
    expect(body.items).toMatchObject([{ track_joins: 'names' }, { track_joins: true }]);
  });

  test('and is the same request when its key says something else meanwhile', async () => {
    const { post, addKey } = createWorld();
    const first = await post(validBody, { 'idempotency-key': 'a' });
    addKey(keyOfTenantA, 'ten_a', { trackJoins: true });
    const again = await post(validBody, { 'idempotency-key': 'a' });
    expect(again).toMatchObject({ statusCode: 202, body: { id: first.body.id } });
    expect(again.body).not.toHaveProperty('track_joins');
  });
});

test('a single-use link shows that it is one, and its limit', async () => {
  const { get, id } = await withInvite({ single_use: true });
  expect((await get(id)).body).toMatchObject({ single_use: true, usage_limit: 1, track_joins: true });
});

test('an invite shows the tracking that an edit has made', async () => {
  const state: LinkState = { track: false, asOfMs: nowMs, fence: 1 };
  const { get, id } = await withInvite({ track_joins: 'names' }, { link: state });
  expect((await get(id)).body).toMatchObject({ track_joins: false });
});

describe('an edit of the tracking', () => {
  test.each([[true], ['names'], [false]] as const)('to %o is an operation', async (track) => {
    const { edit, jobs } = await withInvite({});
    const { statusCode, body } = await edit({ track_joins: track });
    expect(statusCode).toBe(202);
    expect(body).toMatchObject({ kind: 'edit', changes: { track_joins: track } });
    expect([...jobs.values()].flatMap(({ operation }) => operation ?? [])).toMatchObject([
      { kind: 'edit', changes: { track_joins: track } },
    ]);
  });

  test.each<[string, Partial<Job>]>([
    ['the permanent link', { outcome: { kind: 'chatInviteExported', invite: { ...link, permanent: true } } }],
    ['a link of another administrator', { adopted: { by: 'op_1', maker: 'administrator' } }],
  ])('alone is taken for %s, and not beside another change', async (_title, changes) => {
    const { edit } = await withInvite({}, changes);
    expect((await edit({ track_joins: true })).statusCode).toBe(202);
    expect((await edit({ track_joins: true, title: 'a' })).statusCode).toBe(409);
  });

  test('of a revoked link is refused: nobody joins by it', async () => {
    const { edit } = await withInvite({}, { link: { isRevoked: true, asOfMs: nowMs, fence: 1 } });
    expect((await edit({ track_joins: true })).statusCode).toBe(409);
  });

  test.each([
    ['track_joins', { track_joins: false }],
    ['usage_limit', { usage_limit: 2 }],
    ['usage_limit', { usage_limit: null }],
  ])('%s of a single-use link cannot make it another: %o', async (field, changed) => {
    const { edit } = await withInvite({ single_use: true });
    const { statusCode, body } = await edit(changed);
    expect(statusCode).toBe(422);
    expect(body.errors).toEqual([{ field, detail: expect.stringContaining('The link is single_use') }]);
  });

  test('keeps a single-use link when it changes something else', async () => {
    const { edit } = await withInvite({ single_use: true });
    expect((await edit({ title: 'a', usage_limit: 1, track_joins: 'names' })).statusCode).toBe(202);
  });
});

describe('a key that may not read joins', () => {
  const usual = { scopes: usualScopes };

  test.each([[{ track_joins: true }], [{ track_joins: 'names' }], [{ single_use: true }]])(
    'does not have them told by %j, and the refusal says what is needed',
    async (asked) => {
      const { post, jobs } = createWorld(usual);
      const { statusCode, body } = await post({ ...validBody, ...asked });
      expect(statusCode).toBe(403);
      expect(body).toMatchObject({ scope: 'joins:read', detail: expect.stringContaining('--track-joins') });
      expect(jobs.size).toBe(0);
    },
  );

  test('has told what its operator has said for it, and no more', async () => {
    const world = createWorld({ ...usual, trackJoins: true });
    const statuses = [{}, { track_joins: true }, { single_use: true }, { track_joins: 'names' }];
    const answers = await Promise.all(statuses.map((asked) => world.post({ ...validBody, ...asked })));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([202, 202, 202, 403]);
  });

  test('switches nothing on by an edit, and may switch it off', async () => {
    const { addKey, send, id } = await withInvite({});
    addKey('isk_tenant-a-key-0002', 'ten_a', usual);
    function edit(changed: unknown) {
      return send({
        method: 'PATCH',
        path: `/v1/invites/${id}`,
        headers: { authorization: 'Bearer isk_tenant-a-key-0002', 'content-type': 'application/json' },
        body: JSON.stringify(changed),
      });
    }
    expect((await edit({ track_joins: true })).statusCode).toBe(403);
    expect((await edit({ track_joins: false })).statusCode).toBe(202);
  });
});
