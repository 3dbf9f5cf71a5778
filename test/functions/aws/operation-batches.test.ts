import { expect, test } from 'vitest';
import { createJobLists } from '../../../functions/aws/job-lists.ts';
import { createOperationBatches } from '../../../functions/aws/operation-batches.ts';
import type { OperationBatch } from '../../../functions/core/job/operation-batch.ts';
import { startMs } from '../core/records.ts';
import { startTables } from './local-stores.ts';

const { client, jobsTable } = await startTables();
const batches = createOperationBatches(client, jobsTable);

const batch: OperationBatch = {
  tenantId: 'ten_a',
  batchId: 'bat_1',
  requestHash: 'abc',
  inviteIds: ['inv_1', 'inv_2'],
  unfinished: 1,
  createdAtMs: startMs,
};

test('a batch is stored once, and read as it was stored', async () => {
  expect(await batches.getOperationBatch('ten_a', 'bat_1')).toBeUndefined();
  expect(await batches.createOperationBatch(batch)).toBe('created');
  expect(await batches.createOperationBatch({ ...batch, inviteIds: [] })).toEqual(batch);
  expect(await batches.getOperationBatch('ten_a', 'bat_1')).toEqual(batch);
  expect(await batches.getOperationBatch('ten_b', 'bat_1')).toBeUndefined();
});

test('a batch is in no list of invites or operations', async () => {
  const lists = createJobLists(client, jobsTable);
  const everything = { fromMs: 0, beforeMs: 10 ** 15 - 1, limit: 10 };
  await batches.createOperationBatch({ ...batch, batchId: 'bat_2', next: '000001#inv_9' });
  expect((await batches.getOperationBatch('ten_a', 'bat_2'))?.next).toBe('000001#inv_9');
  expect((await lists.listJobsOf('ten_a', everything)).jobs).toEqual([]);
  expect((await lists.listOperationsOf('ten_a', everything)).jobs).toEqual([]);
});
