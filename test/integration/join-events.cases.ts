import { paginateScan, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { ReceiveMessageCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { marshall } from '@aws-sdk/util-dynamodb';
import { expect } from 'vitest';
import { createCallbackQueue } from '../../functions/aws/callback-queue.ts';
import { createJobDecisions } from '../../functions/aws/job-decisions.ts';
import { createJobStore } from '../../functions/aws/job-store.ts';
import { createJoinReads, createWatchStore } from '../../functions/aws/join-store.ts';
import { linkKey } from '../../functions/aws/join-table.ts';
import { createFileKeyProvider } from '../../functions/aws/key-provider.ts';
import { createWebhookSecrets } from '../../functions/aws/webhook-secrets.ts';
import { announceLooks } from '../../functions/core/callback/webhook-announce.ts';
import type { JobRef } from '../../functions/core/job/job.ts';
import type { TrackedLink } from '../../functions/core/join/join.ts';
import {
  createJoin,
  createJoinRequest,
  createTracked,
  createWatch,
  placeOf,
} from '../functions/core/join/join-records.ts';
import { accept, settle } from './follow-jobs.ts';
import type { FunctionLine, LocalService } from './local-service.ts';
import { test } from './shared-service.ts';
import { tellFailure } from './tell-failure.ts';
import { type Receiver, startReceiver } from './webhook-receiver.ts';

let service: LocalService;
let receiver: Receiver;
test.beforeAll(async ({ service: shared }) => {
  service = shared;
  // In place of the template's three minutes: the message of a function that died comes back after this.
  await service.sqs.send(
    new SetQueueAttributesCommand({
      QueueUrl: queueUrl('WEBHOOKS_QUEUE_URL'),
      Attributes: { VisibilityTimeout: '5' },
    }),
  );
  const secrets = createWebhookSecrets(service.dynamoDb, tables().webhooks, () =>
    createFileKeyProvider(service.keyFile),
  );
  receiver = await startReceiver(async () => (await secrets.getSecrets(tenantId(), Date.now())).secret);
});
test.afterAll(() => receiver?.close());
tellFailure(() => service);

const settings = { retentionDays: 7, now: Date.now };

function tenantId() {
  return service.system.demo.tenantId;
}

function tables() {
  return service.system.tables;
}

function queueUrl(name: string) {
  return service.system.stack.environmentOf('sweeper')[name] ?? '';
}

function jobs() {
  return createJobStore(service.dynamoDb, tables().jobs);
}

function store() {
  return createWatchStore(service.dynamoDb, tables().joins, { ...settings, jobsTable: tables().jobs });
}

function reads() {
  return createJoinReads(service.dynamoDb, tables().joins, {
    ...settings,
    eraseDecision: createJobDecisions(service.dynamoDb, tables().jobs).eraseDecision,
  });
}

/** An invite whose joins are told at a path of the receiver's, as the worker begins it. */
async function track(path: string): Promise<TrackedLink> {
  const url = receiver.url(path);
  const fields = { account: 'main', peer: '@launch', title: path, metadata: { order: path } };
  const jobId = await accept(service, fields);
  await settle(service, jobId);
  const link = createTracked(1, {
    tenantId: tenantId(),
    jobId,
    chatId: `-100${path}`,
    delivery: { url, status: 'idle', attempts: 0, toldUntil: 0 },
  });
  await store().trackLink(link);
  await jobs().createJob(createWatch(link));
  return link;
}

/** A look finds so many joins more. @param sendEvents in place of the worker's. */
async function find(link: TrackedLink, count: number, sendEvents?: () => Promise<void>): Promise<void> {
  const tracked = (await reads().getTracked(link)) ?? link;
  const watch = await jobs().getJob(createWatch(link));
  if (watch === undefined) {
    throw new Error('there is no watch');
  }
  const numbers = Array.from({ length: count }, (_, index) => tracked.events + index + 1);
  const saveLook = announceLooks({
    saveLook: store().saveLook,
    sendEvents: sendEvents ?? createCallbackQueue(service.sqs, queueUrl('WEBHOOKS_QUEUE_URL')).sendEvents,
    noteUnsentEvents: () => {},
  });
  const isSaved = await saveLook({
    watch: { ...watch, version: watch.version + 1 },
    events: numbers.map((number) => ({
      invite: link,
      event: createJoin(number, { id: `evt_${link.jobId}_${number}`, atMs: Date.now() }),
    })),
    links: [{ ...tracked, events: tracked.events + count, joins: tracked.joins + count }],
    unattributed: [],
  });
  expect(isSaved).toBe(true);
}

/** Resolves when the webhook function has come to that conclusion about a link's events. */
function concluded({ jobId }: JobRef, status: string, count = 1): Promise<FunctionLine> {
  return service.lines.waitFor(
    (line): line is FunctionLine =>
      line.name === 'webhook' &&
      line.entry.message === 'events' &&
      line.entry.jobId === jobId &&
      line.entry.status === status,
    count,
  );
}

function deliveredTo(path: string) {
  return receiver.deliveries.recorded.filter((each) => each.path === `/${path}`);
}

function numbersOf(path: string) {
  return deliveredTo(path).map(({ event }) => event.data.number);
}

/** Lets the next attempt be due now, and its message lost. */
async function makeOverdue(link: TrackedLink): Promise<void> {
  await service.dynamoDb.send(
    new UpdateItemCommand({
      TableName: tables().joins,
      Key: marshall(linkKey(link)),
      UpdateExpression: 'SET deliveryDueAtMs = :past, delivery.nextAttemptAtMs = :past',
      ExpressionAttributeValues: marshall({ ':past': Date.now() - 1 }),
    }),
  );
}

test('what happens at a link is told in its order, signed, with whose link it is', async () => {
  const link = await track('1');
  await find(link, 20);
  await concluded(link, 'idle');
  await find(link, 5);
  await concluded(link, 'idle', 2);
  expect(numbersOf('1')).toEqual(Array.from({ length: 25 }, (_, index) => index + 1));
  const [first] = deliveredTo('1');
  expect(first).toMatchObject({
    id: `evt_${link.jobId}_1`,
    isGenuine: true,
    event: {
      type: 'invite.joined',
      data: { invite_id: link.jobId, title: '1', metadata: { order: '1' }, user_id: '7001', number: 1 },
    },
  });
});

test('while a receiver is down no event overtakes another', async () => {
  const link = await track('2');
  receiver.answer(503);
  await find(link, 3);
  await concluded(link, 'pending');
  await find(link, 1);
  receiver.answer(204);
  await concluded(link, 'idle');
  expect(numbersOf('2')).toEqual([1, 1, 2, 3, 4]);
  expect((await reads().getTracked(link))?.delivery).toMatchObject({ status: 'idle', toldUntil: 4 });
});

test('events whose message was never sent are found by the sweeper', async () => {
  const link = await track('3');
  await find(link, 2, async () => {
    throw new Error('the queue is away');
  });
  await makeOverdue(link);
  await service.system.stack.runSchedules();
  await concluded(link, 'idle');
  expect(numbersOf('3')).toEqual([1, 2]);
});

test('a webhook function that is killed amid an attempt makes it again, and goes on', async () => {
  const link = await track('4');
  receiver.answer('silence');
  await find(link, 2);
  await receiver.delivered('4');
  for (const pid of service.system.stack.functionPids().webhook ?? []) {
    process.kill(pid, 'SIGKILL');
  }
  receiver.answer(204);
  await makeOverdue(link);
  await service.system.stack.runSchedules();
  await receiver.delivered('4', 3);
  expect(numbersOf('4')).toEqual([1, 1, 2]);
  expect(new Set(deliveredTo('4').map(({ id }) => id)).size).toBe(2);
});

test('after an erasure no table, no queue and no line of a function holds the person', async () => {
  const link = await track('5');
  await find(link, 3);
  await concluded(link, 'idle');
  const userId = '7002';
  await store().saveRequests(placeOf(link), { put: [createJoinRequest(userId)], remove: [] });
  expect(await listTraces(userId)).not.toEqual([]);
  await reads().erasePerson(tenantId(), userId);
  expect(await listTraces(userId)).toEqual([]);
  expect((await reads().getTracked(link))?.joins).toBe(3);
});

/** Where a text stands: rows of any table, messages of any queue, lines that any function wrote. */
async function listTraces(text: string): Promise<string[]> {
  const pattern = new RegExp(`\\b${text}\\b`);
  const traces: string[] = [];
  for (const TableName of Object.values(tables())) {
    for await (const { Items = [] } of paginateScan({ client: service.dynamoDb }, { TableName })) {
      traces.push(...Items.map((item) => JSON.stringify(item)).filter((row) => pattern.test(row)));
    }
  }
  for (const { queueUrl: QueueUrl } of service.system.stack.settings.queues) {
    const received = await service.sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 0 }),
    );
    traces.push(
      ...(received.Messages ?? []).map(({ Body = '' }) => Body).filter((body) => pattern.test(body)),
    );
  }
  traces.push(...service.lines.recorded.map((line) => line.text).filter((line) => pattern.test(line)));
  return traces;
}
