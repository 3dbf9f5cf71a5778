import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { expect, test } from 'vitest';
import { examine } from '../../../cli/ops/doctor.ts';
import { toTime } from '../../../cli/tool/account-facts.ts';
import { keyOf } from '../../../functions/aws/job-table.ts';
import type { Account } from '../../../functions/core/account/account.ts';
import { accountIdOf } from '../../../functions/core/ids.ts';
import type { Job } from '../../../functions/core/job/job.ts';
import { createAccountRecord, createJobRecord, createWatchRecord } from '../../functions/core/records.ts';
import { accountId, openOpsSystem } from './ops-system.ts';

const ops = await openOpsSystem();

const main = createAccountRecord({ accountId, tenantId: 'default', name: 'main', dcId: 2 });
const { findWrong } = ops;
const minuteMs = 60_000;

test('an account that does not work is named, with the command for its state', async () => {
  const trouble = { type: 'SESSION_REVOKED', class: 'session_dead' as const, detail: 'Log in.', atMs: 0 };
  await ops.accounts.putAccount({ ...main, status: 'dead', trouble });
  const dead = await findWrong();
  await ops.accounts.putAccount({ ...main, status: 'halted' });
  const halted = await findWrong();
  await ops.accounts.putAccount({ ...main, drainedAtMs: Date.now() });
  const drained = await findWrong();
  await ops.accounts.putAccount(main);
  expect(dead).toMatchObject([
    {
      check: 'account main',
      detail: expect.stringContaining('SESSION_REVOKED'),
      mend: expect.stringContaining('login main'),
    },
  ]);
  expect(halted).toMatchObject([{ mend: expect.stringContaining('account -- resume main') }]);
  expect(drained).toMatchObject([{ mend: expect.stringContaining('ops -- resume') }]);
});

test('a long wait of an account is told, with its method and its end, and then not all is well', async () => {
  const untilMs = Date.now() + 61 * minuteMs;
  const blockedUntilMs = { 'messages.exportChatInvite': untilMs, 'contacts.resolveUsername': 0 };
  await ops.accounts.putAccount({ ...main, blockedUntilMs });
  const { code, out, err } = await ops.run('doctor');
  const { out: json } = await ops.run('doctor --json');
  await ops.accounts.putAccount({
    ...main,
    blockedUntilMs: { 'contacts.resolveUsername': untilMs - 2 * minuteMs },
  });
  const short = await ops.run('doctor');
  await ops.accounts.putAccount(main);
  expect(out).toContain(
    `waiting  account main: active; Telegram wants no messages.exportChatInvite until ${toTime(untilMs)}`,
  );
  expect({ code, err }).toEqual({ code: 0, err: 'Nothing is wrong, but something waits for long.' });
  expect(JSON.parse(json)).toMatchObject({ well: false });
  expect(short.err).toBe('All is well.');
});

test('accounts with the same trouble are one thing that is wrong', async () => {
  const others = Array.from({ length: 6 }, (_, index) => {
    const name = `revoked${index}`;
    const trouble = {
      type: 'SESSION_REVOKED',
      class: 'session_dead' as const,
      detail: 'Ended.',
      atMs: index,
    };
    return createAccountRecord({
      accountId: accountIdOf('default', name),
      tenantId: 'default',
      name,
      dcId: 2,
      status: 'dead',
      trouble,
    });
  });
  for (const account of others) {
    await ops.accounts.putAccount(account);
  }
  const { out, err } = await ops.run('doctor');
  const { out: json } = await ops.run('doctor --json');
  for (const { accountId: id } of others) {
    const Key = marshall({ accountId: id, sk: 'account' });
    await ops.dynamoDb.send(new DeleteItemCommand({ TableName: ops.tables.accounts, Key }));
  }
  expect(err).toBe('One thing is wrong.');
  expect(out).toMatch(
    /WRONG {4}account revoked\d(, account revoked\d){4} and 1 more: It is dead\. SESSION_REVOKED.*\n +to mend it: .*login revoked\d.*\n +then the same for each of the others\n/,
  );
  const wrong = JSON.parse(json).findings.filter(({ state }: { state: string }) => state === 'wrong');
  expect(wrong).toHaveLength(6);
});

test('a watch of a chat is no job that waits, however long ago it began', async () => {
  const nowMs = Date.now();
  const watch = createWatchRecord(nowMs + minuteMs, accountId);
  const ref = { tenantId: 'default', jobId: watch.jobId };
  await ops.jobs.createJob({ ...watch, ...ref, createdAtMs: nowMs - 61 * minuteMs });
  expect(await examine(ops.context)).toEqual(
    expect.arrayContaining([
      { check: 'oldest pending job', state: 'ok', detail: 'nothing is pending' },
      { check: 'pending jobs', state: 'ok', detail: 'there are none' },
    ]),
  );
  const Key = marshall(keyOf(ref));
  await ops.dynamoDb.send(new DeleteItemCommand({ TableName: ops.tables.jobs, Key }));
});

test('a chat that cannot be watched is told, with what Telegram says', async () => {
  const watch = createWatchRecord(Date.now() + minuteMs, accountId);
  const ref = { tenantId: 'default', jobId: watch.jobId };
  const trouble = { type: 'CHAT_ADMIN_REQUIRED', detail: 'No rights.', atMs: Date.now() };
  await ops.jobs.createJob({ ...watch, ...ref, watch: { ...watch.watch, trouble } });
  const findings = await examine(ops.context);
  await ops.dynamoDb.send(new DeleteItemCommand({ TableName: ops.tables.jobs, Key: marshall(keyOf(ref)) }));
  expect(findings.find(({ check }) => check === 'watched chats of main')).toEqual({
    check: 'watched chats of main',
    state: 'waiting',
    detail:
      'Who joins is not fully known: 1 of the chats that are watched cannot be looked at, such as -1000000000011 (CHAT_ADMIN_REQUIRED). They are looked at again each hour.',
  });
});

test('jobs that wait are told, with what they wait for, and whether that is a worry', async () => {
  const nowMs = Date.now();
  const acceptedMs = nowMs - 61 * minuteMs;
  const waitingJob = { status: 'waiting', wait: { reason: 'FLOOD_WAIT', retryAtMs: nowMs + 1 } } as const;
  function add(number: number, overrides: Partial<Job>) {
    return ops.jobs.createJob(
      createJobRecord(number, {
        tenantId: 'default',
        accountId,
        dueAtMs: nowMs + 60 * minuteMs,
        ...overrides,
      }),
    );
  }
  async function findJobs() {
    return (await examine(ops.context)).filter(({ check }) => check === 'jobs of main');
  }
  const paced = { ...main, pace: { perMinute: 20, burst: 10 } };
  await ops.accounts.putAccount(paced);
  await add(10, { createdAtMs: nowMs - 59 * minuteMs });
  expect(await findJobs()).toEqual([
    {
      check: 'jobs of main',
      state: 'ok',
      detail:
        'Unfinished: 1 (queued: 1). No worry: the account makes 20 links a minute, so they take about 1 min.',
      unfinished: 1,
    },
  ]);
  expect((await ops.run('doctor')).err).toBe(
    'Nothing is wrong. 1 job is unfinished, and none of them is late.',
  );
  await add(11, { createdAtMs: acceptedMs, ...waitingJob });
  await add(12, { createdAtMs: acceptedMs - 1, dueAtMs: nowMs + 61 * minuteMs, ...waitingJob });
  await add(13, { createdAtMs: acceptedMs });
  const { jobId } = createJobRecord(12);
  expect(await findJobs()).toMatchObject([
    {
      state: 'waiting',
      detail: expect.stringMatching(
        new RegExp(
          `^Unfinished: 4 \\(queued: 2, waiting for FLOOD_WAIT: 2\\)\\. Accepted more than an hour ago: 3, the oldest ${toTime(acceptedMs - 1)}: npm run ops -- job show ${jobId} --data \\S+ That is longer than it should be: .* about 1 min\\. Look at the oldest\\.$`,
        ),
      ),
    },
  ]);
  expect((await ops.run('doctor')).err).toBe(
    'Nothing is wrong, but something waits for long. 4 jobs are unfinished.',
  );
  const untilMs = nowMs + 30 * minuteMs;
  await ops.accounts.putAccount({ ...paced, blockedUntilMs: { 'messages.exportChatInvite': untilMs } });
  const [blocked] = await findJobs();
  await ops.accounts.putAccount({ ...main, pace: { perMinute: 0.05, burst: 1 } });
  const [slow] = await findJobs();
  await ops.accounts.putAccount(main);
  expect(blocked?.detail).toContain(
    `No worry: Telegram has the account wait until ${toTime(untilMs)}, and the jobs go on then.`,
  );
  expect(slow).toMatchObject({
    state: 'waiting',
    detail: expect.stringMatching(/No worry: .* about 80 min\.$/),
  });
});

test('of jobs that all wait, it is told until when', async () => {
  const ops = await openOpsSystem();
  await ops.accounts.putAccount(main);
  const untilMs = Date.now() + 5 * minuteMs;
  for (const [number, retryAtMs] of [
    [20, untilMs + minuteMs],
    [21, untilMs],
  ] as const) {
    await ops.jobs.createJob(
      createJobRecord(number, {
        tenantId: 'default',
        accountId,
        createdAtMs: Date.now(),
        status: 'waiting',
        wait: { reason: 'OUTCOME_UNKNOWN', retryAtMs },
      }),
    );
  }
  const found = (await examine(ops.context)).find(({ check }) => check === 'jobs of main');
  expect(found?.detail).toContain(`No worry: all of them wait, the first until ${toTime(untilMs)}.`);
});

test('a job that nobody has taken up for more than three minutes is laid to the sweeper, unless its account is at work or waits', async () => {
  const nowMs = Date.now();
  const late = createJobRecord(1, { tenantId: 'default', accountId, createdAtMs: nowMs - 4 * minuteMs });
  await ops.jobs.createJob(late);
  expect(await findWrong()).toMatchObject([
    { check: 'sweeper', detail: expect.stringContaining(late.jobId) },
  ]);

  await ops.accounts.putAccount({ ...main, leasedAtMs: nowMs });
  expect(await findWrong()).toEqual([]);
  await ops.accounts.putAccount({
    ...main,
    blockedUntilMs: { 'messages.exportChatInvite': nowMs + minuteMs },
  });
  expect(await findWrong()).toEqual([]);
  await ops.accounts.putAccount(main);
  // A message sent again two minutes ago, and a wait with the account that was over then.
  await ops.jobs.saveJob({ ...late, version: 2, updatedAtMs: nowMs - 2 * minuteMs });
  expect(await findWrong()).toEqual([]);
  const wait = { reason: 'CONNECTION_FAILED', retryAtMs: nowMs - 2 * minuteMs };
  await ops.jobs.saveJob({ ...late, version: 3, status: 'waiting', wait });
  expect(await findWrong()).toEqual([]);
});

test('accounts that are one Telegram user are named, with the commands that remove one', async () => {
  const owner = { userId: '5000000001', firstName: 'Ada', username: 'ada' };
  function record(name: string, overrides: Partial<Account> = {}) {
    return createAccountRecord({
      accountId: accountIdOf('other', name),
      tenantId: 'other',
      name,
      owner,
      ...overrides,
    });
  }

  function remove(name: string) {
    const Key = marshall({ accountId: accountIdOf('other', name), sk: 'account' });
    return ops.dynamoDb.send(new DeleteItemCommand({ TableName: ops.tables.accounts, Key }));
  }
  await ops.accounts.putAccount(record('test', { userFingerprint: 'of a test server' }));
  await ops.accounts.putAccount({ ...main, owner, userFingerprint: 'of the real Telegram' });
  expect(await findWrong()).toEqual([]);
  await remove('test');
  await ops.accounts.putAccount(record('twin', { loggedInAtMs: 1 }));
  await ops.accounts.putAccount(record('stranger', { owner: { ...owner, userId: '5000000002' } }));
  const found = await findWrong();
  await remove('twin');
  await remove('stranger');
  await ops.accounts.putAccount(main);
  expect(found).toMatchObject([
    {
      check: 'user Ada (@ada, id 5000000001)',
      detail: expect.stringContaining('"main", "twin" of tenant "other"'),
      mend: expect.stringMatching(
        /remove main --data \S+, or npm run account -- remove twin --data \S+ --tenant other/,
      ),
    },
  ]);
});
