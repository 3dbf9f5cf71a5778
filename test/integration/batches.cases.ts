import { parse } from 'csv-parse/sync';
import { expect } from 'vitest';
import { fetchApi } from './fetch-api.ts';
import { type InviteResource, type Problem, request, settle } from './follow-jobs.ts';
import type { LocalService } from './local-service.ts';
import { seedAccount, seedTenant } from './seed-account.ts';
import { test } from './shared-service.ts';
import { tellFailure } from './tell-failure.ts';

interface BatchResource {
  id: string;
  size: number;
  status: string;
  counts: Record<string, number>;
  items: (InviteResource & { title: string; batch: { id: string; index: number } })[];
  next_cursor?: string;
}

let service: LocalService;
test.beforeAll(({ service: shared }) => {
  service = shared;
});
tellFailure(() => service);

function postBatch<T = BatchResource>(fields: Record<string, unknown>, headers: Record<string, string> = {}) {
  return request<T>(service, 'POST', '/v1/invites/batch', { body: JSON.stringify(fields), headers });
}

function linksTitled(title: string) {
  return service.telegram.ledger.links.filter((link) => link.title === title);
}

test('of a hundred equal requests at once under one key exactly one makes a job, and all name it', async () => {
  const { account, peer } = await seedAccount(service, 'keyed');
  const fields = { account, peer, title: 'keyed' };
  const headers = { 'idempotency-key': 'order-100' };
  const answers = await Promise.all(
    Array.from({ length: 100 }, () =>
      request<InviteResource>(service, 'POST', '/v1/invites', { body: JSON.stringify(fields), headers }),
    ),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
  expect(answers.filter((answer) => !answer.headers.has('idempotent-replayed'))).toHaveLength(1);
  const [id, ...others] = new Set(answers.map(({ body }) => body.id));
  expect(others).toEqual([]);
  expect((await settle(service, id ?? '')).status).toBe('succeeded');
  const listed = await request<{ items: unknown[] }>(service, 'GET', `/v1/invites?account=${account}`);
  expect(listed.body.items).toHaveLength(1);
  expect(linksTitled('keyed')).toHaveLength(1);
});

test('of twenty equal batches at once under one key exactly one is stored', async () => {
  const { account, peer } = await seedAccount(service, 'batched');
  const headers = { 'idempotency-key': 'import-20' };
  const answers = await Promise.all(
    Array.from({ length: 20 }, () =>
      postBatch({ item: { account, peer, title: 'batched' }, count: 5 }, headers),
    ),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
  expect(answers.filter((answer) => !answer.headers.has('idempotent-replayed'))).toHaveLength(1);
  expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
  await Promise.all((answers[0]?.body.items ?? []).map(({ id }) => settle(service, id)));
  expect(linksTitled('batched')).toHaveLength(5);
});

test('a batch of a hundred over two accounts is made link by link, and told by counts, pages and CSV', async () => {
  const accounts = await Promise.all(['even', 'odd'].map((name) => seedAccount(service, name)));
  const items = Array.from({ length: 100 }, (_, index) => {
    const { account = '', peer = '' } = accounts[index % 2] ?? {};
    return { account, peer, title: `batch ${index}` };
  });
  const accepted = await postBatch({ items });
  expect(accepted.status).toBe(202);
  const path = accepted.headers.get('location') ?? '';
  let answer = accepted;
  while (answer.body.status !== 'done') {
    answer = await request<BatchResource>(service, 'GET', `${path}?limit=100`, {
      headers: { prefer: 'wait=25' },
    });
  }
  expect(answer.headers.has('retry-after')).toBe(false);
  expect(answer.body.counts).toMatchObject({ succeeded: 100, failed: 0 });
  expect(answer.body.items.map(({ title }) => title)).toEqual(items.map(({ title }) => title));
  const links = answer.body.items.map(({ invite }) => invite?.link);
  expect(links).toEqual(items.map(({ title }) => linksTitled(title)[0]?.link));
  const csv = await fetchApi(`${service.system.baseUrl}${path}/invites.csv`, {
    headers: { authorization: `Bearer ${service.system.demo.apiKey}` },
  });
  const rows: Record<string, string>[] = parse(await csv.text(), { bom: true, columns: true });
  expect(rows.map(({ link }) => link)).toEqual(links);
});

test('a batch with one wrong item is refused whole, and nothing of it is stored', async () => {
  const { account, peer } = await seedAccount(service, 'whole');
  const items = [
    { account, peer },
    { account, peer, usage_limit: 0 },
    { account: 'nobody', peer },
  ];
  const answer = await postBatch<Problem>({ items });
  expect(answer.status).toBe(422);
  expect(answer.body.errors?.map(({ field }) => field)).toEqual(['items.1.usage_limit']);
  const listed = await request<{ items: unknown[] }>(service, 'GET', `/v1/invites?account=${account}`);
  expect(listed.body.items).toEqual([]);
});

test('a held answer comes with the link', async () => {
  const { account, peer } = await seedAccount(service, 'held');
  const { status, headers, body } = await request<InviteResource>(service, 'POST', '/v1/invites', {
    body: JSON.stringify({ account, peer, title: 'held' }),
    headers: { prefer: 'wait=25' },
  });
  expect([status, headers.get('preference-applied'), body.status]).toEqual([202, 'wait=25', 'succeeded']);
  expect(body.invite?.link).toBe(linksTitled('held')[0]?.link);
});

test("another tenant's key sees neither the batch nor the invites, and cancels nothing", async () => {
  const { account, peer } = await seedAccount(service, 'private');
  const { body } = await postBatch({ items: [{ account, peer }] });
  const headers = { authorization: `Bearer ${await seedTenant(service)}` };
  const answers = [
    await request(service, 'GET', `/v1/batches/${body.id}`, { headers }),
    await request(service, 'POST', `/v1/batches/${body.id}/cancel`, { headers }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([404, 404]);
  const listed = await request<{ items: unknown[] }>(service, 'GET', `/v1/invites?batch=${body.id}`, {
    headers,
  });
  expect(listed.body).toEqual({ items: [] });
});
