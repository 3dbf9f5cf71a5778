import { afterAll, beforeAll, expect, test } from 'vitest';
import { exportMethod } from '../../functions/core/rpc/methods.ts';
import type { FloodWaitKind } from '../../telegram-emulator/flood-policy.ts';
import { findSecrets } from './find-secrets.ts';
import { accept, make, messagesDeleted, reach, settle, statusesOf } from './follow-jobs.ts';
import { type LocalService, startLocalService } from './local-service.ts';
import { countMessages, passTime } from './pass-time.ts';
import { seedAccount, type TestAccount } from './seed-account.ts';
import { tellFailure } from './tell-failure.ts';

let service: LocalService;
beforeAll(async () => {
  service = await startLocalService();
});
afterAll(() => service.close());
tellFailure(() => service);

function imposeWait({ user }: TestAccount, waitSeconds: number, kind: FloodWaitKind = 'FLOOD_WAIT') {
  service.telegram.floodPolicy.imposeWait(user.id, exportMethod, waitSeconds, kind);
}

/** The account's calls of the export, in order. */
function exportsOf({ user }: TestAccount) {
  return service.telegram.ledger.calls.filter(
    (call) => call.method === exportMethod && call.userId === user.id.toString(),
  );
}

test.concurrent('a wait of a second is slept through on the same connection', async () => {
  const account = await seedAccount(service, 'sleeper');
  imposeWait(account, 1);
  const id = await accept(service, { account: account.account, peer: account.peer });
  expect(await settle(service, id)).toMatchObject({ status: 'succeeded', attempts: 2 });
  expect(statusesOf(service, id)).toEqual(['waiting', 'running', 'succeeded']);
  const [refused, made] = exportsOf(account);
  expect(made?.connectionId).toBe(refused?.connectionId);
});

test.concurrent('a wait of seconds is shown while it lasts, and sat out by the message', async () => {
  const account = await seedAccount(service, 'hidden');
  imposeWait(account, 3);
  const id = await accept(service, { account: account.account, peer: account.peer });
  const waiting = await reach(service, id, 'waiting');
  const [refused] = exportsOf(account);
  const waitEndsAtMs = (refused?.atMs ?? 0) + 3000;
  expect(waiting).toMatchObject({ status: 'waiting', wait: { reason: 'FLOOD_WAIT', method: exportMethod } });
  expect(Date.parse(waiting.wait?.retry_at ?? '')).toBeGreaterThanOrEqual(waitEndsAtMs);

  expect(await settle(service, id)).toMatchObject({ status: 'succeeded', attempts: 2 });
  const [, made] = exportsOf(account);
  expect(made?.atMs).toBeGreaterThanOrEqual(waitEndsAtMs);
  expect(made?.connectionId).not.toBe(refused?.connectionId);
});

test.concurrent('jobs that come during a wait make no call before it is over', async () => {
  const account = await seedAccount(service, 'crowd');
  imposeWait(account, 3);
  const first = await accept(service, { account: account.account, peer: account.peer });
  await reach(service, first, 'waiting');
  const later = await Promise.all(
    ['b', 'c', 'd'].map((title) => accept(service, { account: account.account, peer: account.peer, title })),
  );
  await Promise.all([first, ...later].map((id) => settle(service, id)));
  expect(exportsOf(account).map(({ outcome }) => outcome)).toEqual(['FLOOD_WAIT_3', 'ok', 'ok', 'ok', 'ok']);
});

test.concurrent('a wait for resolving a name is a wait of that method', async () => {
  const { account, peer, user } = await seedAccount(service, 'resolver');
  service.telegram.floodPolicy.imposeWait(user.id, 'contacts.resolveUsername', 2);
  const id = await accept(service, { account, peer });
  expect(await reach(service, id, 'waiting')).toMatchObject({
    wait: { reason: 'FLOOD_WAIT', method: 'contacts.resolveUsername' },
  });
  expect(await settle(service, id)).toMatchObject({ status: 'succeeded' });
});

test.concurrent('a date that passes during a wait fails the job without a call', async () => {
  const account = await seedAccount(service, 'late');
  const fields = { account: account.account, peer: account.peer };
  imposeWait(account, 6);
  const first = await accept(service, fields);
  const { wait } = await reach(service, first, 'waiting');
  const expireDate = Math.floor(Date.parse(wait?.retry_at ?? '') / 1000);
  const job = await make(service, { ...fields, expire_date: expireDate });
  expect(job).toMatchObject({
    status: 'failed',
    attempts: 0,
    error: { type: 'EXPIRE_DATE_INVALID', class: 'input' },
  });
  expect(job.error?.detail).toContain('use expire_in');
  await settle(service, first);
  expect(exportsOf(account).map(({ outcome }) => outcome)).toEqual(['FLOOD_WAIT_6', 'ok']);
});

test.concurrent('a frozen account is no wait: it is halted, and its jobs are blocked without a call', async () => {
  const { account, peer, user } = await seedAccount(service, 'frozen');
  const action = { type: 'rpc-error', code: 420, message: 'FROZEN_METHOD_INVALID' } as const;
  service.telegram.faults.inject({ method: exportMethod, userId: user.id, action });
  const error = { type: 'FROZEN_METHOD_INVALID', class: 'account_halted', code: 420 };
  const first = await make(service, { account, peer });
  expect(first).toMatchObject({ status: 'blocked', error });
  expect(first.error?.detail).toContain('resume the account');

  const callsBefore = callsOf(user.id);
  expect(await make(service, { account, peer })).toMatchObject({ status: 'blocked', error, attempts: 0 });
  expect(callsOf(user.id)).toBe(callsBefore);
});

test.concurrent.each([
  ['FLOOD_WAIT', exportMethod],
  ['FLOOD_PREMIUM_WAIT', exportMethod],
  // Of the chat, not of the method.
  ['SLOWMODE_WAIT', undefined],
] as const)('a %s of an hour is shown under its name', async (kind, method) => {
  const account = await seedAccount(service, `parked_${kind.toLowerCase()}`);
  imposeWait(account, 3600, kind);
  const id = await accept(service, { account: account.account, peer: account.peer });
  const { wait } = await reach(service, id, 'waiting');
  expect(wait?.reason).toBe(kind);
  expect(wait?.method).toBe(method);
  const waitEndsAtMs = (exportsOf(account)[0]?.atMs ?? 0) + 3_600_000;
  expect(Date.parse(wait?.retry_at ?? '')).toBeGreaterThanOrEqual(waitEndsAtMs);
});

test('jobs that come while the account is parked are parked without a connection', async () => {
  const account = await seedAccount(service, 'later');
  imposeWait(account, 3600);
  const first = await reach(
    service,
    await accept(service, { account: account.account, peer: account.peer }),
    'waiting',
  );
  const callsBefore = callsOf(account.user.id);
  const second = await accept(service, { account: account.account, peer: account.peer });
  expect((await reach(service, second, 'waiting')).wait?.retry_at).toBe(first.wait?.retry_at);
  expect(callsOf(account.user.id)).toBe(callsBefore);
});

test('parked jobs leave nothing in the queue', async () => {
  await everyMessageDeleted();
  expect(await countMessages(service)).toBe(0);
});

test('a parked job is sent again by the sweeper when its wait is over', async () => {
  const account = await seedAccount(service, 'swept');
  // The data centre does not keep this wait itself: its hour does not pass with the one that is skipped below.
  const action = { type: 'rpc-error', code: 420, message: 'FLOOD_WAIT_3600' } as const;
  service.telegram.faults.inject({ method: exportMethod, userId: account.user.id, action });
  const id = await accept(service, { account: account.account, peer: account.peer });
  await reach(service, id, 'waiting');
  await everyMessageDeleted();

  await service.system.stack.runSchedules();
  expect(statusesOf(service, id)).toEqual(['waiting']);

  await passTime(service, account, id, 3_601_000);
  await service.system.stack.runSchedules();
  expect(await settle(service, id)).toMatchObject({ status: 'succeeded', attempts: 2 });
});

test('Telegram saw no call inside a wait', () => {
  const { ledger } = service.telegram;
  expect(ledger.calls.filter(({ outcome }) => /WAIT_\d/.test(outcome)).length).toBeGreaterThan(5);
  expect(ledger.callsInsideWait()).toBe(0);
  expect(ledger.parallelSends).toEqual([]);
});

test('no line that a function wrote holds a secret', () => {
  expect(new Set(service.lines.recorded.map(({ name }) => name))).toEqual(
    new Set(['api', 'worker', 'sweeper']),
  );
  expect(findSecrets(service)).toEqual([]);
});

function callsOf(userId: bigint): number {
  return service.telegram.ledger.calls.filter((call) => call.userId === userId.toString()).length;
}

/** Each accepted job has had one message, and the sweeper has sent none yet. */
async function everyMessageDeleted(): Promise<void> {
  const accepted = service.events.recorded.filter(
    (event) => event.type === 'request' && event.statusCode === 202,
  );
  await messagesDeleted(service, accepted.length);
}
