import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, expect, test } from 'vitest';
import { createJobStore } from '../../../functions/aws/job-store.ts';
import { createDueDeliveries } from '../../../functions/aws/join-deliveries.ts';
import { createDeliveryStore, createJoinReads, createWatchStore } from '../../../functions/aws/join-store.ts';
import { callbackShardOf, lostCallbackMs } from '../../../functions/core/callback/webhook-callback.ts';
import type { Job } from '../../../functions/core/job/job.ts';
import type { JoinRequest, TrackedLink } from '../../../functions/core/join/join.ts';
import type { LookResult } from '../../../functions/core/join/join-store.ts';
import { localClientSettings } from '../../../operator/system/local-client-settings.ts';
import { createJoin, createTracked, createWatch, placeOf } from '../core/join/join-records.ts';
import { startMs } from '../core/records.ts';
import { startTables } from './local-stores.ts';

const { client, endpoint, jobsTable, joinsTable } = await startTables();
const settings = { retentionDays: 7, now: () => startMs };
const store = createWatchStore(client, joinsTable, { ...settings, jobsTable });
const reads = createJoinReads(client, joinsTable, { ...settings, eraseDecision: async () => undefined });
const jobs = createJobStore(client, jobsTable);
const delivery = { url: 'https://shop.example', status: 'idle', attempts: 0, toldUntil: 0 } as const;

async function begin(number: number, overrides: Partial<TrackedLink> = {}) {
  const link = createTracked(number, overrides);
  const watch = createWatch(link);
  expect(await jobs.createJob(watch)).toBe('created');
  await store.trackLink(link);
  return { link, watch };
}

function next(watch: Job, lastEventId: string): Job {
  const { watch: progress = { chatId: '', sinceMs: 0, intervalMs: 0 } } = watch;
  return { ...watch, version: watch.version + 1, watch: { ...progress, lastEventId } };
}

function lookOf(watch: Job, link: TrackedLink, numbers: number[]): LookResult {
  const events = numbers.map((number) => ({
    invite: { tenantId: link.tenantId, jobId: link.jobId },
    event: createJoin(number, { id: `evt_${link.jobId}_${number}` }),
  }));
  const count = Math.max(link.events, ...numbers);
  return {
    watch: next(watch, String(count)),
    events,
    links: [{ ...link, events: count, joins: count }],
    unattributed: [],
  };
}

async function listNumbers({ tenantId, jobId }: TrackedLink) {
  const { items } = await reads.listJoins(tenantId, { inviteId: jobId, limit: 100 });
  return items.map(({ event }) => ('number' in event ? event.number : 0));
}

test('events, counts and how far the watch has come are stored together', async () => {
  const { link, watch } = await begin(1);
  const look = lookOf(watch, link, [1, 2]);
  expect(await store.saveLook(look)).toBe(true);
  expect(await jobs.getJob(watch)).toEqual(look.watch);
  expect(await reads.getTracked(link)).toEqual({ ...link, events: 2, joins: 2 });
  expect(await listNumbers(link)).toEqual([2, 1]);
});

test('of two looks from one version one is stored, and of the other nothing', async () => {
  const { link, watch } = await begin(2);
  const answers = await Promise.all([
    store.saveLook(lookOf(watch, link, [1])),
    store.saveLook({ ...lookOf(watch, link, [1, 2]), watch: { ...next(watch, '9'), fence: 2 } }),
  ]);
  expect(answers.toSorted()).toEqual([false, true]);
  const { events = 0 } = (await reads.getTracked(link)) ?? {};
  expect(await listNumbers(link)).toHaveLength(events);
  expect((await jobs.getJob(watch))?.watch?.lastEventId).toBe(answers[0] ? '1' : '9');
});

test('nothing is stored where a later lease has stored a link', async () => {
  const { link, watch } = await begin(3, { fence: 5 });
  expect(await store.saveLook(lookOf(watch, { ...link, fence: 4 }, [1]))).toBe(false);
  expect(await jobs.getJob(watch)).toEqual(watch);
  expect(await listNumbers(link)).toEqual([]);
});

test('nothing is stored where a link is gone', async () => {
  const { watch } = await begin(4);
  expect(await store.saveLook(lookOf(watch, createTracked(404), [1]))).toBe(false);
});

test('an event is never stored over another', async () => {
  const { link, watch } = await begin(5);
  const look = lookOf(watch, link, [1]);
  await store.saveLook(look);
  expect(await store.saveLook({ ...lookOf(look.watch, link, [1]), links: look.links })).toBe(false);
});

test('a look whose answer is lost is stored once, and its repeat is no refusal', async () => {
  const { link, watch } = await begin(6);
  const losing = new DynamoDBClient({ endpoint, ...localClientSettings });
  afterAll(() => losing.destroy());
  let lost = 0;
  losing.middlewareStack.add(
    (send) => async (args) => {
      const answer = await send(args);
      if (lost === 0) {
        lost += 1;
        throw Object.assign(new Error('socket hang up'), { name: 'TimeoutError', code: 'ECONNRESET' });
      }
      return answer;
    },
    { step: 'deserialize', priority: 'low' },
  );
  const losingStore = createWatchStore(losing, joinsTable, { ...settings, jobsTable });
  expect(await losingStore.saveLook(lookOf(watch, link, [1, 2]))).toBe(true);
  expect(lost).toBe(1);
  expect(await listNumbers(link)).toEqual([2, 1]);
});

test('a look that another worker repeats is told as stored', async () => {
  const { link, watch } = await begin(7);
  const look = lookOf(watch, link, [1]);
  expect(await store.saveLook(look)).toBe(true);
  expect(await store.saveLook(look)).toBe(true);
  expect(await listNumbers(link)).toEqual([1]);
});

test('ninety events and the links that they belong to fit into one look', async () => {
  const { link, watch } = await begin(8);
  const numbers = Array.from({ length: 89 }, (_, index) => index + 1);
  expect(await store.saveLook(lookOf(watch, link, numbers))).toBe(true);
  expect(await listNumbers(link)).toHaveLength(89);
});

test('requests to join are stored and taken away with the events that tell of them', async () => {
  const { link, watch } = await begin(20);
  const [ada, bob] = ['71', '72'].map((userId) => ({
    userId,
    inviteId: link.jobId,
    requestedAtMs: startMs,
    accessHash: '1',
    isTold: true as const,
  })) as [JoinRequest, JoinRequest];
  const look = { ...lookOf(watch, link, [1]), requests: { put: [ada, bob], remove: [] } };
  expect(await store.saveLook(look)).toBe(true);
  expect(await reads.listRequests(placeOf(link))).toEqual([ada, bob]);
  const later = { ...lookOf(look.watch, link, [2]), requests: { put: [], remove: [ada] } };
  expect(await store.saveLook(later)).toBe(true);
  expect(await store.saveLook({ ...later, requests: { put: [ada], remove: [] } })).toBe(true);
  expect(await reads.listRequests(placeOf(link))).toEqual([bob]);
});

test('a join by no known link is listed for its chat', async () => {
  const { link, watch } = await begin(9);
  const join = { id: 'evt_9_free', atMs: startMs + 1, userId: '99' };
  await store.saveLook({ watch: next(watch, '1'), events: [], links: [], unattributed: [join] });
  const { items } = await reads.listJoins('ten_a', { chatId: link.chatId, limit: 10 });
  expect(items).toEqual([{ chatId: link.chatId, event: { ...join, kind: 'joined' } }]);
});

test('with the events is stored when somebody has to see that they are delivered', async () => {
  const { link, watch } = await begin(10, { delivery });
  const due = createDueDeliveries(client, joinsTable);
  const shard = callbackShardOf(link.jobId);
  async function isListed(atMs: number) {
    return (await due.listDueDeliveries(shard, atMs, 100)).some(({ jobId }) => jobId === link.jobId);
  }
  await store.saveLook({ ...lookOf(watch, link, []), watch: next(watch, '0') });
  expect(await isListed(Number.MAX_SAFE_INTEGER)).toBe(false);
  await store.saveLook(lookOf(next(watch, '0'), link, [1]));
  expect(await isListed(startMs + lostCallbackMs - 1)).toBe(false);
  expect(await isListed(startMs + lostCallbackMs)).toBe(true);
  expect(await reads.getTracked(link)).toMatchObject({ delivery: { ...delivery, status: 'pending' } });
});

test('a look leaves a delivery that has gone on meanwhile as it is', async () => {
  const { link, watch } = await begin(11, { delivery });
  const first = lookOf(watch, link, [1]);
  await store.saveLook(first);
  const deliveries = createDeliveryStore(client, joinsTable, settings);
  const told = { ...delivery, toldUntil: 1 };
  expect(await deliveries.saveDelivery(link, delivery, told)).toBe(true);
  await store.saveLook(lookOf(first.watch, { ...link, events: 1 }, [2]));
  expect((await reads.getTracked(link))?.delivery).toEqual({ ...told, status: 'pending' });
});

test('a person who joined by a link is found, and no other', async () => {
  const { link, watch } = await begin(12);
  const look = lookOf(watch, link, [1, 2, 3]);
  await store.saveLook(look);
  expect(await store.findJoinsOf(link, ['7001', '7003', '1'])).toEqual([
    look.events[0]?.event,
    look.events[2]?.event,
  ]);
  expect(await store.findJoinsOf(createTracked(404), ['7001'])).toEqual([]);
});

test('a row about a person ends with its days, and one that is stored late lives for a day', async () => {
  const { link, watch } = await begin(13);
  const look = lookOf(watch, link, [1]);
  const [stored] = look.events;
  const old = createJoin(2, { id: 'evt_13_old', atMs: startMs - 100 * 24 * 3600 * 1000 });
  await store.saveLook({
    ...look,
    events: [...look.events, { invite: link, event: old }],
    links: [{ ...link, events: 2, joins: 2 }],
  });
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: joinsTable,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: marshall({ ':pk': `ten_a#${link.jobId}`, ':prefix': 'event#' }),
    }),
  );
  const days = 24 * 3600;
  expect(Items.map(({ expiresAt }) => Number(expiresAt?.N))).toEqual([
    Number(stored?.event.atMs) / 1000 + 7 * days,
    startMs / 1000 + days,
  ]);
  expect(placeOf(link).chatId).toBe(link.chatId);
});
