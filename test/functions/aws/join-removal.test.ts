import { paginateScan } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { createJobStore } from '../../../functions/aws/job-store.ts';
import { createJoinRemoval } from '../../../functions/aws/join-removal.ts';
import { createWatchStore } from '../../../functions/aws/join-store.ts';
import type { TrackedLink } from '../../../functions/core/join/join.ts';
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
const jobs = createJobStore(client, jobsTable);
const store = createWatchStore(client, joinsTable, { retentionDays: 7, now: () => startMs, jobsTable });
const removal = createJoinRemoval(client, joinsTable, jobsTable);

async function watchChat(link: TrackedLink) {
  const watch = createWatch(link);
  await jobs.createJob(watch);
  await store.trackLink(link);
  await store.saveLook({
    watch: { ...watch, version: 2 },
    events: [1, 2].map((number) => ({ invite: link, event: createJoin(number) })),
    links: [{ ...link, events: 2 }],
    unattributed: [],
  });
  await store.saveRequests(placeOf(link), { put: [createJoinRequest('8')], remove: [] });
  return watch;
}

async function listPartitions(): Promise<string[]> {
  const partitions = new Set<string>();
  for await (const { Items = [] } of paginateScan({ client }, { TableName: joinsTable })) {
    for (const { pk } of Items) {
      partitions.add(pk?.S ?? '');
    }
  }
  return [...partitions].sort();
}

test('what an account has seen is forgotten with it, and nothing of another account', async () => {
  const own = [createTracked(1), createTracked(2)];
  const other = createTracked(3, { accountId: 'acc_b', chatId: '-1001' });
  await jobs.createJob(createJobRecord(1));
  for (const link of [...own, other]) {
    await watchChat(link);
  }
  const watches = await removal.listWatches('ten_a', 'acc_a');
  expect(watches.map(({ watch }) => watch?.chatId).toSorted()).toEqual(['-1001', '-1002']);
  for (const watch of watches) {
    await removal.removeWatch(watch);
  }
  expect(await listPartitions()).toEqual(['ten_a#acc_b#-1001', 'ten_a#inv_3']);
  expect(await removal.listWatches('ten_a', 'acc_a')).toEqual([]);
  expect(await removal.listWatches('ten_a', 'acc_b')).toHaveLength(1);
  expect(await jobs.getJob({ tenantId: 'ten_a', jobId: 'inv_1' })).toBeDefined();
});
