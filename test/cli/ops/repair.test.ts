import {
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { afterEach, expect, test } from 'vitest';
import type { Job } from '../../../functions/core/job/job.ts';
import { createAccountRecord, createJobRecord } from '../../functions/core/records.ts';
import { accountId, openOpsSystem } from './ops-system.ts';

const ops = await openOpsSystem();
const deadUrl = ops.queueUrl.replace('-jobs.fifo', '-jobs-dead.fifo');
const deadWebhooksUrl = ops.webhooksQueueUrl.replace('-webhooks.fifo', '-webhooks-dead.fifo');
const main = createAccountRecord({ accountId, tenantId: 'default', name: 'main', dcId: 2 });

afterEach(() => ops.accounts.putAccount(main));

let lastNumber = 0;

async function storeJob(overrides: Partial<Job> = {}): Promise<Job> {
  lastNumber += 1;
  const jobId = `inv_0${String(lastNumber).padStart(25, '0')}`;
  const job = createJobRecord(lastNumber, {
    tenantId: 'default',
    jobId,
    accountId,
    createdAtMs: Date.UTC(2026, 0, 1),
    ...overrides,
  });
  await ops.jobs.createJob(job);
  return job;
}

const rights = { type: 'CHAT_ADMIN_REQUIRED', class: 'rights', detail: 'Make it an administrator.' } as const;

function storeFailed(overrides: Partial<Job> = {}): Promise<Job> {
  const finishedAtMs = Date.UTC(2026, 0, 1, 0, 0, 5);
  return storeJob({
    status: 'failed',
    error: rights,
    calledAtMs: finishedAtMs - 1000,
    finishedAtMs,
    ...overrides,
  });
}

function give(QueueUrl: string, MessageBody: string, id: string) {
  return ops.sqs.send(
    new SendMessageCommand({ QueueUrl, MessageBody, MessageGroupId: id, MessageDeduplicationId: id }),
  );
}

async function countMessages(QueueUrl: string): Promise<number> {
  const { Attributes = {} } = await ops.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
  );
  return Number(Attributes.ApproximateNumberOfMessages);
}

/** What is in a queue, taken out of sight. */
async function receive(QueueUrl: string): Promise<string[]> {
  const bodies: string[] = [];
  for (;;) {
    const { Messages = [] } = await ops.sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
    );
    if (Messages.length === 0) {
      return bodies;
    }
    bodies.push(...Messages.map(({ Body = '' }) => Body));
  }
}

test('what lies in the dead-letter queues is listed, and stays in sight', async () => {
  expect((await ops.run('dlq list')).out).toBe('The dead-letter queues are empty.');
  await give(deadUrl, JSON.stringify({ tenantId: 'default', jobId: 'inv_a', accountId }), 'a');
  await give(deadUrl, 'who wrote this?', 'b');
  await give(deadWebhooksUrl, JSON.stringify({ tenantId: 'default', jobId: 'inv_c' }), 'c');
  const letters = JSON.parse((await ops.run('dlq list --json')).out);
  expect(letters).toMatchObject([
    { queue: 'invite-spool-dev-jobs-dead.fifo', job: 'inv_a', tenant: 'default', receives: 1 },
    { queue: 'invite-spool-dev-jobs-dead.fifo' },
    { queue: 'invite-spool-dev-webhooks-dead.fifo', job: 'inv_c' },
  ]);
  expect((await ops.run('dlq list')).out).toContain('unreadable: not written by this service');
  expect(await countMessages(deadUrl)).toBe(2);
});

test('what this service wrote is given back to the queue it comes from, and the rest stays', async () => {
  const { out } = await ops.run('dlq redrive --json');
  expect(JSON.parse(out)).toEqual({ redriven: 2, left: 1 });
  expect((await ops.run('dlq redrive')).err).toMatch(/^SQS deletes them.*start it again$/);
  expect(await countMessages(deadUrl)).toBe(1);
  expect(await receive(ops.queueUrl)).toEqual([
    JSON.stringify({ tenantId: 'default', jobId: 'inv_a', accountId }),
  ]);
  expect(await receive(ops.webhooksQueueUrl)).toEqual([
    JSON.stringify({ tenantId: 'default', jobId: 'inv_c' }),
  ]);
});

test('a job is shown as a time line, without its link', async () => {
  const startMs = Date.UTC(2026, 0, 1, 0, 0, 0);
  const invite = {
    link: 'https://t.me/+secret',
    admin_id: '1',
    date: 1,
    permanent: true,
    request_needed: false,
    revoked: false,
  };
  const { jobId } = await storeJob({
    status: 'succeeded',
    requestId: 'JKJaXmPLvHcESHA=',
    attempts: 2,
    waits: 1,
    calledAtMs: startMs + 2000,
    finishedAtMs: startMs + 3000,
    outcome: { kind: 'chatInviteExported', invite },
    callback: {
      url: 'https://shop.example/',
      status: 'delivered',
      attempts: 1,
      deliveredAtMs: startMs + 4000,
    },
  });
  const { out } = await ops.run(`job show ${jobId}`);
  expect(out).toMatch(/request id +JKJaXmPLvHcESHA=\nstatus +succeeded\ncalls +2\nrefused with a wait +1\n/);
  expect(out.split('\n').slice(-6, -2)).toEqual([
    '2026-01-01T00:00:00Z  accepted',
    '2026-01-01T00:00:02Z  call begun',
    '2026-01-01T00:00:03Z  succeeded (chatInviteExported)',
    '2026-01-01T00:00:04Z  callback delivered, at attempt 1',
  ]);
  const json = await ops.run(`job show ${jobId} --json`);
  expect(JSON.parse(json.out)).toMatchObject({ id: jobId, status: 'succeeded', outcome_unknown: false });
  expect(out + json.out).not.toContain('secret');
});

test('an operation is shown too, and not made a request for a link', async () => {
  const inviteId = 'inv_00000000000000000000000000';
  const { jobId } = await storeFailed({
    jobId: 'op_00000000000000000000000001',
    operation: { kind: 'revoke', inviteId },
  });
  expect((await ops.run(`job show ${jobId}`)).out).toMatch(
    new RegExp(`operation +revoke\ninvite +${inviteId}\n`),
  );
  const { err } = await ops.run(`job retry ${jobId}`);
  expect(err).toContain(`${jobId} is an operation`);
});

test('a job that waits says what for and until when; a call of unknown outcome is told', async () => {
  const startMs = Date.UTC(2026, 0, 1);
  const { jobId } = await storeJob({
    status: 'waiting',
    updatedAtMs: startMs + 2000,
    intentAtMs: startMs + 1000,
    calledAtMs: startMs + 1000,
    wait: { reason: 'ANSWER_TIMEOUT', retryAtMs: startMs + 9000 },
    dueAtMs: startMs + 9000,
  });
  const { out } = await ops.run(`job show ${jobId}`);
  expect(out.split('\n').slice(-5, -1)).toEqual([
    '2026-01-01T00:00:00Z  accepted',
    '2026-01-01T00:00:01Z  call begun, its outcome is not known',
    '2026-01-01T00:00:02Z  waiting for ANSWER_TIMEOUT',
    '2026-01-01T00:00:09Z  due since then, and waiting',
  ]);
});

test('of a job that is not finished, it is told what keeps its account from it', async () => {
  const { jobId } = await storeJob();
  await ops.accounts.putAccount({ ...main, drainedAtMs: Date.UTC(2026, 0, 1) });
  expect((await ops.run(`job show ${jobId}`)).out).toMatch(
    /account state +active; drained since 2026-01-01T00:00:00Z\n/,
  );
});

test('the job of another tenant is found by its id; one that is not there is refused', async () => {
  const other = createAccountRecord({ accountId: 'acc_other', tenantId: 'shop', name: 'other' });
  await ops.accounts.putAccount(other);
  const { jobId } = await storeJob({ tenantId: 'shop' });
  const { out } = await ops.run(`job show ${jobId}`);
  expect(out).toMatch(/tenant +shop/);
  // The row of a job that did not come by a request, or came before it was kept.
  expect(out).not.toContain('request id');
  expect(await ops.run(`job show ${jobId.replace(/.$/, 'Z')}`)).toMatchObject({
    code: 1,
    err: expect.stringContaining('There is no job'),
  });
});

test('a failed job is asked for again as a new job with a message, and is not touched itself', async () => {
  const failed = await storeFailed({
    requestId: 'JKJaXmPLvHcESHA=',
    batch: { batchId: 'bat_1', index: 0, size: 1 },
    callback: { url: 'https://shop.example/', status: 'delivered', attempts: 3 },
  });
  const { out } = await ops.run(`job retry ${failed.jobId} --json`);
  const { id, retry_of } = JSON.parse(out);
  expect(retry_of).toBe(failed.jobId);
  const again = await ops.jobs.getJob({ tenantId: 'default', jobId: id });
  expect(again).toMatchObject({
    status: 'queued',
    attempts: 0,
    accountId,
    request: failed.request,
    requestId: 'JKJaXmPLvHcESHA=',
    callback: { url: 'https://shop.example/', status: 'pending', attempts: 0 },
  });
  expect(again).not.toHaveProperty('batch');
  expect(await ops.jobs.getJob(failed)).toEqual(failed);
  expect(await receive(ops.queueUrl)).toEqual([
    JSON.stringify({ tenantId: 'default', jobId: id, accountId }),
  ]);
});

test('a failed job that was asked for again is not asked for a second time, but the retry is, once it failed too', async () => {
  const { jobId } = await storeFailed();
  const first = await ops.run(`job retry ${jobId} --json`);
  const id = JSON.parse(first.out).id;
  const second = await ops.run(`job retry ${jobId}`);
  expect(second).toMatchObject({ code: 1, err: expect.stringContaining(`${id} is queued.`) });

  const retry = await ops.jobs.getJob({ tenantId: 'default', jobId: id });
  await ops.jobs.saveJob({
    ...(retry as Job),
    version: 2,
    status: 'failed',
    error: rights,
    finishedAtMs: Date.now(),
  });
  expect(await ops.run(`job retry ${jobId}`)).toMatchObject({
    err: expect.stringContaining(`job retry ${id}`),
  });
  expect(await ops.run(`job retry ${id}`)).toMatchObject({ code: 0 });
});

test.for<[string, Partial<Job>, RegExp]>([
  ['is at work', { status: 'running' }, /is running, so a worker goes on with it/],
  ['has its link', { status: 'succeeded', finishedAtMs: 1 }, /is succeeded: only a job that failed/],
  ['was withdrawn', { status: 'cancelled', finishedAtMs: 1 }, /is cancelled: only a job that failed/],
  [
    'is out of date',
    { status: 'failed', finishedAtMs: 1, request: { account: 'main', peer: '@a', deadline: 1 } },
    /out of date: deadline is not in the future/,
  ],
])('a job that %s is not asked for again', async ([, overrides, reason]) => {
  const { jobId } = await storeJob(overrides);
  expect(await ops.run(`job retry ${jobId}`)).toMatchObject({ code: 1, err: expect.stringMatching(reason) });
});

test.for<[string, Partial<Job>]>([
  ['was given up while its chat could not be searched', { reconciliations: 12 }],
  ['failed with its account', { error: { type: 'ACCOUNT_REMOVED', class: 'account', detail: 'Gone.' } }],
])(
  'a job that %s may have made a link, and is asked for again only by --even-if-made',
  async ([, overrides]) => {
    const { jobId } = await storeFailed(overrides);
    expect(await ops.run(`job retry ${jobId}`)).toMatchObject({
      code: 1,
      err: expect.stringContaining('may have made a link'),
    });
    expect(await ops.run(`job retry ${jobId} --even-if-made`)).toMatchObject({ code: 0 });
  },
);

test('drain waits until the lease is over, then no worker gets one until resume', async () => {
  const nowMs = Date.now();
  const lease = { owner: 'worker', untilMs: nowMs + 60_000, nowMs, jobIds: [] };
  const answer = await ops.accounts.takeLease(accountId, lease);
  const fence = answer.kind === 'taken' ? answer.account.fence : 0;
  // Told with the first look at a lease that is held.
  const waiting = Promise.withResolvers<string>();
  const draining = ops.run('drain --json', () => waiting.resolve('waits'));
  expect(await Promise.race([draining, waiting.promise])).toBe('waits');
  await ops.accounts.releaseLease(accountId, fence, {});
  expect(JSON.parse((await draining).out).drained).toContain('main');
  const next = { ...lease, owner: 'another' };
  expect(await ops.accounts.takeLease(accountId, next)).toEqual({ kind: 'drained' });

  expect(JSON.parse((await ops.run('resume --json')).out).resumed).toContain('main');
  expect(await ops.accounts.takeLease(accountId, next)).toMatchObject({ kind: 'taken' });
  expect((await ops.run('resume')).out).toBe('Nothing was drained.');
});

test('a job whose message cannot be sent is left to the sweeper', async () => {
  await ops.sqs.send(new DeleteQueueCommand({ QueueUrl: ops.queueUrl }));
  const { jobId } = await storeFailed();
  await ops.accounts.putAccount(main);
  const { code, err } = await ops.run(`job retry ${jobId}`);
  expect({ code, err }).toEqual({ code: 0, err: expect.stringContaining('the sweeper sends it') });
  const [account] = await ops.accounts.loadAccounts([accountId]);
  expect(account?.dueAtMs).toBeGreaterThan(Date.now());
});
