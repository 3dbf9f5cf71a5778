import { GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { expect, test } from 'vitest';
import { createJobStore } from '../../../functions/aws/job-store.ts';
import { createDueDeliveries } from '../../../functions/aws/join-deliveries.ts';
import { createJoinReads, createWatchStore } from '../../../functions/aws/join-store.ts';
import { linkKey } from '../../../functions/aws/join-table.ts';
import { callbackShardOf } from '../../../functions/core/callback/webhook-callback.ts';
import type { TrackedLink } from '../../../functions/core/join/join.ts';
import { schemaVersion } from '../../../functions/core/schema-version.ts';
import { createTracked, placeOf } from '../core/join/join-records.ts';
import { createJobRecord, startMs } from '../core/records.ts';
import { startTables } from './local-stores.ts';

const { client, jobsTable, joinsTable } = await startTables();
const settings = { retentionDays: 7, now: () => startMs };
const store = createWatchStore(client, joinsTable, { ...settings, jobsTable });
const reads = createJoinReads(client, joinsTable, { ...settings, eraseDecision: async () => undefined });

test('a tracked link is found by its link, by its chat and by its invite', async () => {
  const tracked = createTracked(1, {
    track: 'names',
    isSingleUse: true,
    usageLimit: 1,
    endsAtMs: startMs + 1_000,
    delivery: { url: 'https://shop.example', status: 'idle', attempts: 0, toldUntil: 0 },
  });
  await store.trackLink(tracked);
  expect(
    await store.findTracked(placeOf(tracked), [tracked.link, tracked.link, 'https://t.me/+other']),
  ).toEqual(new Map([[tracked.link, tracked]]));
  expect(await store.listTracked(placeOf(tracked))).toEqual({ links: [tracked] });
  expect(await reads.getTracked(tracked)).toEqual(tracked);
});

test.each([
  ['tenant', { tenantId: 'ten_b' }],
  ['account', { accountId: 'acc_b' }],
  ['chat', { chatId: '-1000' }],
])('a link of another %s is not there', async (_what, other) => {
  const tracked = createTracked(2);
  await store.trackLink(tracked);
  const place = { ...placeOf(tracked), ...other };
  expect((await store.findTracked(place, [tracked.link])).size).toBe(0);
  expect(await store.listTracked(place)).toEqual({ links: [] });
});

test('the events of a tracked link that are sent nowhere go to the URL that is told first', async () => {
  const tracked = createTracked(71, { chatId: '-100777', events: 2, joins: 2 });
  await store.trackLink(tracked);
  await store.tellJoinsTo(tracked, 'https://shop.example');
  await store.tellJoinsTo(tracked, 'https://other.example');
  expect((await reads.getTracked(tracked))?.delivery).toEqual({
    url: 'https://shop.example',
    status: 'pending',
    attempts: 0,
    toldUntil: 0,
  });
  const shard = callbackShardOf(tracked.jobId);
  expect(
    await createDueDeliveries(client, joinsTable).listDueDeliveries(shard, startMs + 3_600_000, 10),
  ).toMatchObject([{ jobId: tracked.jobId }]);
});

test('a link whose joins nobody asked for is told to nobody', async () => {
  const untracked = createTracked(72);
  await store.tellJoinsTo(untracked, 'https://shop.example');
  expect(await reads.getTracked(untracked)).toBeUndefined();
});

test('a link that is tracked already keeps its counts, its delivery and its beginning, and takes what has changed', async () => {
  const delivery = { url: 'https://shop.example', status: 'idle', attempts: 0, toldUntil: 5 } as const;
  const tracked = createTracked(3, { events: 5, joins: 4, missing: 1, delivery });
  await store.trackLink(tracked);
  await store.trackLink(
    createTracked(3, {
      sinceMs: startMs + 9_000,
      endsAtMs: startMs + 10_000,
      track: 'names',
      fence: 2,
      delivery: { ...delivery, toldUntil: 0 },
    }),
  );
  expect(await reads.getTracked(tracked)).toEqual({
    ...tracked,
    endsAtMs: startMs + 10_000,
    track: 'names',
    fence: 2,
  });
});

test('a link that is tracked anew is not tracked since it was made', async () => {
  const tracked = createTracked(10, { isFromStart: true });
  await store.trackLink(tracked);
  await store.trackLink(createTracked(10));
  expect((await reads.getTracked(tracked))?.isFromStart).toBe(true);
  await store.untrackLink(tracked);
  await store.trackLink(createTracked(10));
  expect((await reads.getTracked(tracked))?.isFromStart).toBeUndefined();
});

test('a link that has no end any more is kept', async () => {
  const tracked = createTracked(4, { endsAtMs: startMs });
  await store.trackLink(tracked);
  await store.trackLink(createTracked(4));
  expect(await reads.getTracked(tracked)).toEqual(createTracked(4));
});

test('a link that is tracked no more is in no list, and its joins can be told still', async () => {
  const tracked = createTracked(5, { events: 2, joins: 2 });
  await store.trackLink(tracked);
  await store.untrackLink(tracked);
  expect((await store.findTracked(placeOf(tracked), [tracked.link])).size).toBe(0);
  expect(await store.listTracked(placeOf(tracked))).toEqual({ links: [] });
  expect(await reads.getTracked(tracked)).toEqual(tracked);
});

test('tracking that begins again tells joins from then on, and goes on counting', async () => {
  const tracked = createTracked(6, { events: 2, joins: 2 });
  await store.trackLink(tracked);
  await store.untrackLink(tracked);
  await store.trackLink(createTracked(6, { sinceMs: startMs + 60_000 }));
  expect(await store.listTracked(placeOf(tracked))).toEqual({
    links: [{ ...tracked, sinceMs: startMs + 60_000 }],
  });
});

test('an earlier lease changes no link and takes none away', async () => {
  const tracked = createTracked(7, { fence: 5 });
  await store.trackLink(tracked);
  await store.trackLink({ ...tracked, track: 'names', fence: 4 });
  await store.untrackLink({ ...tracked, fence: 4 });
  expect(await store.listTracked(placeOf(tracked))).toEqual({ links: [tracked] });
});

test('a link that a newer version of the code has written stays as it is', async () => {
  const tracked = createTracked(8);
  await store.trackLink(tracked);
  await client.send(
    new UpdateItemCommand({
      TableName: joinsTable,
      Key: marshall(linkKey(tracked)),
      UpdateExpression: 'SET v = :v',
      ExpressionAttributeValues: marshall({ ':v': schemaVersion + 1 }),
    }),
  );
  await store.trackLink({ ...tracked, track: 'names', fence: 9 });
  await store.untrackLink({ ...tracked, fence: 9 });
  expect(await store.listTracked(placeOf(tracked))).toEqual({ links: [tracked] });
});

test('the links of a chat come page by page, each once', async () => {
  const first = createTracked(9);
  const jobIds = Array.from({ length: 150 }, (_, index) => `inv_9_${index}`);
  for (const jobId of jobIds) {
    await store.trackLink({ ...first, jobId, link: `https://t.me/+${jobId}` });
  }
  const page = await store.listTracked(placeOf(first));
  const rest = await store.listTracked(placeOf(first), page.next);
  expect([page.links.length, rest.links.length, rest.next]).toEqual([100, 50, undefined]);
  const listed = [...page.links, ...rest.links].map(({ jobId }) => jobId);
  expect(listed.toSorted()).toEqual(jobIds.toSorted());
});

test('the invite of a tracked link is kept longer, and one that is not final expires at no time', async () => {
  const link = createTracked(1, { tenantId: 'ten_keep' });
  const jobs = createJobStore(client, jobsTable);
  const untilMs = startMs + 60 * 24 * 3600 * 1000;
  async function expiryOf({ tenantId, jobId }: TrackedLink) {
    const { Item } = await client.send(
      new GetItemCommand({ TableName: jobsTable, Key: marshall({ pk: `${tenantId}#${jobId}` }) }),
    );
    return Item?.expiresAt?.N;
  }
  const { jobId, tenantId } = link;
  await store.trackLink(link);
  await jobs.createJob(createJobRecord(0, { tenantId, jobId, status: 'succeeded', finishedAtMs: startMs }));
  await store.keepInvite(link, untilMs);
  expect(await expiryOf(link)).toBe(String(untilMs / 1000));
  expect(await reads.getTracked(link)).toMatchObject({ inviteKeptUntilMs: untilMs, events: link.events });

  const open = createTracked(2, { tenantId: 'ten_keep' });
  await store.trackLink(open);
  await jobs.createJob(createJobRecord(0, { tenantId, jobId: open.jobId }));
  await store.keepInvite(open, untilMs);
  expect(await expiryOf(open)).toBeUndefined();
});

test('a link whose invite is gone is tracked no more', async () => {
  const link = createTracked(3, { tenantId: 'ten_keep' });
  await store.trackLink(link);
  await store.keepInvite(link, startMs);
  expect((await store.findTracked(placeOf(link), [link.link])).size).toBe(0);
});
