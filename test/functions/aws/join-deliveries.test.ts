import { expect, test } from 'vitest';
import { createJobStore } from '../../../functions/aws/job-store.ts';
import { createDueDeliveries } from '../../../functions/aws/join-deliveries.ts';
import { createDeliveryStore, createWatchStore } from '../../../functions/aws/join-store.ts';
import { callbackShardOf } from '../../../functions/core/callback/webhook-callback.ts';
import type { TrackedLink } from '../../../functions/core/join/join.ts';
import type { Delivery } from '../../../functions/core/join/join-delivery.ts';
import { createJoin, createTracked, createWatch } from '../core/join/join-records.ts';
import { startMs } from '../core/records.ts';
import { startTables } from './local-stores.ts';

const { client, jobsTable, joinsTable } = await startTables();
const dayMs = 24 * 3600 * 1000;
const jobs = createJobStore(client, jobsTable);
const due = createDueDeliveries(client, joinsTable);
const first: Delivery = { url: 'https://shop.example', status: 'idle', attempts: 0, toldUntil: 0 };
let lastNumber = 0;

function open(retentionDays = 7, nowMs = startMs) {
  return createDeliveryStore(client, joinsTable, { retentionDays, now: () => nowMs });
}

async function storeEvents(count: number): Promise<TrackedLink> {
  lastNumber += 1;
  const link = createTracked(lastNumber, { delivery: first });
  const store = createWatchStore(client, joinsTable, { retentionDays: 7, now: () => startMs, jobsTable });
  const watch = createWatch(link);
  await jobs.createJob(watch);
  await store.trackLink(link);
  const events = Array.from({ length: count }, (_, index) => ({
    invite: link,
    event: createJoin(index + 1),
  }));
  const look = { watch: { ...watch, version: 2 }, events, links: [{ ...link, events: count }] };
  expect(await store.saveLook({ ...look, unattributed: [] })).toBe(true);
  return link;
}

async function isListed(link: TrackedLink, atMs = Number.MAX_SAFE_INTEGER) {
  const listed = await due.listDueDeliveries(callbackShardOf(link.jobId), atMs, 100);
  return listed.some(({ jobId }) => jobId === link.jobId);
}

test('the next event is the first with a higher number', async () => {
  const link = await storeEvents(3);
  expect(await open().nextEvent(link, 0)).toEqual(createJoin(1));
  expect(await open().nextEvent(link, 2)).toEqual(createJoin(3));
  expect(await open().nextEvent(link, 3)).toBeUndefined();
});

test('an event that is kept no more is passed over', async () => {
  const link = await storeEvents(2);
  const nowMs = startMs + 7 * dayMs + 1_000;
  expect(await open(7, nowMs).nextEvent(link, 0)).toEqual(createJoin(2));
});

test('a delivery goes on, and is due when it says', async () => {
  const link = await storeEvents(2);
  const begun: Delivery = { ...first, status: 'pending', attempts: 1, lastError: 'It answered 500.' };
  expect(await open().saveDelivery(link, first, begun, startMs + 5)).toBe(true);
  expect((await open().getTracked(link))?.delivery).toEqual(begun);
  expect([await isListed(link, startMs + 4), await isListed(link, startMs + 5)]).toEqual([false, true]);
});

test('of twenty that begin the same attempt at once, one does', async () => {
  const link = await storeEvents(1);
  const begun: Delivery = { ...first, status: 'pending', attempts: 1 };
  const saved = await Promise.all(
    Array.from({ length: 20 }, () => open().saveDelivery(link, first, begun, startMs)),
  );
  expect(saved.filter(Boolean)).toHaveLength(1);
});

test('a delivery that is done leaves the index, unless another event has come', async () => {
  const link = await storeEvents(2);
  expect(await open().saveDelivery(link, first, { ...first, toldUntil: 1 })).toBe(false);
  expect(await isListed(link)).toBe(true);
  expect(await open().saveDelivery(link, first, { ...first, toldUntil: 2 })).toBe(true);
  expect(await isListed(link)).toBe(false);
});

test('what is not kept is deleted when it is delivered, and not before', async () => {
  const link = await storeEvents(3);
  const store = open(0);
  await store.saveDelivery(link, first, { ...first, attempts: 1 }, startMs);
  expect(await store.nextEvent(link, 0)).toEqual(createJoin(1));
  const told = { ...first, toldUntil: 2 };
  await store.saveDelivery(link, { ...first, attempts: 1 }, told, startMs);
  expect(await store.nextEvent(link, 0)).toEqual(createJoin(3));
});

test('what is kept stays when it is delivered', async () => {
  const link = await storeEvents(1);
  await open(1).saveDelivery(link, first, { ...first, toldUntil: 1 });
  expect(await open(1).nextEvent(link, 0)).toEqual(createJoin(1));
});
