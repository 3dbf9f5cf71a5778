import { expect } from 'vitest';
import { findSecrets } from './find-secrets.ts';
import { accept, make, type Problem, post, request, settle, statusesOf } from './follow-jobs.ts';
import type { LocalService } from './local-service.ts';
import { holdAccount, seedAccount, seedTenant } from './seed-account.ts';
import { test } from './shared-service.ts';
import { tellFailure } from './tell-failure.ts';

let service: LocalService;
test.beforeAll(({ service: shared }) => {
  service = shared;
});
tellFailure(() => service);

const day = 86_400;

function soon() {
  return Math.floor(Date.now() / 1000) + day;
}

/** The one link that was made at Telegram with this title. */
function linkTitled(title: string) {
  const links = service.telegram.ledger.links.filter((link) => link.title === title);
  expect(links).toHaveLength(1);
  return links[0];
}

test('a request is answered 202 with where and when to look, and its job goes from queued to succeeded', async () => {
  const answer = await post(service, { account: 'main', peer: '@launch', title: 'first' });
  const { id } = answer.body;
  expect(answer.status).toBe(202);
  expect(answer.headers.get('location')).toBe(`/v1/invites/${id}`);
  expect(answer.headers.get('retry-after')).toBe('1');
  expect(answer.body).toMatchObject({ id, status: 'queued', account: 'main', peer: '@launch', attempts: 0 });

  const job = await settle(service, id);
  expect(statusesOf(service, id)).toEqual(['succeeded']);
  expect(job).toMatchObject({ status: 'succeeded', outcome: 'chatInviteExported', attempts: 1 });
  expect(job.invite?.link).toBe(linkTitled('first')?.link);
  expect(job.invite).toMatchObject({ admin_id: service.system.demo.userId, revoked: false });
});

test.concurrent('title, usage_limit and expire_date reach Telegram as they were asked for', async () => {
  const expireDate = soon();
  const fields = { title: 'limits', usage_limit: 7, expire_date: expireDate };
  const job = await make(service, { account: 'main', peer: '@launch', ...fields });
  expect(linkTitled('limits')).toMatchObject({ usageLimit: 7, expireDate, requestNeeded: false });
  expect(job.invite).toMatchObject(fields);
});

test.concurrent('expire_in counts from the moment the link is made', async () => {
  const job = await make(service, { account: 'main', peer: '@launch', title: 'hour', expire_in: 3600 });
  const made = linkTitled('hour');
  expect((made?.expireDate ?? 0) - (made?.date ?? 0)).toBeCloseTo(3600, -1);
  expect(job.invite).toMatchObject({ expire_date: made?.expireDate });
});

test.concurrent('request_needed and a private supergroup by its id', async () => {
  const peer = `-100${service.demo.peers.backstage.id}`;
  const job = await make(service, { account: 'main', peer, title: 'by id', request_needed: true });
  expect(linkTitled('by id')).toMatchObject({
    requestNeeded: true,
    peer: { kind: 'channel', id: service.demo.peers.backstage.id.toString() },
  });
  expect(job.invite).toMatchObject({ request_needed: true });
});

test.concurrent('a price reaches Telegram for a channel', async () => {
  const pricing = { period: 2_592_000, amount: 250 };
  const job = await make(service, {
    account: 'main',
    peer: '@launch',
    title: 'paid',
    subscription_pricing: pricing,
  });
  expect(linkTitled('paid')?.subscriptionPricing).toEqual({ ...pricing, amount: '250' });
  expect(job.invite).toMatchObject({ subscription_pricing: pricing });
});

test.concurrent('a basic group gets its link by its id', async () => {
  const { crew } = service.demo.peers;
  const job = await make(service, {
    account: 'main',
    chat_id: `-${crew.id}`,
    title: 'crew',
    usage_limit: 1,
    expire_in: day,
  });
  expect(linkTitled('crew')).toMatchObject({ peer: { kind: 'chat', id: crew.id.toString() }, usageLimit: 1 });
  expect(job.invite?.link).toBe(linkTitled('crew')?.link);
});

test.concurrent('a public chat that admits by request is an outcome of its own, without a link', async () => {
  const job = await make(service, { account: 'main', peer: '@launch_lounge', title: 'lounge' });
  expect(job).toMatchObject({ status: 'succeeded', outcome: 'chatInvitePublicJoinRequests', invite: null });
  expect(job.detail).toContain('join request');
  expect(service.telegram.ledger.links.filter(({ title }) => title === 'lounge')).toEqual([]);
});

test('thirty jobs that come together get a link each over few connections', async () => {
  const { account, peer, accountId } = await seedAccount(service, 'bulk');
  const giveBack = await holdAccount(service, accountId, 2000);
  const titles = Array.from({ length: 30 }, (_, index) => `bulk ${index}`);
  const before = countConnections();
  const ids = await Promise.all(titles.map((title) => accept(service, { account, peer, title })));
  await giveBack();
  const jobs = await Promise.all(ids.map((id) => settle(service, id)));
  expect(jobs.map(({ invite }) => invite?.link)).toEqual(titles.map((title) => linkTitled(title)?.link));
  expect(new Set(jobs.map(({ invite }) => invite?.link)).size).toBe(30);
  expect(countConnections() - before).toBeLessThan(10);
});

test('jobs of two accounts go on side by side, each over its own account', async () => {
  const accounts = await Promise.all(['left', 'right'].map((name) => seedAccount(service, name)));
  const jobs = await Promise.all(
    accounts.flatMap(({ account, peer }) =>
      ['a', 'b', 'c'].map((letter) => make(service, { account, peer, title: `${account} ${letter}` })),
    ),
  );
  expect(jobs.map(({ status, invite }) => [status, invite?.admin_id])).toEqual(
    accounts.flatMap(({ user }) => Array(3).fill(['succeeded', user.id.toString()])),
  );
});

test("another tenant's key sees neither the job nor the account", async () => {
  const id = await accept(service, { account: 'main', peer: '@launch' });
  expect((await settle(service, id)).status).toBe('succeeded');
  const headers = { authorization: `Bearer ${await seedTenant(service)}` };
  expect((await request(service, 'GET', `/v1/invites/${id}`, { headers })).status).toBe(404);
  const body = JSON.stringify({ account: 'main', peer: '@launch' });
  const answer = await request<Problem>(service, 'POST', '/v1/invites', { headers, body });
  expect(answer.status).toBe(422);
  expect(answer.body.errors).toMatchObject([{ field: 'account' }]);
});

test('Telegram saw no two connections of one session at once, and no call inside a wait', () => {
  const { ledger } = service.telegram;
  expect(ledger.linksMade()).toBeGreaterThan(40);
  expect(ledger.parallelSends).toEqual([]);
  expect(ledger.callsInsideWait()).toBe(0);
});

test('no line that a function wrote holds a secret', () => {
  expect(service.lines.recorded.map(({ name }) => name)).toEqual(expect.arrayContaining(['api', 'worker']));
  expect(findSecrets(service)).toEqual([]);
});

function countConnections(): number {
  return service.events.recorded.filter(({ type }) => type === 'connection-opened').length;
}
