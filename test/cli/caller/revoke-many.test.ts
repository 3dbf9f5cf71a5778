import { expect, test } from 'vitest';
import { revoke } from '../../../cli/caller/commands/revoke.ts';
import { InterruptedError, RefusedError, UsageError } from '../../../operator/terminal/operator-errors.ts';
import { type SeenRequest, startScriptedApi } from './scripted-api.ts';
import { createTestContext } from './test-context.ts';

const created_at = '2026-12-01T10:00:00.000Z';

interface Options {
  links: number;
  /** Matching invites without a link. */
  unfinished?: number;
  perRequest?: number;
  perLook?: number;
  failing?: number[];
  /** Operations that the list does not show. */
  unlisted?: number[];
}

/** An API with so many links to revoke. Each look at its operations finds `perLook` more of them done. */
function startBulkApi({
  links,
  unfinished = 0,
  perRequest = 500,
  perLook = 1_000,
  failing = [],
  unlisted = [],
}: Options) {
  let accepted = 0;
  let done = 0;

  function describe(number: number) {
    const isDone = number < done;
    const isFailing = failing.includes(number);
    return {
      id: `op_${number}`,
      kind: 'revoke',
      status: isDone ? (isFailing ? 'failed' : 'succeeded') : 'queued',
      invite_id: `inv_${number}`,
      account: 'main',
      created_at,
      ...(isDone && isFailing ? { error: { type: 'CHAT_ADMIN_REQUIRED', detail: 'Grant it.' } } : {}),
    };
  }

  function list(path: string) {
    const query = new URL(path, 'http://api').searchParams;
    const from = Number(query.get('cursor') ?? 0);
    const limit = Number(query.get('limit'));
    done += from === 0 ? perLook : 0;
    const newestFirst = Array.from({ length: accepted }, (_, index) => accepted - 1 - index).filter(
      (number) => !unlisted.includes(number),
    );
    const items = newestFirst.slice(from, from + limit).map(describe);
    const next = from + limit < newestFirst.length ? { next_cursor: String(from + limit) } : {};
    return { body: { items, ...next } };
  }

  return startScriptedApi(({ method, path, body }) => {
    if (method === 'GET') {
      const single = /^\/v1\/operations\/op_(\d+)$/.exec(path)?.[1];
      return single === undefined ? list(path) : { body: describe(Number(single)) };
    }
    const from = Number(body.cursor ?? 0);
    const to = Math.min(from + perRequest, links);
    const operations = Array.from(
      { length: body.dry_run ? 0 : to - from },
      (_, index) => `op_${from + index}`,
    );
    accepted += operations.length;
    return {
      status: 202,
      body: {
        matched: to - from,
        accepted: operations.length,
        unfinished: to === links ? unfinished : 0,
        operations,
        ...(to < links ? { next_cursor: String(to) } : {}),
      },
    };
  });
}

function posts(requests: SeenRequest[]) {
  return requests.filter(({ method }) => method === 'POST');
}

test('a dry run prints the number, and revokes nothing', async () => {
  const api = await startBulkApi({ links: 512 });
  const { context, said } = createTestContext(api.baseUrl);
  await revoke(context, undefined, {
    account: 'main',
    peer: '@launch',
    metadata: ['member=4711'],
    titlePrefix: 'spring',
    createdAfter: '2026-01-01T00:00:00Z',
    createdBefore: '2026-06-01T00:00:00Z',
    dryRun: true,
  });
  expect(said).toEqual(['512 links would be revoked.']);
  expect(api.requests.recorded).toMatchObject([
    {
      method: 'POST',
      path: '/v1/invites/revoke',
      body: {
        account: 'main',
        peer: '@launch',
        metadata: { member: '4711' },
        title_prefix: 'spring',
        created_after: '2026-01-01T00:00:00Z',
        created_before: '2026-06-01T00:00:00Z',
        dry_run: true,
      },
    },
    { method: 'POST', body: { title_prefix: 'spring', dry_run: true, cursor: '500' } },
  ]);
});

test('the number is confirmed before anything is revoked', async () => {
  const api = await startBulkApi({ links: 412 });
  const { context } = createTestContext(api.baseUrl);
  const asked: string[] = [];
  async function refuse(question: string) {
    asked.push(question);
    return false;
  }
  await expect(revoke({ ...context, confirm: refuse }, undefined, { all: true })).rejects.toBeInstanceOf(
    RefusedError,
  );
  expect(asked).toEqual(['Revoke 412 links? Nothing undoes it.']);
  expect(posts(api.requests.recorded).map(({ body }) => body)).toEqual([{ all: true, dry_run: true }]);
});

test('without a terminal nothing is revoked unless --yes says so', async () => {
  const api = await startBulkApi({ links: 1 });
  const { context } = createTestContext(api.baseUrl);
  await expect(revoke(context, undefined, { peer: '@launch' })).rejects.toBeInstanceOf(UsageError);
  expect(api.requests.recorded).toEqual([]);
});

test('a request is made for each part of the links, with a key of its own, and all are followed to their end', async () => {
  const api = await startBulkApi({ links: 1_203, perLook: 500 });
  const { context, said, noted, shown, exit } = createTestContext(api.baseUrl);
  await revoke(context, undefined, { all: true, yes: true });
  const made = posts(api.requests.recorded);
  expect(made.map(({ body }) => body)).toEqual([
    { all: true },
    { all: true, cursor: '500' },
    { all: true, cursor: '1000' },
  ]);
  expect(new Set(made.map(({ headers }) => headers['idempotency-key'])).size).toBe(3);
  expect(noted).toEqual(['Asked for: 500', 'Asked for: 1,000', 'Asked for: 1,203']);
  expect(shown.map(({ done, total }) => [done, total])).toEqual([
    [500, 1_203],
    [1_000, 1_203],
    [1_203, 1_203],
  ]);
  expect(said).toEqual([expect.stringMatching(/^1,203 revoked, after/)]);
  expect(exit.code).toBe(0);
});

test('looking at many takes less than half of what the API lets through', async () => {
  const api = await startBulkApi({ links: 5_000, perLook: 1_000 });
  const { context, sleptMs } = createTestContext(api.baseUrl);
  await revoke(context, undefined, { all: true, yes: true });
  const looks = api.requests.recorded.filter(({ method }) => method === 'GET').length;
  const minutes = sleptMs.reduce((sum, ms) => sum + ms, 0) / 60_000;
  expect((looks - 50) / minutes).toBeLessThan(300);
});

test('operations that the list does not show are asked for one by one', async () => {
  const api = await startBulkApi({ links: 3, unlisted: [1] });
  const { context, said } = createTestContext(api.baseUrl);
  await revoke(context, undefined, { all: true, yes: true });
  expect(said).toEqual([expect.stringMatching(/^3 revoked/)]);
});

test('a whole batch has an address of its own', async () => {
  const api = await startBulkApi({ links: 2 });
  const { context } = createTestContext(api.baseUrl);
  await revoke(context, undefined, { batch: 'bat_1', dryRun: true });
  await revoke(context, undefined, { batch: 'bat_1', yes: true });
  await revoke(context, undefined, { batch: 'bat_1', titlePrefix: 'a', yes: true });
  expect(posts(api.requests.recorded).map(({ path, body }) => [path, body])).toEqual([
    ['/v1/batches/bat_1/revoke', { dry_run: true }],
    ['/v1/batches/bat_1/revoke', {}],
    ['/v1/invites/revoke', { batch: 'bat_1', title_prefix: 'a' }],
  ]);
});

test('those that fail are told once for each reason, and it ends with 1', async () => {
  const api = await startBulkApi({ links: 4, failing: [1, 2] });
  const { context, said, noted, exit } = createTestContext(api.baseUrl);
  await revoke(context, undefined, { all: true, yes: true });
  expect(noted.at(-1)).toBe('inv_1, inv_2: failed CHAT_ADMIN_REQUIRED: Grant it.');
  expect(said).toEqual([expect.stringMatching(/^2 revoked, 2 failed/)]);
  expect(exit.code).toBe(1);
});

test('requests that have no link yet are told, and it ends with 1: their links would work', async () => {
  const api = await startBulkApi({ links: 1, unfinished: 2 });
  const { context, noted, exit } = createTestContext(api.baseUrl);
  await revoke(context, undefined, { all: true, yes: true });
  expect(noted.at(-1)).toMatch(/^Matching invites that have no link yet: 2\./);
  expect(exit.code).toBe(1);
});

test('a filter that matches nothing is a success, and says so', async () => {
  const api = await startBulkApi({ links: 0 });
  const { context, said, exit } = createTestContext(api.baseUrl);
  await revoke(context, undefined, { all: true, yes: true });
  expect(said).toEqual(['No link matches that is not revoked yet.']);
  expect(exit.code).toBe(0);
});

test('with --json the operations are printed as the API tells them', async () => {
  const api = await startBulkApi({ links: 2 });
  const { context, said } = createTestContext(api.baseUrl);
  await revoke(context, undefined, { all: true, yes: true, json: true });
  expect(JSON.parse(said.join('\n'))).toMatchObject({
    matched: 2,
    unfinished: 0,
    operations: [{ id: 'op_0', status: 'succeeded' }, { id: 'op_1' }],
  });
});

test('Ctrl-C tells that the service goes on, and how the rest is revoked', async () => {
  const api = await startBulkApi({ links: 2, perLook: 0 });
  const { context, noted } = createTestContext(api.baseUrl);
  const interrupted = { ...context, sleep: () => Promise.reject(new InterruptedError()) };
  await expect(revoke(interrupted, undefined, { all: true, yes: true })).rejects.toBeInstanceOf(
    InterruptedError,
  );
  expect(noted.at(-1)).toMatch(/goes on[\s\S]*operations --kind revoke[\s\S]*run the same command/);
});
