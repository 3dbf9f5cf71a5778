import { SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPoolStore } from '../../functions/aws/pool-store.ts';
import { takenEditOf } from '../../functions/core/ids.ts';
import { editMethod, exportMethod } from '../../functions/core/rpc/methods.ts';
import type { BatchEvent } from '../../local/aws/event-source-mapping.ts';
import type { DataCentreEvent } from '../../telegram-emulator/data-centre-event.ts';
import { request } from './follow-jobs.ts';
import { killWorkers } from './kill-workers.ts';
import { type LocalService, startLocalService } from './local-service.ts';
import { passTime } from './pass-time.ts';
import { seedAccount, type TestAccount } from './seed-account.ts';
import { tellFailure } from './tell-failure.ts';

interface PoolResource {
  ready: number;
  making: number;
  taken: number;
  settling: number;
}

interface TakenLink {
  id: string;
  title?: string;
  settled?: boolean;
  invite?: { link: string; title?: string; expire_date?: number };
}

type CallEvent = Extract<DataCentreEvent, { type: 'call' }>;

/** In place of what the template says: a worker's messages come back this long after it got them. */
const visibilitySeconds = 5;

let service: LocalService;
beforeAll(async () => {
  service = await startLocalService({
    [editMethod]: { capacity: 1000, refillPerMinute: 1000, penaltySeconds: 5 },
  });
  await service.sqs.send(
    new SetQueueAttributesCommand({
      QueueUrl: service.system.stack.environmentOf('worker').JOBS_QUEUE_URL,
      Attributes: { VisibilityTimeout: String(visibilitySeconds) },
    }),
  );
});
afterAll(() => service.close());
tellFailure(() => service);

/** A worker's pass may be over before the change that a test waits for, and another one follows. */
async function untilSo<T>(look: () => Promise<T>, isSo: (found: T) => boolean): Promise<T> {
  for (;;) {
    const batches = service.events.recorded.filter(isBatch).length;
    const found = await look();
    if (isSo(found)) {
      return found;
    }
    await service.events.waitFor(isBatch, batches + 1);
  }
}

function isBatch(event: { type: string }): event is BatchEvent {
  return event.type === 'batch';
}

async function lookAtPool(name: string): Promise<PoolResource> {
  return (await request<PoolResource>(service, 'GET', `/v1/pools/${name}`)).body;
}

async function lookAtInvite(id: string): Promise<TakenLink> {
  return (await request<TakenLink>(service, 'GET', `/v1/invites/${id}`)).body;
}

async function createPool({ account, peer }: TestAccount, size: number): Promise<string> {
  const body = JSON.stringify({ name: account, account, peer, size, template: { usage_limit: 1 } });
  expect((await request(service, 'POST', '/v1/pools', { body })).status).toBe(201);
  await untilSo(
    () => lookAtPool(account),
    ({ ready }) => ready === size,
  );
  return account;
}

function take(name: string, fields: Record<string, unknown> = {}, headers: Record<string, string> = {}) {
  const body = JSON.stringify(fields);
  return request<TakenLink>(service, 'POST', `/v1/pools/${name}/take`, { body, headers });
}

function countCalls({ user }: TestAccount, method: string): number {
  const { calls } = service.telegram.ledger;
  return calls.filter((call) => call.method === method && call.userId === user.id.toString()).length;
}

test('a pool gives its links at once, each one once, and fills itself again', async () => {
  const account = await seedAccount(service, 'shop');
  const name = await createPool(account, 4);
  const answers = await Promise.all(
    [1, 2, 3, 4].map((order) => take(name, { metadata: { order: String(order) } })),
  );
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect(new Set(answers.map(({ body }) => body.invite?.link)).size).toBe(4);
  const pool = await untilSo(
    () => lookAtPool(name),
    ({ ready, settling }) => ready === 4 && settling === 0,
  );
  expect(pool).toMatchObject({ taken: 4, making: 0 });
  for (const { body } of answers) {
    expect(await lookAtInvite(body.id)).toMatchObject({ settled: true });
  }
});

test('a taken link has its title and its end a moment later, and a repeat gets the same link', async () => {
  const account = await seedAccount(service, 'titles');
  const name = await createPool(account, 2);
  const asked = [{ title: 'order 7', expire_in: 3_600 }, { 'idempotency-key': 'order-7' }] as const;
  const first = await take(name, ...asked);
  const again = await take(name, ...asked);
  expect(again.body.id).toBe(first.body.id);
  const settled = await untilSo(
    () => lookAtInvite(first.body.id),
    ({ settled: isSettled }) => isSettled === true,
  );
  expect(settled).toMatchObject({ title: 'order 7', invite: { title: 'order 7' } });
  expect(settled.invite?.expire_date).toBeGreaterThan(Date.now() / 1000);
  expect((await take(name, ...asked)).body).toMatchObject({ id: first.body.id, settled: true });
  expect((await take(name, { title: 'other' }, asked[1])).status).toBe(422);
});

test('links are given during a wait of the account, without a call', async () => {
  const account = await seedAccount(service, 'flooded');
  const name = await createPool(account, 2);
  service.telegram.floodPolicy.imposeWait(account.user.id, exportMethod, 3_600);
  const first = await take(name);
  // The wait is known by now: what the pool lacks was called for.
  await untilSo(
    async () => countCalls(account, exportMethod),
    (calls) => calls > 2,
  );
  const second = await take(name);
  expect([first.status, second.status]).toEqual([200, 200]);
  expect(second.body.id).not.toBe(first.body.id);
  expect((await take(name, { if_empty: 'fail' })).status).toBe(409);
  expect(countCalls(account, exportMethod)).toBe(3);
});

test('a worker killed between a take and its edit: the link is settled all the same, and given once', async () => {
  const account = await seedAccount(service, 'killed');
  const name = await createPool(account, 2);
  service.telegram.faults.inject({
    method: editMethod,
    userId: account.user.id,
    times: 1,
    action: { type: 'silence', isExecuted: false },
  });
  const { body } = await take(name, { title: 'order 7' }, { 'idempotency-key': 'a' });
  await service.events.waitFor(
    (event): event is CallEvent =>
      event.type === 'call' &&
      (event as CallEvent).userId === account.user.id.toString() &&
      (event as CallEvent).fault === 'silence',
  );
  await killWorkers(service);
  expect((await take(name, { title: 'order 7' }, { 'idempotency-key': 'a' })).body.id).toBe(body.id);
  const { tenantId } = service.system.demo;
  const pools = createPoolStore(
    service.dynamoDb,
    service.system.stack.environmentOf('worker').STANDING_TABLE ?? '',
  );
  const [takeId = ''] = Object.keys((await pools.getPool({ tenantId, name }))?.takes ?? {});
  await passTime(service, account, takenEditOf(tenantId, takeId), 400_000);
  const settled = await untilSo(
    () => lookAtInvite(body.id),
    ({ settled: isSettled }) => isSettled === true,
  );
  expect(settled.invite?.title).toBe('order 7');
  expect((await take(name)).body.id).not.toBe(body.id);
});

test('a pool that is deleted gives nothing, and its links are revoked', async () => {
  const account = await seedAccount(service, 'deleted');
  const name = await createPool(account, 2);
  expect((await request(service, 'DELETE', `/v1/pools/${name}`)).status).toBe(202);
  expect((await take(name)).status).toBe(404);
  await untilSo(
    async () => (await request(service, 'GET', `/v1/pools/${name}`)).status,
    (status) => status === 404,
  );
  const { ledger } = service.telegram;
  const links = ledger.links.filter(({ adminId }) => adminId === account.user.id.toString());
  expect(links).toHaveLength(2);
  await untilSo(
    async () => links.map(({ link }) => ledger.isRevoked(link)),
    (areRevoked) => areRevoked.every(Boolean),
  );
});
