import { expect } from 'vitest';
import { exportMethod, listMethod } from '../../functions/core/rpc/methods.ts';
import type { DataCentreEvent } from '../../telegram-emulator/data-centre-event.ts';
import type { FaultAction } from '../../telegram-emulator/faults.ts';
import { findSecrets } from './find-secrets.ts';
import { accept, make, reach, settle, statusesOf } from './follow-jobs.ts';
import type { LocalService } from './local-service.ts';
import { outlastCalls } from './pass-time.ts';
import { holdAccount, seedAccount, type TestAccount } from './seed-account.ts';
import { test } from './shared-service.ts';
import { tellFailure } from './tell-failure.ts';

let service: LocalService;
test.beforeAll(({ service: shared }) => {
  service = shared;
});
tellFailure(() => service);

/** An account whose next export meets a fault. */
async function seedFaulty(name: string, action: FaultAction): Promise<TestAccount> {
  const account = await seedAccount(service, name);
  service.telegram.faults.inject({ method: exportMethod, userId: account.user.id, action });
  return account;
}

function callsOf({ user }: TestAccount, method: string) {
  return service.telegram.ledger.calls.filter(
    (call) => call.method === method && call.userId === user.id.toString(),
  );
}

function linksOf({ user }: TestAccount): string[] {
  const { links } = service.telegram.ledger;
  return links.filter(({ adminId }) => adminId === user.id.toString()).map(({ link }) => link);
}

type CallEvent = Extract<DataCentreEvent, { type: 'call' }>;

function isSilentCall({ user }: TestAccount) {
  return (event: { type: string }): event is CallEvent =>
    event.type === 'call' &&
    (event as CallEvent).userId === user.id.toString() &&
    (event as CallEvent).fault === 'silence';
}

test.concurrent('a silent Telegram is given up on, and other accounts go on meanwhile', async () => {
  const account = await seedFaulty('silent', { type: 'silence', isExecuted: true });
  const id = await accept(service, { account: account.account, peer: account.peer });
  await service.events.waitFor(isSilentCall(account));
  const other = await make(service, { account: 'main', peer: '@launch' });
  expect(other).toMatchObject({ status: 'succeeded' });
  expect(statusesOf(service, id)).toEqual([]);

  expect(await reach(service, id, 'waiting')).toMatchObject({ wait: { reason: 'ANSWER_TIMEOUT' } });
  const job = await settle(service, id);
  expect(job).toMatchObject({ status: 'succeeded' });
  expect(linksOf(account)).toEqual([job.invite?.link]);
});

test.concurrent('a connection closed before the call was executed: the chat is looked through, then the link made', async () => {
  const account = await seedFaulty('before', { type: 'close-before' });
  const id = await accept(service, { account: account.account, peer: account.peer, title: 'once' });
  expect(await reach(service, id, 'waiting')).toMatchObject({ wait: { reason: 'CONNECTION_LOST' } });
  await outlastCalls(service, account, [id]);
  const job = await settle(service, id);
  expect(job).toMatchObject({ status: 'succeeded', attempts: 2 });
  expect(linksOf(account)).toEqual([job.invite?.link]);
  expect(callsOf(account, listMethod)).toHaveLength(2);
});

test.concurrent('a connection closed after the call was executed: the job adopts the link that is there', async () => {
  const account = await seedFaulty('after', { type: 'close-after' });
  const fields = { title: 'once', usage_limit: 3, expire_in: 3600 };
  const id = await accept(service, { account: account.account, peer: account.peer, ...fields });
  expect(await reach(service, id, 'waiting')).toMatchObject({ wait: { reason: 'CONNECTION_LOST' } });
  const job = await settle(service, id);
  expect(job).toMatchObject({ status: 'succeeded', attempts: 1, invite: { title: 'once', usage_limit: 3 } });
  expect(linksOf(account)).toEqual([job.invite?.link]);
  expect(callsOf(account, exportMethod)).toHaveLength(1);
});

test.concurrent('a connection closed amid ten equal calls gives each job a link of its own', async () => {
  const account = await seedAccount(service, 'tenfold');
  const giveBack = await holdAccount(service, account.accountId, 2000);
  const userId = account.user.id;
  // Answered too late to arrive; the second is executed, and takes the connection down.
  service.telegram.faults.inject({ method: exportMethod, userId, action: { type: 'delay', ms: 50 } });
  service.telegram.faults.inject({ method: exportMethod, userId, action: { type: 'close-after' } });
  const ids = await Promise.all(
    Array.from({ length: 10 }, () => accept(service, { account: account.account, peer: account.peer })),
  );
  await giveBack();
  const jobs = await Promise.all(ids.map((id) => settle(service, id)));
  expect(jobs.map(({ status }) => status)).toEqual(Array(10).fill('succeeded'));
  expect(jobs.map(({ invite }) => invite?.link).sort()).toEqual(linksOf(account).sort());
});

test.concurrent('the link of an equal job that succeeded before is not adopted', async () => {
  const account = await seedAccount(service, 'twins');
  const fields = { account: account.account, peer: account.peer };
  const first = await make(service, fields);
  const action = { type: 'close-before' } as const;
  service.telegram.faults.inject({ method: exportMethod, userId: account.user.id, action });
  const id = await accept(service, fields);
  await outlastCalls(service, account, [id]);
  const second = await settle(service, id);
  expect(linksOf(account)).toEqual([first.invite?.link, second.invite?.link]);
});

test.concurrent('an internal error of Telegram is reconciled and the call made again', async () => {
  const account = await seedFaulty('internal', { type: 'rpc-error', code: 500, message: 'RPC_CALL_FAIL' });
  const id = await accept(service, { account: account.account, peer: account.peer });
  expect(await reach(service, id, 'waiting')).toMatchObject({ wait: { reason: 'RPC_CALL_FAIL' } });
  await outlastCalls(service, account, [id]);
  const job = await settle(service, id);
  expect(job).toMatchObject({ status: 'succeeded', attempts: 2 });
  expect(linksOf(account)).toEqual([job.invite?.link]);
});

test('Telegram saw no two connections of one session at once', () => {
  expect(service.telegram.faults.pending()).toBe(0);
  expect(service.telegram.ledger.parallelSends).toEqual([]);
});

test('no line that a function wrote holds a secret', () => {
  expect(service.lines.recorded.map(({ name }) => name)).toEqual(expect.arrayContaining(['api', 'worker']));
  expect(findSecrets(service)).toEqual([]);
});
