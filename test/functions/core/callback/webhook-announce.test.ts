import { expect, test } from 'vitest';
import {
  announceEnds,
  announceLooks,
  announceTaken,
} from '../../../../functions/core/callback/webhook-announce.ts';
import type { Job, JobCallback, JobRef } from '../../../../functions/core/job/job.ts';
import type { TrackedLink } from '../../../../functions/core/join/join.ts';
import {
  type DueCallback,
  type DueEvents,
  sweepCallbacks,
} from '../../../../functions/core/sweep/webhook-sweep.ts';
import { createJoin, createTracked, createWatch } from '../join/join-records.ts';
import { createJobRecord, startMs } from '../records.ts';
import { firstDelivery } from './events-world.ts';
import { createEndedJob } from './webhook-world.ts';

function createAnnounced({ isSaved = true, sendError }: { isSaved?: boolean; sendError?: Error } = {}) {
  const sent: JobRef[] = [];
  const unsent: Job[] = [];
  const save = announceEnds({
    saveJob: async () => isSaved,
    async sendCallback(ref) {
      if (sendError) {
        throw sendError;
      }
      sent.push(ref);
    },
    noteUnsent: (unannounced) => unsent.push(unannounced),
  });
  return { save, sent, unsent };
}

const job = createEndedJob();
const ref = { tenantId: job.tenantId, jobId: job.jobId };

test('the end of a job that somebody wants to be told of sends a message, ids only', async () => {
  const { save, sent } = createAnnounced();
  expect(await save(job)).toBe(true);
  expect(sent).toEqual([ref]);
});

test.each([
  ['an end of which nobody wants to be told', createEndedJob(2, { callback: undefined as never })],
  ['a change that is no end', createJobRecord(3)],
])('%s sends nothing', async (_what, other) => {
  const { save, sent } = createAnnounced();
  await save(other);
  expect(sent).toEqual([]);
});

test('an end that another writer has stored first sends nothing', async () => {
  const { save, sent } = createAnnounced({ isSaved: false });
  expect(await save(job)).toBe(false);
  expect(sent).toEqual([]);
});

test.each([
  ['settled with a callback', true, { callback: job.callback as JobCallback }, [ref]],
  ['stored before its edit', true, {}, []],
  ['settled by another worker', false, { callback: job.callback as JobCallback }, []],
])('a take that is %s sends its message then', async (_what, isSaved, changes, expected) => {
  const sent: JobRef[] = [];
  const save = announceTaken({
    saveTaken: async () => isSaved,
    sendCallback: async (each) => void sent.push(each),
    noteUnsent: () => undefined,
  });
  const { request } = job;
  const taken = { takeId: 'tak_1', atMs: startMs, isSettled: true };
  expect(await save(job, { request, taken, keptUntilMs: startMs, ...changes })).toBe(isSaved);
  expect(sent).toEqual(expected);
});

test('a message that cannot be sent leaves the job saved', async () => {
  const { save, unsent } = createAnnounced({ sendError: new Error('the queue is away') });
  expect(await save(job)).toBe(true);
  expect(unsent).toEqual([job]);
});

function createLooking({ isSaved = true, sendError }: { isSaved?: boolean; sendError?: Error } = {}) {
  const sent: TrackedLink[] = [];
  const unsent: TrackedLink[] = [];
  const saveLook = announceLooks({
    saveLook: async () => isSaved,
    async sendEvents(link) {
      if (sendError) {
        throw sendError;
      }
      sent.push(link);
    },
    noteUnsentEvents: (link) => unsent.push(link),
  });
  return { saveLook, sent, unsent };
}

const told = createTracked(1, { events: 2, delivery: firstDelivery });
const look = {
  watch: createWatch(told),
  events: [1, 2].map((number) => ({ invite: told, event: createJoin(number) })),
  links: [told],
  unattributed: [],
};

test('a look with events sends one message for each link whose events somebody wants to be told', async () => {
  const silent = createTracked(2);
  const quiet = createTracked(3, { delivery: firstDelivery });
  const { saveLook, sent } = createLooking();
  const event = { invite: silent, event: createJoin(1) };
  await saveLook({ ...look, events: [...look.events, event], links: [told, silent, quiet] });
  expect(sent).toEqual([told]);
});

test('a look that was not stored sends nothing', async () => {
  const { saveLook, sent } = createLooking({ isSaved: false });
  expect(await saveLook(look)).toBe(false);
  expect(sent).toEqual([]);
});

test('a message of events that cannot be sent leaves the look stored', async () => {
  const { saveLook, unsent } = createLooking({ sendError: new Error('the queue is away') });
  expect(await saveLook(look)).toBe(true);
  expect(unsent).toEqual([told]);
});

test('a sweep sends what is due in every shard, and counts what the queue refused', async () => {
  const sent: (DueCallback | DueEvents)[] = [];
  const report = await sweepCallbacks({
    now: () => startMs,
    listDueCallbacks: async (shard, untilMs) => [
      { tenantId: 'ten_a', jobId: `inv_${shard}a`, callbackDueAtMs: untilMs },
      { tenantId: 'ten_a', jobId: `inv_${shard}b`, callbackDueAtMs: untilMs },
    ],
    async resendCallbacks(due) {
      sent.push(...due);
      return due[0]?.jobId === 'inv_0a' ? 1 : 0;
    },
    listDueDeliveries: async (shard, untilMs) => [
      { tenantId: 'ten_a', jobId: `inv_${shard}c`, dueAtMs: untilMs },
    ],
    async resendEvents(due) {
      sent.push(...due);
      return due[0]?.jobId === 'inv_1c' ? 1 : 0;
    },
  });
  expect(sent).toHaveLength(12);
  expect(report).toEqual({ resentCallbacks: 10, failedCallbackSends: 2 });
});
