import { GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { createJobStore } from '../../../functions/aws/job-store.ts';
import { parkedDueAtMs } from '../../../functions/core/job/due.ts';
import { type Job, resultKeptMs } from '../../../functions/core/job/job.ts';
import { begin, block, expire, fail, succeed, wait } from '../../../functions/core/job/transitions.ts';
import { createJobRecord, createOperationRecord, createWatchRecord, startMs } from '../core/records.ts';
import { startTables } from './local-stores.ts';

const { client, jobsTable } = await startTables();
const store = createJobStore(client, jobsTable);
let lastNumber = 0;

/** A job of an account of its own, so that the tests do not see each other's. */
function newJob(overrides: Partial<Job> = {}): Job {
  lastNumber += 1;
  return createJobRecord(lastNumber, { accountId: `acc_${lastNumber}`, ...overrides });
}

async function storeJob(overrides: Partial<Job> = {}): Promise<Job> {
  const job = newJob(overrides);
  expect(await store.createJob(job)).toBe('created');
  return job;
}

/** Transitions in the tests start from a record that is stored. */
async function save(next: Job): Promise<Job> {
  expect(await store.saveJob(next)).toBe(true);
  return next;
}

function due(accountId: string, untilMs = startMs, limit = 25) {
  return store.listDueJobs(accountId, { untilMs, limit });
}

test('a job comes back as it was stored', async () => {
  const job = await storeJob({
    request: {
      account: 'main',
      peer: { _: 'inputPeerChannel', channel_id: '1', access_hash: '-9223372036854775808' },
      title: 'Ünï 🎉',
      subscription_pricing: { period: 2_592_000, amount: 50 },
      metadata: { order: '1' },
    },
    requestHash: 'abc',
  });
  expect(await store.getJob(job)).toEqual(job);
  expect(await store.loadJobs([job])).toEqual([job]);
});

test('of fifty requests for one id at once exactly one creates the job, and all others are shown it', async () => {
  const job = newJob();
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, index) => store.createJob({ ...job, requestHash: `hash ${index}` })),
  );
  expect(answers.filter((answer) => answer === 'created')).toHaveLength(1);
  const stored = await store.getJob(job);
  expect(stored?.requestHash).toBe(`hash ${answers.indexOf('created')}`);
  for (const answer of answers.filter((each) => each !== 'created')) {
    expect(answer).toEqual(stored);
  }
});

test('a job of another tenant is not there', async () => {
  const job = await storeJob();
  const other = { tenantId: 'ten_b', jobId: job.jobId };
  expect(await store.getJob(other)).toBeUndefined();
  expect(await store.loadJobs([other])).toEqual([]);
});

test('a change is stored over the version it was made from', async () => {
  const job = await storeJob();
  const begun = await save(begin(job, 7, startMs + 1));
  expect(await store.getJob(job)).toEqual(begun);
});

test('what a job has waited is stored with it', async () => {
  const waiting = await save(
    wait(await storeJob(), { reason: 'FLOOD_WAIT', retryAtMs: startMs + 9 }, startMs),
  );
  await save(begin(waiting, 7, startMs + 9));
  expect(await store.getJob(waiting)).toMatchObject({ status: 'running', waitedMs: 9 });
});

test('of many changes made from one version exactly one is stored', async () => {
  const job = await storeJob();
  const changes = Array.from({ length: 20 }, (_, index) => begin(job, index, startMs + index));
  const saved = await Promise.all(changes.map(store.saveJob));
  expect(saved.filter(Boolean)).toHaveLength(1);
  expect(await store.getJob(job)).toEqual(changes[saved.indexOf(true)]);
});

test('a change made from an older version is refused and changes nothing', async () => {
  const job = await storeJob();
  const begun = await save(begin(job, 7, startMs + 1));
  expect(await store.saveJob(expire(job, startMs + 2))).toBe(false);
  expect(await store.saveJob({ ...begun, version: begun.version + 2 })).toBe(false);
  expect(await store.getJob(job)).toEqual(begun);
});

test('a write whose answer was lost may be repeated', async () => {
  const job = await storeJob();
  const begun = await save(begin(job, 7, startMs + 1));
  expect(await store.saveJob(begun)).toBe(true);
  expect(await store.getJob(job)).toEqual(begun);
});

test('the same change under another lease is no repeat', async () => {
  const job = await storeJob();
  await save(begin(job, 7, startMs + 1));
  expect(await store.saveJob(begin(job, 8, startMs + 1))).toBe(false);
});

test('a job that is gone is not brought back by a change', async () => {
  const job = newJob();
  expect(await store.saveJob(begin(job, 1, startMs))).toBe(false);
  expect(await store.getJob(job)).toBeUndefined();
});

test('what a transition takes away is taken away', async () => {
  const job = await storeJob();
  const until = { reason: 'FLOOD_WAIT', method: 'm', retryAtMs: startMs + 60_000 };
  const waiting = await save(wait(job, until, startMs));
  expect((await store.getJob(job))?.wait).toEqual(until);
  const begun = await save(begin(waiting, 2, startMs + 60_000));
  expect(await store.getJob(job)).toEqual(begun);
  expect(await store.getJob(job)).not.toHaveProperty('wait');
});

test('a link, a refusal and its reason are kept in full', async () => {
  const invite = {
    link: 'https://t.me/+abc',
    admin_id: '9007199254740993',
    date: 1_796_119_331,
    permanent: false,
    request_needed: false,
    revoked: false,
    subscription_pricing: { period: 2_592_000, amount: 5 },
  };
  const begun = await save(begin(await storeJob(), 1, startMs));
  const made = succeed(begun, { kind: 'chatInviteExported', invite }, startMs);
  const refused = fail(
    await storeJob(),
    { type: 'CHAT_ADMIN_REQUIRED', class: 'rights', detail: 'Grant it.', code: 403 },
    startMs,
  );
  await save(made);
  await save(refused);
  expect(await store.getJob(made)).toEqual(made);
  expect(await store.getJob(refused)).toEqual(refused);
});

test('only a finished job expires, thirty days after it was finished', async () => {
  const job = await storeJob();
  async function read() {
    const Key = { pk: { S: `${job.tenantId}#${job.jobId}` } };
    const { Item } = await client.send(new GetItemCommand({ TableName: jobsTable, Key }));
    return Item?.expiresAt?.N;
  }
  expect(await read()).toBeUndefined();
  await save(expire(job, startMs));
  expect(await read()).toBe(String((startMs + resultKeptMs) / 1000));
});

test('due jobs are listed by due time, oldest first, and no more than asked for', async () => {
  const first = await storeJob({ dueAtMs: startMs - 2 });
  const { accountId } = first;
  const last = await storeJob({ accountId, dueAtMs: startMs });
  const middle = await storeJob({ accountId, dueAtMs: startMs - 1 });
  await storeJob({ accountId, dueAtMs: startMs + 1 });
  const refs = [first, middle, last].map(({ tenantId, jobId, dueAtMs }) => ({
    tenantId,
    jobId,
    dueAtMs,
  }));
  expect(await due(accountId)).toEqual(refs);
  expect(await due(accountId, startMs, 2)).toEqual(refs.slice(0, 2));
  const range = { afterMs: startMs - 1, untilMs: startMs - 1, limit: 25 };
  expect(await store.listDueJobs(accountId, range)).toEqual([refs[1]]);
});

test('a blocked job is in the index beyond every clock, by its deadline', async () => {
  const job = await storeJob();
  await save(block(job, { type: 'PEER_FLOOD', class: 'account_halted', detail: '' }, startMs));
  const dueAtMs = parkedDueAtMs + job.deadlineMs;
  expect(await due(job.accountId, dueAtMs - 1)).toEqual([]);
  expect(await due(job.accountId, dueAtMs)).toHaveLength(1);
  const range = { afterMs: parkedDueAtMs, untilMs: Number.MAX_SAFE_INTEGER, limit: 25 };
  expect(await store.listDueJobs(job.accountId, range)).toHaveLength(1);
});

test('a finished job leaves the index', async () => {
  const job = await storeJob();
  expect(await due(job.accountId)).toHaveLength(1);
  await save(expire(job, startMs));
  const { Items } = await client.send(
    new QueryCommand({
      TableName: jobsTable,
      IndexName: 'byAccount',
      KeyConditionExpression: 'accountId = :accountId',
      ExpressionAttributeValues: { ':accountId': { S: job.accountId } },
    }),
  );
  expect(Items).toEqual([]);
});

test('more jobs than one request may name are loaded, each once, whatever is missing or named twice', async () => {
  const jobs = await Promise.all(Array.from({ length: 130 }, () => storeJob()));
  const refs = [...jobs, ...jobs.slice(0, 20), newJob()];
  const loaded = await store.loadJobs(refs);
  function byId(a: Job, b: Job) {
    return a.jobId.localeCompare(b.jobId);
  }
  expect(loaded.sort(byId)).toEqual(jobs.sort(byId));
});

test('nothing is loaded when nothing is named', async () => {
  expect(await store.loadJobs([])).toEqual([]);
});

test('unfinished jobs of an account are counted, blocked ones too, and no further than asked', async () => {
  const first = await storeJob();
  const { accountId } = first;
  const blocked = await storeJob({ accountId });
  await save(block(blocked, { type: 'PEER_FLOOD', class: 'account_halted', detail: '' }, startMs));
  await storeJob({ accountId, dueAtMs: startMs + 3_600_000 });
  await save(expire(await storeJob({ accountId }), startMs));
  expect(await store.countUnfinishedJobs(accountId, 100)).toBe(3);
  expect(await store.countUnfinishedJobs(accountId, 2)).toBe(2);
  expect(await store.countUnfinishedJobs('acc_nobody', 100)).toBe(0);
});

const blocking = { type: 'PEER_FLOOD', class: 'account_halted', detail: 'Ask.' } as const;

test('the due times of unfinished jobs are listed in their order, up to a limit, with their fractions', async () => {
  const accountId = 'acc_places';
  const places = [3, 1, 2].map((number) => 1_800_000_000_000 + number + number / 4_096);
  for (const [index, placeMs] of places.entries()) {
    await store.createJob(
      createJobRecord(index + 1, { accountId, jobId: `inv_p${index}`, placeMs, dueAtMs: placeMs }),
    );
  }
  const sorted = places.toSorted((a, b) => a - b);
  // Operations stand before them, and are none of them.
  for (const letter of ['A', 'B', 'C']) {
    await store.createJob(createOperationRecord(letter, 1, { kind: 'revoke' }, { accountId }));
  }
  // Watches are no jobs that somebody waits for, blocked or not.
  const watch = createWatchRecord(startMs, accountId);
  await store.createJob(watch);
  await store.createJob({ ...block(watch, blocking, startMs), jobId: `${watch.jobId.slice(0, -1)}Z` });
  expect(await store.countUnfinishedJobs(accountId, 10)).toBe(6);
  const due = await store.listDueRequests(accountId, 10);
  expect(due.map(({ dueAtMs }) => dueAtMs)).toEqual(sorted);
  expect(await store.listDueRequests(accountId, 2)).toEqual(due.slice(0, 2));
  expect(await store.getJob({ tenantId: 'ten_a', jobId: 'inv_p0' })).toMatchObject({ placeMs: places[0] });
});
