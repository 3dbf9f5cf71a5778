import { expect, test } from 'vitest';
import { createJobDecisions } from '../../../functions/aws/job-decisions.ts';
import { createJobStore } from '../../../functions/aws/job-store.ts';
import { createJoinReads, createWatchStore } from '../../../functions/aws/join-store.ts';
import { erasedUserId } from '../../../functions/core/job/operation.ts';
import { toOperationResource } from '../../../functions/core/job/operation-resource.ts';
import type { LinkEvent, TrackedLink } from '../../../functions/core/join/join.ts';
import type { LookResult } from '../../../functions/core/join/join-store.ts';
import {
  createJoin,
  createJoinRequest,
  createTracked,
  createWatch,
  placeOf,
} from '../core/join/join-records.ts';
import { createJobRecord, startMs } from '../core/records.ts';
import { startTables } from './local-stores.ts';

const { client, jobsTable, joinsTable } = await startTables();
const dayMs = 24 * 3600 * 1000;
const jobs = createJobStore(client, jobsTable);
const store = openStore(7);
const reads = openReads(7);

function openStore(retentionDays: number, nowMs = startMs) {
  return createWatchStore(client, joinsTable, { retentionDays, now: () => nowMs, jobsTable });
}

function openReads(retentionDays: number, nowMs = startMs) {
  return createJoinReads(client, joinsTable, {
    retentionDays,
    now: () => nowMs,
    eraseDecision: createJobDecisions(client, jobsTable).eraseDecision,
  });
}

/** Each test has a tenant of its own. */
async function storeEvents(
  link: TrackedLink,
  events: LinkEvent[],
  {
    unattributed = [],
    into = store,
  }: { unattributed?: LookResult['unattributed']; into?: typeof store } = {},
) {
  const watch = createWatch(link);
  await jobs.createJob(watch);
  await into.trackLink(link);
  const look = {
    watch: { ...watch, version: 2 },
    events: events.map((event) => ({ invite: link, event })),
    links: [{ ...link, events: events.length }],
    unattributed,
  };
  expect(await into.saveLook(look)).toBe(true);
}

function ids({ items }: { items: { event: { id: string } }[] }) {
  return items.map(({ event }) => event.id);
}

test('joins of an invite come newest first and page by page, without other events', async () => {
  const link = createTracked(1, { tenantId: 'ten_1' });
  const asked = {
    id: 'evt_asked',
    number: 3,
    atMs: startMs,
    kind: 'join_requested',
    userId: '9',
  } as const;
  await storeEvents(link, [createJoin(1), createJoin(2), asked, createJoin(4), createJoin(5)]);
  const filter = { inviteId: link.jobId, limit: 2 };
  const first = await reads.listJoins('ten_1', filter);
  expect(first.items[0]).toEqual({
    inviteId: link.jobId,
    account: 'main',
    chatId: link.chatId,
    event: createJoin(5),
  });
  const second = await reads.listJoins('ten_1', { ...filter, after: first.next ?? '' });
  expect([ids(first), ids(second), second.next]).toEqual([['evt_5', 'evt_4'], ['evt_2', 'evt_1'], undefined]);
});

test('joins of a tenant come by their time, page by page, from all its links and from no link', async () => {
  const [a, b] = [createTracked(1, { tenantId: 'ten_2' }), createTracked(2, { tenantId: 'ten_2' })];
  const free = { id: 'evt_free', atMs: startMs + 2_500, userId: '5' };
  await storeEvents(a, [createJoin(1), createJoin(2)], { unattributed: [free] });
  await storeEvents(b, [createJoin(1, { id: 'evt_b', atMs: startMs + 1_500 })]);
  const first = await reads.listJoins('ten_2', { limit: 3 });
  const second = await reads.listJoins('ten_2', { limit: 3, after: first.next ?? '' });
  expect([ids(first), ids(second), second.next]).toEqual([
    ['evt_free', 'evt_2', 'evt_b'],
    ['evt_1'],
    undefined,
  ]);
});

test('a list of a chat, and one since a time, leave out the rest', async () => {
  const [a, b] = [createTracked(1, { tenantId: 'ten_3' }), createTracked(2, { tenantId: 'ten_3' })];
  await storeEvents(a, [createJoin(1), createJoin(2)]);
  await storeEvents(b, [createJoin(1, { id: 'evt_b' })]);
  expect(ids(await reads.listJoins('ten_3', { chatId: a.chatId, limit: 5 }))).toEqual(['evt_2', 'evt_1']);
  const sinceMs = startMs + 2_000;
  expect(ids(await reads.listJoins('ten_3', { sinceMs, limit: 5 }))).toEqual(['evt_2']);
  expect(ids(await reads.listJoins('ten_3', { inviteId: a.jobId, sinceMs, limit: 5 }))).toEqual(['evt_2']);
});

test('the place of another list ends a list, and is no error', async () => {
  const link = createTracked(1, { tenantId: 'ten_places' });
  await storeEvents(link, [createJoin(1), createJoin(2)]);
  const ofTenant = await reads.listJoins('ten_places', { limit: 1 });
  const ofInvite = await reads.listJoins('ten_places', { inviteId: link.jobId, limit: 1 });
  const crossed = { inviteId: link.jobId, limit: 5, after: ofTenant.next ?? '' };
  expect(await reads.listJoins('ten_places', crossed)).toEqual({ items: [] });
  expect(await reads.listJoins('ten_places', { limit: 5, after: ofInvite.next ?? '' })).toBeDefined();
});

test('what is older than it is kept is not shown, though it is there', async () => {
  const link = createTracked(1, { tenantId: 'ten_4' });
  await storeEvents(link, [createJoin(1), createJoin(2)]);
  const later = openReads(7, startMs + 7 * dayMs + 1_500);
  expect(ids(await later.listJoins('ten_4', { limit: 5 }))).toEqual(['evt_2']);
  expect(ids(await later.listJoins('ten_4', { inviteId: link.jobId, limit: 5 }))).toEqual(['evt_2']);
});

test('where nothing is kept nothing is shown, and a join without a link is not stored', async () => {
  const link = createTracked(1, { tenantId: 'ten_5' });
  await storeEvents(link, [createJoin(1)], {
    unattributed: [{ id: 'evt_free', atMs: startMs, userId: '5' }],
    into: openStore(0),
  });
  await store.saveRequests(placeOf(link), { put: [createJoinRequest('8')], remove: [] });
  expect((await openReads(0).listJoins('ten_5', { limit: 5 })).items).toEqual([]);
  expect((await openReads(0).listJoins('ten_5', { inviteId: link.jobId, limit: 5 })).items).toEqual([]);
  expect(await openReads(0).listRequests(placeOf(link))).toEqual([]);
  expect(ids(await reads.listJoins('ten_5', { limit: 5 }))).toEqual(['evt_1']);
});

test('requests are stored as they are now, and each of them ends', async () => {
  const place = placeOf(createTracked(1, { tenantId: 'ten_6' }));
  const [a, b] = [
    createJoinRequest('1', { inviteId: 'inv_1', firstName: 'Ada', about: 'hi' }),
    createJoinRequest('2'),
  ];
  await store.saveRequests(place, { put: [a, b], remove: [] });
  expect(await store.listRequests(place)).toEqual([a, b]);
  await store.saveRequests(place, { put: [{ ...b, requestedAtMs: 5 }], remove: [a, b] });
  expect(await reads.listRequests(place)).toEqual([{ ...b, requestedAtMs: 5 }]);
  expect(await openReads(7, startMs + 7 * dayMs).listRequests(place)).toEqual([]);
});

test('a person is erased from what happened and from what waits, of one tenant, and the counts stay', async () => {
  const link = createTracked(1, { tenantId: 'ten_7' });
  const other = createTracked(1, { tenantId: 'ten_8' });
  const userId = '4242';
  await storeEvents(link, [createJoin(1, { userId }), createJoin(2), createJoin(3, { userId })], {
    unattributed: [{ id: 'evt_free', atMs: startMs, userId }],
  });
  await storeEvents(other, [createJoin(1, { userId })]);
  await store.saveRequests(placeOf(link), {
    put: [createJoinRequest(userId), createJoinRequest('5')],
    remove: [],
  });
  expect(await reads.erasePerson('ten_7', userId)).toBe(4);
  expect(ids(await reads.listJoins('ten_7', { limit: 5 }))).toEqual(['evt_2']);
  expect(await reads.listRequests(placeOf(link))).toEqual([createJoinRequest('5')]);
  expect(await reads.getTracked(link)).toMatchObject({ events: 3 });
  expect(ids(await reads.listJoins('ten_8', { limit: 5 }))).toEqual(['evt_1']);
  expect(await reads.erasePerson('ten_7', userId)).toBe(0);
});

test('a decision about a person who is erased names nobody any more, and is not one about all', async () => {
  const userId = '4343';
  const operation = { kind: 'approve' as const, userId };
  const decision = createJobRecord(0, { tenantId: 'ten_9', jobId: 'op_9', operation });
  const all = createJobRecord(0, { tenantId: 'ten_9', jobId: 'op_all', operation: { kind: 'approve' } });
  await reads.noteDecision(decision, userId);
  await jobs.createJob(decision);
  await jobs.createJob(all);
  // Its operation was never stored, because the process died.
  await reads.noteDecision({ tenantId: 'ten_9', jobId: 'op_never' }, userId);
  expect(await reads.erasePerson('ten_9', userId)).toBe(2);
  const stored = (await jobs.getJob(decision)) ?? decision;
  expect(stored.operation).toEqual({ kind: 'approve', userId: erasedUserId });
  expect(toOperationResource(stored)).toMatchObject({ user_id: null });
  expect((await jobs.getJob(all))?.operation).toEqual({ kind: 'approve' });
  expect(await jobs.getJob({ tenantId: 'ten_9', jobId: 'op_never' })).toBeUndefined();
  expect(await reads.erasePerson('ten_9', userId)).toBe(0);
});
