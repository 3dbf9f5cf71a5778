import { expect, test } from 'vitest';
import { createJobLinks } from '../../../functions/aws/job-links.ts';
import { createJobLists } from '../../../functions/aws/job-lists.ts';
import { createJobStore } from '../../../functions/aws/job-store.ts';
import { begin, succeedOperation } from '../../../functions/core/job/transitions.ts';
import { createJobRecord, createOperationRecord, startMs } from '../core/records.ts';
import { startTables } from './local-stores.ts';

const { client, jobsTable } = await startTables();
const jobs = createJobStore(client, jobsTable);
const lists = createJobLists(client, jobsTable);
const links = createJobLinks(client, jobsTable);
let lastNumber = 0;

async function storeInvite() {
  lastNumber += 1;
  const job = createJobRecord(lastNumber, { tenantId: `ten_${lastNumber}` });
  expect(await jobs.createJob(job)).toBe('created');
  return job;
}

test('what is known of a link is stored beside its job, whose version stays, and which changes go on over', async () => {
  const job = await storeInvite();
  const link = { usage: 2, isRevoked: true, asOfMs: startMs, fence: 3 } as const;
  expect(await links.saveLink(job, link)).toBe(true);
  expect(await jobs.getJob(job)).toEqual({ ...job, link });
  expect(await jobs.saveJob(begin(job, 3, startMs))).toBe(true);
  expect(await jobs.getJob(job)).toMatchObject({ status: 'running', link });
});

test('an older lease stores nothing over a later one', async () => {
  const job = await storeInvite();
  await links.saveLink(job, { asOfMs: startMs, fence: 3 });
  expect(await links.saveLink(job, { isRevoked: true, asOfMs: startMs, fence: 2 })).toBe(false);
  expect((await jobs.getJob(job))?.link).toEqual({ asOfMs: startMs, fence: 3 });
  expect(await links.saveLink(job, { usage: 1, asOfMs: startMs, fence: 3 })).toBe(true);
});

test('a write that arrives late stores nothing over a later one of the same lease', async () => {
  const job = await storeInvite();
  const [first, second] = [1, 2].map((writeNumber) => ({ asOfMs: startMs, fence: 3, writeNumber }));
  await links.saveLink(job, { ...first, fence: 3, asOfMs: startMs });
  expect(await links.saveLink(job, { asOfMs: startMs, fence: 3, isRevoked: true, ...second })).toBe(true);
  expect(await links.saveLink(job, { asOfMs: startMs, fence: 3, ...first })).toBe(false);
  expect((await jobs.getJob(job))?.link).toMatchObject({ isRevoked: true, writeNumber: 2 });
  // The SDK has repeated it, because its answer was lost.
  expect(await links.saveLink(job, { asOfMs: startMs, fence: 3, isRevoked: true, ...second })).toBe(true);
  expect(await links.saveLink(job, { asOfMs: startMs, fence: 4, writeNumber: 1 })).toBe(true);
});

test('nothing is stored for an invite that is gone', async () => {
  const gone = { tenantId: 'ten_x', jobId: 'inv_gone' };
  expect(await links.saveLink(gone, { asOfMs: startMs, fence: 1 })).toBe(false);
  expect(await links.saveOperationIds(gone, undefined, ['op_1'])).toBe(false);
  expect(await jobs.getJob(gone)).toBeUndefined();
});

test('of two who put operations in order at once, one wins', async () => {
  const job = await storeInvite();
  const won = await Promise.all(['op_1', 'op_2'].map((id) => links.saveOperationIds(job, undefined, [id])));
  expect(won.toSorted()).toEqual([false, true]);
  const { operationIds = [] } = (await jobs.getJob(job)) ?? {};
  expect(await links.saveOperationIds(job, operationIds, [...operationIds, 'op_3'])).toBe(true);
  expect(await links.saveOperationIds(job, operationIds, ['op_4'])).toBe(false);
  expect((await jobs.getJob(job))?.operationIds).toEqual([...operationIds, 'op_3']);
});

test('an operation is stored whole, and listed among the operations of its tenant and not among its invites', async () => {
  const invite = await storeInvite();
  const { tenantId } = invite;
  const operation = createOperationRecord('A', 1, { kind: 'edit', changes: { title: 'a' } }, { tenantId });
  const everything = { fromMs: 0, beforeMs: 10 ** 15 - 1, limit: 10 };
  expect(await jobs.createJob(operation)).toBe('created');
  expect(await jobs.getJob(operation)).toEqual(operation);
  expect((await lists.listJobsOf(tenantId, everything)).jobs.map(({ jobId }) => jobId)).toEqual([
    invite.jobId,
  ]);
  const listed = await lists.listOperationsOf(tenantId, everything);
  expect(listed.jobs).toMatchObject([{ tenantId, jobId: operation.jobId }]);
  const begun = begin(operation, 1, startMs);
  await jobs.saveJob(begun);
  const ended = succeedOperation(begun, { usage: 1 }, startMs);
  expect(await jobs.saveJob(ended)).toBe(true);
  expect(await jobs.getJob(operation)).toEqual(ended);
});

test('the operations of a tenant come in pages', async () => {
  const { tenantId } = await storeInvite();
  for (const letter of ['A', 'B', 'C']) {
    await jobs.createJob(createOperationRecord(letter, 1, { kind: 'revoke' }, { tenantId }));
  }
  const range = { fromMs: 0, beforeMs: 10 ** 15 - 1, limit: 2 };
  const first = await lists.listOperationsOf(tenantId, range);
  const after = first.jobs.at(-1)?.createdKey;
  const second = await lists.listOperationsOf(tenantId, { ...range, after });
  const ids = [...first.jobs, ...second.jobs].map(({ jobId }) => jobId.at(-1));
  expect(ids).toEqual(['C', 'B', 'A']);
});

test('who has taken a link is stored once, and once more when it is settled, with its callback', async () => {
  const job = await storeInvite();
  const taken = { takeId: 'tak_1', atMs: startMs, isSettled: false };
  const request = { ...job.request, metadata: { order: '7' } };
  const callback = { url: 'https://example.com', status: 'pending', attempts: 0 } as const;
  const settled = { request, taken: { ...taken, isSettled: true }, callback, keptUntilMs: startMs };
  expect(await links.saveTaken(job, { request, taken, keptUntilMs: startMs })).toBe(true);
  expect(await jobs.getJob(job)).toEqual({ ...job, request, taken });
  const other = { ...taken, takeId: 'tak_2' };
  expect(await links.saveTaken(job, { request, taken: other, keptUntilMs: startMs })).toBe(false);
  expect(await links.saveTaken(job, settled)).toBe(true);
  expect(await links.saveTaken(job, settled)).toBe(false);
  expect(await jobs.getJob(job)).toMatchObject({ taken: { isSettled: true }, callback });
});
