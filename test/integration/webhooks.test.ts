import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCallbackStore } from '../../functions/aws/callback-store.ts';
import { createJobStore } from '../../functions/aws/job-store.ts';
import { keyOf } from '../../functions/aws/job-table.ts';
import { createFileKeyProvider } from '../../functions/aws/key-provider.ts';
import { createWebhookSecrets } from '../../functions/aws/webhook-secrets.ts';
import { callbackShards } from '../../functions/core/callback/webhook-callback.ts';
import type { Job } from '../../functions/core/job/job.ts';
import { fail } from '../../functions/core/job/transitions.ts';
import { findSecrets } from './find-secrets.ts';
import { accept, look, type Problem, post, request, settle } from './follow-jobs.ts';
import { type FunctionLine, type LocalService, startLocalService } from './local-service.ts';
import { holdAccount, seedAccount } from './seed-account.ts';
import { tellFailure } from './tell-failure.ts';
import { type Receiver, startReceiver } from './webhook-receiver.ts';

let service: LocalService;
let receiver: Receiver;
beforeAll(async () => {
  service = await startLocalService();
  // In place of the template's three minutes: the message of a function that died comes back after this.
  await service.sqs.send(
    new SetQueueAttributesCommand({
      QueueUrl: variable('WEBHOOKS_QUEUE_URL'),
      Attributes: { VisibilityTimeout: '5' },
    }),
  );
  receiver = await startReceiver(async () => (await secrets().getSecrets(tenantId(), Date.now())).secret);
});
afterAll(async () => {
  await receiver.close();
  await service.close();
});
tellFailure(() => service);

function tenantId() {
  return service.system.demo.tenantId;
}

function variable(name: string) {
  return service.system.stack.environmentOf('webhook')[name] ?? '';
}

function secrets() {
  return createWebhookSecrets(service.dynamoDb, variable('WEBHOOKS_TABLE'), () =>
    createFileKeyProvider(service.keyFile),
  );
}

function jobs() {
  return createJobStore(service.dynamoDb, variable('JOBS_TABLE'));
}

function callbacks() {
  return createCallbackStore(service.dynamoDb, variable('JOBS_TABLE'));
}

async function loadJob(jobId: string) {
  return (await jobs().getJob({ tenantId: tenantId(), jobId })) as Job;
}

/** Asks for a link, and to be told of it at a path of the receiver's. */
function ask(path: string, fields: Record<string, unknown> = {}) {
  return accept(service, { account: 'main', peer: '@launch', callback_url: receiver.url(path), ...fields });
}

/** Resolves when the webhook function has come to that conclusion about a job's callback. */
function concluded(jobId: string, status: string): Promise<FunctionLine> {
  return service.lines.waitFor(
    (line): line is FunctionLine =>
      line.name === 'webhook' &&
      line.entry.message === 'callback' &&
      line.entry.jobId === jobId &&
      line.entry.status === status,
  );
}

/** Callbacks that the sweeper would find whenever it came. */
async function pendingIds(): Promise<string[]> {
  const lists = callbackShards.map((shard) =>
    callbacks().listDueCallbacks(shard, Number.MAX_SAFE_INTEGER, 100),
  );
  return (await Promise.all(lists)).flat().map(({ jobId }) => jobId);
}

/** Lets a callback's next attempt be due now, and its message lost. */
async function makeOverdue(jobId: string): Promise<void> {
  await service.dynamoDb.send(
    new UpdateItemCommand({
      TableName: variable('JOBS_TABLE'),
      Key: marshall(keyOf({ tenantId: tenantId(), jobId })),
      UpdateExpression: 'SET callbackDueAtMs = :past, callback.nextAttemptAtMs = :past',
      ExpressionAttributeValues: marshall({ ':past': Date.now() - 1 }),
    }),
  );
}

test('the end of an invite is told once, signed, with the invite as GET shows it', async () => {
  const id = await ask('made', { title: 'told' });
  const { event, isGenuine, ...delivery } = await receiver.delivered('made');
  await concluded(id, 'delivered');
  expect(isGenuine).toBe(true);
  expect(delivery.id).toBe(id.replace('inv_', 'evt_'));
  const { callback, ...invite } = (await look(service, id)) as unknown as Record<string, unknown>;
  expect(event).toMatchObject({ type: 'invite.succeeded', timestamp: invite.finished_at, data: invite });
  expect(callback).toEqual({ url: receiver.url('made'), status: 'delivered', attempts: 1 });
  expect(await pendingIds()).not.toContain(id);
  expect(receiver.deliveries.recorded.filter(({ path }) => path === '/made')).toHaveLength(1);
});

test('a refusal of Telegram and a cancellation are told too', async () => {
  await ask('failed', { peer: '@press_room' });
  const failed = await receiver.delivered('failed');
  expect(failed.event).toMatchObject({
    type: 'invite.failed',
    data: { error: { type: 'CHAT_ADMIN_REQUIRED' } },
  });
  const { account, peer, accountId } = await seedAccount(service, 'cancelled');
  const giveBack = await holdAccount(service, accountId, 60_000);
  const id = await ask('cancelled', { account, peer });
  await request(service, 'POST', `/v1/invites/${id}/cancel`);
  expect((await receiver.delivered('cancelled')).event).toMatchObject({
    type: 'invite.cancelled',
    data: { id },
  });
  await giveBack();
});

test('a receiver that is down is tried again until it is up, with the same event', async () => {
  receiver.answer(503);
  const id = await ask('down');
  const first = await receiver.delivered('down');
  expect(first.status).toBe(503);
  receiver.answer(200);
  const second = await receiver.delivered('down', 2);
  await concluded(id, 'delivered');
  expect([second.id, second.event]).toEqual([first.id, first.event]);
  expect(second.isGenuine).toBe(true);
  expect((await loadJob(id)).callback).toMatchObject({ status: 'delivered', attempts: 2 });
});

test('a redirect is not followed, and its answer not repeated to the caller', async () => {
  receiver.answer(302);
  const id = await ask('moved');
  await receiver.delivered('moved');
  await concluded(id, 'pending');
  receiver.answer(204);
  const { callback } = (await look(service, id)) as unknown as { callback: Record<string, unknown> };
  expect(callback).toEqual({
    url: receiver.url('moved'),
    status: 'pending',
    attempts: 1,
    last_error: 'It answered 302: redirects are not followed.',
  });
  expect(receiver.deliveries.recorded.filter(({ path }) => path === '/elsewhere')).toEqual([]);
  await makeOverdue(id);
  await service.system.stack.runSchedules();
  await concluded(id, 'delivered');
});

test('an end that was stored by a process that died before it sent is found by the sweeper', async () => {
  const { account, peer, accountId } = await seedAccount(service, 'died');
  const giveBack = await holdAccount(service, accountId, 60_000);
  const id = await ask('died', { account, peer });
  // All that a worker does which is killed between its write and its send.
  const error = { type: 'TEST', class: 'input', detail: 'As a worker would write it.' } as const;
  expect(await jobs().saveJob(fail(await loadJob(id), error, Date.now()))).toBe(true);
  expect(await pendingIds()).toContain(id);
  await makeOverdue(id);
  await service.system.stack.runSchedules();
  expect((await receiver.delivered('died')).event).toMatchObject({ type: 'invite.failed', data: { id } });
  await concluded(id, 'delivered');
  expect(await pendingIds()).not.toContain(id);
  await giveBack();
});

test('a webhook function killed amid an attempt: the attempt is counted, and another is made', async () => {
  receiver.answer('silence');
  const id = await ask('killed');
  await receiver.delivered('killed');
  const pids = service.system.stack.functionPids().webhook ?? [];
  expect(pids).not.toEqual([]);
  for (const pid of pids) {
    process.kill(pid, 'SIGKILL');
  }
  receiver.answer(204);
  await makeOverdue(id);
  await service.system.stack.runSchedules();
  await concluded(id, 'delivered');
  expect((await loadJob(id)).callback).toMatchObject({ status: 'delivered', attempts: 2 });
});

test('an invite without a callback_url is told to nobody', async () => {
  const id = await accept(service, { account: 'main', peer: '@launch', title: 'quiet' });
  const invite = await settle(service, id);
  expect(invite).not.toHaveProperty('callback');
  expect(await pendingIds()).not.toContain(id);
});

test.each([
  ['http://10.0.0.1/x'],
  ['https://169.254.169.254/latest/meta-data/'],
  ['https://[fd00:ec2::254]/'],
  ['https://user:password@example.com/'],
  ['ftp://example.com/'],
  ['https://example.com:8443/'],
])('%s is refused as callback_url, and nothing is stored', async (callback_url) => {
  const answer = await post<Problem>(service, { account: 'main', peer: '@launch', callback_url });
  expect(answer.status).toBe(422);
  expect(answer.body.errors).toMatchObject([{ field: 'callback_url' }]);
});

test('no line that a function wrote holds a secret, the signing secret among them', async () => {
  const { secret } = await secrets().getSecrets(tenantId(), Date.now());
  expect(service.lines.recorded.filter(({ text }) => text.includes(secret.slice(8)))).toEqual([]);
  expect(findSecrets(service)).toEqual([]);
});
