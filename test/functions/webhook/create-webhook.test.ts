import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import type { LogFields } from '../../../functions/aws/log.ts';
import type { WebhookSecrets } from '../../../functions/aws/webhook-secrets.ts';
import { createWebhook } from '../../../functions/webhook/create-webhook.ts';
import { createEventsWorld } from '../core/callback/events-world.ts';
import {
  callbackUrl,
  createEndedJob,
  createWebhookWorld,
  delivered,
  refused,
} from '../core/callback/webhook-world.ts';
import { createSqsEvent, createSqsRecord } from '../worker/sqs-event.ts';

function secretOf(letter: string) {
  return `whsec_${Buffer.from(letter.repeat(32)).toString('base64')}`;
}

const job = createEndedJob(1, { requestId: 'request 1' });
const message = createSqsRecord('message 1', JSON.stringify({ tenantId: job.tenantId, jobId: job.jobId }));

interface Posted {
  url: string;
  headers: Record<string, string>;
  body: string;
}

function createHandlerWorld(secrets: WebhookSecrets = { secret: secretOf('a') }) {
  // The library that receivers use looks at the clock itself.
  const nowMs = Date.now();
  const world = createWebhookWorld(job);
  const events = createEventsWorld(2);
  const posted: Posted[] = [];
  const hidden: { receiptHandle: string; visibilityTimeout: number }[] = [];
  const lines: LogFields[] = [];
  let opened = 0;
  let answer = delivered as typeof delivered | typeof refused;
  function write(_message: string, fields: LogFields) {
    return lines.push({ ...fields });
  }
  const handler = createWebhook({
    ...events.deps,
    ...world.deps,
    now: () => nowMs,
    async getSecrets() {
      opened += 1;
      return secrets;
    },
    toResource: ({ jobId, status }) => ({ id: jobId, status, callback: { attempts: 3 } }),
    async post(url, headers, body) {
      posted.push({ url, headers, body });
      return answer;
    },
    async changeVisibility(changes) {
      hidden.push(...changes);
      return [];
    },
    log: { debug: write, info: write, warn: write, error: write },
  });
  return {
    ...world,
    events,
    posted,
    hidden,
    lines,
    opened: () => opened,
    answer(next: typeof answer) {
      answer = next;
    },
    handle: async (...records: Parameters<typeof createSqsEvent>) =>
      (await handler(createSqsEvent(...records))).batchItemFailures.map((each) => each.itemIdentifier),
  };
}

test('an event verifies with the library that receivers use, and is what happened', async () => {
  const world = createHandlerWorld();
  expect(await world.handle(message)).toEqual([]);
  const [post] = world.posted;
  expect(post?.url).toBe(callbackUrl);
  expect(new Webhook(secretOf('a')).verify(post?.body ?? '', post?.headers ?? {})).toEqual({
    type: 'invite.expired',
    timestamp: new Date(job.finishedAtMs ?? 0).toISOString(),
    data: { id: job.jobId, status: 'expired' },
  });
});

test('while a secret is replaced an event verifies with either', async () => {
  const world = createHandlerWorld({ secret: secretOf('b'), previous: secretOf('a') });
  await world.handle(message);
  const { body = '', headers = {} } = world.posted[0] ?? {};
  for (const letter of ['a', 'b']) {
    expect(() => new Webhook(secretOf(letter)).verify(body, headers)).not.toThrow();
  }
  expect(() => new Webhook(secretOf('c')).verify(body, headers)).toThrow();
});

test('a message whose attempt failed comes back, hidden until the next one', async () => {
  const world = createHandlerWorld();
  world.answer(refused);
  expect(await world.handle(message)).toEqual(['message 1']);
  expect(world.hidden).toEqual([{ receiptHandle: 'receipt of message 1', visibilityTimeout: 5 }]);
});

test('a fault of our own brings the message back, and its line carries the id of the request', async () => {
  const world = createHandlerWorld();
  const error = new TypeError('the table is away');
  world.onSave(() => {
    throw error;
  });
  expect(await world.handle(message)).toEqual(['message 1']);
  expect(world.hidden).toMatchObject([{ visibilityTimeout: 10 }]);
  expect(world.lines).toEqual([{ jobId: job.jobId, requestId: 'request 1', error }]);
});

test('an unreadable message comes back, on its way to the dead-letter queue', async () => {
  const world = createHandlerWorld();
  expect(await world.handle(createSqsRecord('message 9', 'x'), message)).toEqual(['message 9']);
  expect(world.posted).toHaveLength(1);
});

test('a tenant’s secrets are opened once per invocation', async () => {
  const world = createHandlerWorld();
  await world.handle(message);
  expect(world.opened()).toBe(1);
});

test('nothing that is logged names a URL', async () => {
  const world = createHandlerWorld();
  world.answer(refused);
  await world.handle(message);
  expect(world.lines).toHaveLength(1);
  expect(JSON.stringify(world.lines)).not.toContain('shop.example');
});

const eventsMessage = createSqsRecord(
  'message 2',
  JSON.stringify({ tenantId: job.tenantId, jobId: job.jobId, events: true }),
);

test('the events of a link verify too, one after the other, under ids of their own', async () => {
  const world = createHandlerWorld();
  expect(await world.handle(eventsMessage)).toEqual([]);
  expect(world.posted.map(({ headers }) => headers['webhook-id'])).toEqual(['evt_1', 'evt_2']);
  const [post] = world.posted;
  expect(new Webhook(secretOf('a')).verify(post?.body ?? '', post?.headers ?? {})).toMatchObject({
    type: 'invite.joined',
    data: { invite_id: job.jobId, user_id: '7001' },
  });
  expect(world.callback()).toMatchObject({ status: 'pending', attempts: 0 });
});

test('the log tells of events and of nobody who joined', async () => {
  const world = createHandlerWorld();
  await world.handle(eventsMessage);
  expect(world.lines).toEqual([{ jobId: job.jobId, requestId: 'request 1', status: 'idle' }]);
});

test('a message with events that are left comes back, and is left to the sweeper before its queue gives it up', async () => {
  const world = createHandlerWorld();
  world.answer(refused);
  expect(await world.handle(eventsMessage)).toEqual(['message 2']);
  const attributes = { ...eventsMessage.attributes, ApproximateReceiveCount: '40' };
  expect(await world.handle({ ...eventsMessage, attributes })).toEqual([]);
  expect(world.events.dueAtMs()).toBeDefined();
});

test('two messages about one link in one batch are one', async () => {
  const world = createHandlerWorld();
  const second = { ...eventsMessage, messageId: 'message 3' };
  world.answer(refused);
  expect(await world.handle(eventsMessage, second)).toEqual(['message 2', 'message 3']);
  expect(world.posted).toHaveLength(1);
  expect(world.lines).toHaveLength(1);
});
