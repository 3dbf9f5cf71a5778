import { beforeAll, expect, test } from 'vitest';
import { createWatchStore } from '../../../functions/aws/join-store.ts';
import { createTracked, createWatch } from '../../functions/core/join/join-records.ts';
import { type AccountSetup, createAccountSetup } from './account-setup.ts';
import { type AccountSystem, openAccountSystem } from './account-system.ts';

let system: AccountSystem;
let storeAccount: AccountSetup['storeAccount'];
let addJob: AccountSetup['addJob'];
beforeAll(async () => {
  system = await openAccountSystem();
  ({ storeAccount, addJob } = createAccountSetup(system));
});

test('remove forgets an account after it was confirmed, and with --log-out ends its session', async () => {
  const { accountId, user } = await storeAccount('leaving', 'Vera');
  const refused = system.run('remove leaving --log-out');
  await refused.waitFor(/Remove "leaving" \(Vera \(id \d+\)\) and end its session at Telegram\?/);
  refused.type('n');
  await refused.waitFor(/Nothing was removed\./);
  expect(await refused.ended).toBe(1);
  expect(system.countSessions(user.id)).toBe(1);
  await system.accounts.saveFloodWait(accountId, 'messages.exportChatInvite', Date.now() + 3_600_000, []);
  const removed = system.run('remove leaving --log-out --yes');
  await removed.waitFor(/leaving is removed, and its session at Telegram is ended\./);
  await removed.waitFor(
    /Telegram wants no messages\.exportChatInvite until \S+\. Do not log this user in again before/,
  );
  expect(await removed.ended).toBe(0);
  expect(system.countSessions(user.id)).toBe(0);
  expect(await system.getAccount('leaving')).toBeUndefined();
  expect(await system.accounts.getSession(accountId)).toBeUndefined();
});

test('remove refuses while jobs are unfinished, leaves the account at work, and ends them with --fail-jobs', async () => {
  const { accountId } = await storeAccount('working');
  const job = await addJob(accountId);
  const called = await addJob(accountId, { status: 'running', intentAtMs: Date.now(), attempts: 1 });
  const refused = system.run('remove working --yes');
  await refused.waitFor(/"working" has 2 unfinished jobs\. .*remove working --fail-jobs/);
  expect(await refused.ended).toBe(1);
  expect(await system.getAccount('working')).toMatchObject({ status: 'active' });
  const removed = system.run('remove working --yes --fail-jobs');
  await removed.waitFor(/working is removed\./);
  await removed.waitFor(/Jobs that failed with it: 2\./);
  await removed.waitFor(/Of them 1 had a call without an answer: a link may have been made/);
  expect(await removed.ended).toBe(0);
  for (const { tenantId, jobId } of [job, called]) {
    expect(await system.jobs.getJob({ tenantId, jobId })).toMatchObject({
      status: 'failed',
      error: { type: 'ACCOUNT_REMOVED' },
    });
  }
});

test('remove takes along what the account has seen of people, and is not refused for the chats that it watches', async () => {
  const { accountId } = await storeAccount('watching');
  const link = createTracked(1, { tenantId: 'default', accountId });
  const { client, joinsTable, jobsTable } = system;
  await system.jobs.createJob(createWatch(link));
  const store = createWatchStore(client, joinsTable, { retentionDays: 7, now: Date.now, jobsTable });
  await store.trackLink(link);
  const removed = system.run('remove watching --yes');
  await removed.waitFor(/Chats whose joins are told no more: 1\./);
  expect(await removed.ended).toBe(0);
  expect(await store.listTracked(link)).toEqual({ links: [] });
  expect(await system.jobs.getJob(createWatch(link))).toBeUndefined();
});

test('a removal that fails leaves the account at work', async () => {
  const { user } = await storeAccount('staying');
  system.dataCentres.at(2).faults.inject({
    method: 'auth.logOut',
    userId: user.id,
    action: { type: 'rpc-error', code: 500, message: 'RPC_CALL_FAIL' },
  });
  const terminal = system.run('remove staying --log-out --yes');
  await terminal.waitFor(/Telegram had an internal error\. Try again in a minute\./);
  expect(await terminal.ended).toBe(1);
  expect(await system.getAccount('staying')).toMatchObject({ status: 'active' });
});
