import type { SQSRecord } from 'aws-lambda';
import { expect, test } from 'vitest';
import type { LogFields } from '../../../functions/aws/log.ts';
import type { Job } from '../../../functions/core/job/job.ts';
import { exportMethod } from '../../../functions/core/rpc/methods.ts';
import { createWorker } from '../../../functions/worker/create-worker.ts';
import { createDrainWorld } from '../core/drain/drain-world.ts';
import { refusedWith } from '../core/drain/scripted-telegram.ts';
import { createAccountRecord, createJobRecord, startMs } from '../core/records.ts';
import { createMessageRecord, createSqsEvent, createSqsRecord } from './sqs-event.ts';

type Change = { receiptHandle: string; visibilityTimeout: number };

/** A worker on the in-memory stores, with a second account beside the first. */
function createWorkerWorld(jobs: Job[]) {
  const world = createDrainWorld(jobs);
  world.store.accounts.set('acc_b', createAccountRecord({ accountId: 'acc_b', name: 'second' }));
  const changes: Change[][] = [];
  const lines: string[] = [];
  let changeVisibility: (batch: Change[]) => Promise<string[]> = async (batch) => {
    changes.push(batch);
    return [];
  };
  const fields: LogFields[] = [];
  function write(message: string, facts: LogFields) {
    lines.push(`${message} ${JSON.stringify(facts)}`);
    fields.push(facts);
  }
  const worker = createWorker({
    ...world.deps,
    changeVisibility: (batch) => changeVisibility(batch),
    log: { debug: write, info: write, warn: write, error: write },
  });
  return {
    ...world,
    changes,
    lines,
    fields,
    /** The ids of the messages that are reported as failures, which is: that come back. */
    async work(...records: SQSRecord[]): Promise<string[]> {
      const context = { getRemainingTimeInMillis: () => 60_000 };
      const { batchItemFailures } = await worker(createSqsEvent(...records), context);
      expect(world.telegram.offences).toEqual([]);
      return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    },
    onChangeVisibility(next: typeof changeVisibility) {
      changeVisibility = next;
    },
  };
}

function jobOfSecond(number: number) {
  return createJobRecord(number, { accountId: 'acc_b' });
}

function messageOfSecond(number: number) {
  return createMessageRecord(number, { accountId: 'acc_b' });
}

test('messages of finished jobs are deleted: nothing is reported, nothing is hidden', async () => {
  const world = createWorkerWorld([createJobRecord(1), createJobRecord(2)]);
  expect(await world.work(createMessageRecord(1), createMessageRecord(2))).toEqual([]);
  expect(world.statuses()).toEqual(['succeeded', 'succeeded']);
  expect(world.changes.flat()).toEqual([]);
});

test('a batch that mixes accounts is worked through account by account', async () => {
  const world = createWorkerWorld([createJobRecord(1), jobOfSecond(2), createJobRecord(3)]);
  expect(await world.work(createMessageRecord(1), messageOfSecond(2), createMessageRecord(3))).toEqual([]);
  expect(world.statuses()).toEqual(['succeeded', 'succeeded', 'succeeded']);
  expect(world.log.filter((entry) => entry === 'connect')).toHaveLength(2);
});

test('a wait hides every message of its account in one batch, and none of another account', async () => {
  const world = createWorkerWorld([createJobRecord(1), jobOfSecond(2), createJobRecord(3)]);
  world.store.accounts.set(
    'acc_a',
    createAccountRecord({ blockedUntilMs: { [exportMethod]: startMs + 60_000 } }),
  );
  const returned = await world.work(createMessageRecord(1), messageOfSecond(2), createMessageRecord(3));
  expect(returned).toEqual(['message 1', 'message 3']);
  expect(world.changes.filter((batch) => batch.length > 0)).toEqual([
    [
      { receiptHandle: 'receipt of message 1', visibilityTimeout: 60 },
      { receiptHandle: 'receipt of message 3', visibilityTimeout: 60 },
    ],
  ]);
  expect(world.store.job(2).status).toBe('succeeded');
});

test('a message is never back before the wait is over', async () => {
  const world = createWorkerWorld([createJobRecord(1)]);
  world.telegram.script(exportMethod, refusedWith('FLOOD_WAIT_60', 420));
  await world.work(createMessageRecord(1));
  const endMs = world.store.job(1).wait?.retryAtMs ?? 0;
  expect(endMs - world.now()).toBe(60_500);
  expect(world.changes).toEqual([[{ receiptHandle: 'receipt of message 1', visibilityTimeout: 61 }]]);
});

test('messages that SQS delivers twice in one batch share one verdict', async () => {
  const world = createWorkerWorld([createJobRecord(1)]);
  const again = { ...createMessageRecord(1), messageId: 'message 1 again', receiptHandle: 'another receipt' };
  expect(await world.work(createMessageRecord(1), again)).toEqual([]);
  expect(world.telegram.links).toHaveLength(1);
});

test('unreadable messages come back, hidden for a second, until SQS gives them up; the others are worked on', async () => {
  const world = createWorkerWorld([createJobRecord(1)]);
  const returned = await world.work(
    createSqsRecord('not JSON', '{'),
    createMessageRecord(1),
    createSqsRecord('not ours', '{"jobId":"inv_1"}'),
  );
  expect(returned.sort()).toEqual(['not JSON', 'not ours']);
  expect(world.store.job(1).status).toBe('succeeded');
  expect(world.changes.flat()).toEqual([
    { receiptHandle: 'receipt of not JSON', visibilityTimeout: 1 },
    { receiptHandle: 'receipt of not ours', visibilityTimeout: 1 },
  ]);
  expect(world.lines.filter((line) => line.startsWith('unreadable message'))).toHaveLength(2);
});

test('a fault with one account does not touch the other: its messages come back after ten seconds', async () => {
  const world = createWorkerWorld([createJobRecord(1), jobOfSecond(2), createJobRecord(3)]);
  world.store.onOperation((operation, subject) => {
    if (operation === 'takeLease' && subject === 'acc_a') {
      throw new Error('DynamoDB is down');
    }
  });
  const returned = await world.work(createMessageRecord(1), messageOfSecond(2), createMessageRecord(3));
  expect(returned).toEqual(['message 1', 'message 3']);
  expect(world.statuses()).toEqual(['queued', 'succeeded', 'queued']);
  expect(world.changes.flat().map(({ visibilityTimeout }) => visibilityTimeout)).toEqual([10, 10]);
});

test('when nothing works at all every message comes back and nothing is thrown', async () => {
  const world = createWorkerWorld([createJobRecord(1), jobOfSecond(2)]);
  world.store.onOperation(() => {
    throw new Error('DynamoDB is down');
  });
  world.onChangeVisibility(async () => {
    throw new Error('SQS is down');
  });
  expect(await world.work(createMessageRecord(1), messageOfSecond(2))).toEqual(['message 1', 'message 2']);
  expect(world.lines.filter((line) => line.startsWith('hiding messages failed'))).toHaveLength(2);
});

test('what SQS refuses to hide is reported all the same, and counted in the log', async () => {
  const world = createWorkerWorld([createJobRecord(1)]);
  world.telegram.script(exportMethod, refusedWith('FLOOD_WAIT_60', 420));
  world.onChangeVisibility(async (batch) => batch.map(({ receiptHandle }) => receiptHandle));
  expect(await world.work(createMessageRecord(1))).toEqual(['message 1']);
  expect(world.lines).toContain('SQS refused to hide messages {"count":1}');
});

test('each change of a job is a line with ids, its status and its reason, without link or request', async () => {
  const world = createWorkerWorld([createJobRecord(1), createJobRecord(2), createJobRecord(3)]);
  world.telegram.script(
    exportMethod,
    { kind: 'answer' },
    refusedWith('CHAT_ADMIN_REQUIRED'),
    refusedWith('FLOOD_WAIT_60', 420),
  );
  await world.work(createMessageRecord(1), createMessageRecord(2), createMessageRecord(3));
  const text = world.lines.join('\n');
  expect(text).toContain('"jobId":"inv_1","accountId":"acc_a","status":"succeeded"');
  expect(text).toContain('"status":"waiting","attempts":1,"reason":"FLOOD_WAIT"');
  expect(text).toContain('"errorType":"CHAT_ADMIN_REQUIRED","errorClass":"rights"');
  expect(text).not.toMatch(/t\.me|launch|order/);
});

test('the line of a fault is about its account, and has the error for the log to describe', async () => {
  const world = createWorkerWorld([createJobRecord(1)]);
  const error = new TypeError('DynamoDB is down');
  world.store.onOperation(() => {
    throw error;
  });
  await world.work(createMessageRecord(1));
  expect(world.fields).toContainEqual({ accountId: 'acc_a', error });
});

test("the lines about a job carry the id of the request that it came with; an older row's have none", async () => {
  const world = createWorkerWorld([createJobRecord(1, { requestId: 'request 1' }), createJobRecord(2)]);
  await world.work(createMessageRecord(1), createMessageRecord(2));
  function idsOf(jobId: string) {
    return new Set(world.fields.filter((each) => each.jobId === jobId).map(({ requestId }) => requestId));
  }
  expect(idsOf('inv_1')).toEqual(new Set(['request 1']));
  expect(idsOf('inv_2')).toEqual(new Set([undefined]));
});

test('the end of the invocation is taken from Lambda, and the lease goes beyond it', async () => {
  const world = createWorkerWorld([createJobRecord(1)]);
  const leases: number[] = [];
  world.telegram.onAnswer(() => leases.push(world.account().leaseUntilMs ?? 0));
  await world.work(createMessageRecord(1));
  expect(leases[0]).toBe(startMs + 62_000);
});

test('two records of one account are one lease, under an owner of its own each time', async () => {
  const world = createWorkerWorld([createJobRecord(1), createJobRecord(2)]);
  const owners = new Set<string | undefined>();
  world.telegram.onAnswer(() => owners.add(world.account().leaseOwner));
  await world.work(createMessageRecord(1));
  world.store.jobs.set('inv_3', createJobRecord(3));
  await world.work(createMessageRecord(3));
  expect(owners.size).toBe(2);
});
