import { expect, test } from 'vitest';
import { announceEnds } from '../../../../functions/core/callback/webhook-announce.ts';
import type { Job, JobRef } from '../../../../functions/core/job/job.ts';
import { type DueCallback, sweepCallbacks } from '../../../../functions/core/sweep/webhook-sweep.ts';
import { createJobRecord, startMs } from '../records.ts';
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

test('a message that cannot be sent leaves the job saved', async () => {
  const { save, unsent } = createAnnounced({ sendError: new Error('the queue is away') });
  expect(await save(job)).toBe(true);
  expect(unsent).toEqual([job]);
});

test('a sweep sends what is due in every shard, and counts what the queue refused', async () => {
  const sent: DueCallback[] = [];
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
  });
  expect(sent).toHaveLength(8);
  expect(report).toEqual({ resentCallbacks: 7, failedCallbackSends: 1 });
});
