import { beforeAll, expect, test } from 'vitest';
import { accountIdOf } from '../../../functions/core/ids.ts';
import { type AccountSetup, createAccountSetup } from './account-setup.ts';
import { type AccountSystem, openAccountSystem } from './account-system.ts';

let system: AccountSystem;
let storeAccount: AccountSetup['storeAccount'];
let takeAndReleaseLease: AccountSetup['takeAndReleaseLease'];
let addJob: AccountSetup['addJob'];
beforeAll(async () => {
  system = await openAccountSystem();
  ({ storeAccount, takeAndReleaseLease, addJob } = createAccountSetup(system));
});

test('list and show tell the state of an account, its waits and its pending jobs, and nothing secret', async () => {
  const { accountId } = await storeAccount('shown', 'Rosa');
  await addJob(accountId);
  await system.accounts.saveFloodWait(accountId, 'messages.exportChatInvite', Date.now() + 3_600_000, []);
  await system.accounts.setDrained(accountId, Date.now());
  const list = system.run('list');
  await list.waitFor(/NAME +STATUS +PENDING +USER +WHY/);
  await list.waitFor(
    /shown +active +1 +\d+ +drained since \S+; Telegram wants no messages\.exportChatInvite until 2/,
  );
  expect(await list.ended).toBe(0);
  const show = system.run('show shown --json');
  expect(await show.ended).toBe(0);
  const shown = JSON.parse(show.screen());
  expect(shown).toMatchObject({
    id: accountIdOf('default', 'shown'),
    tenant: 'default',
    name: 'shown',
    status: 'active',
    can_export: false,
    pending: 1,
    dc_id: 2,
    drained_at: expect.any(String),
    user: { first_name: 'Rosa' },
  });
  const session = await system.openSession('shown');
  const { keyFingerprint = '-' } = (await system.getAccount('shown')) ?? {};
  for (const secret of [session?.authKey, session?.apiHash, keyFingerprint]) {
    expect(show.screen()).not.toContain(secret);
  }
});

test('an account that is not there is answered with those that are', async () => {
  await storeAccount('there');
  const terminal = system.run('show their');
  await terminal.waitFor(/There is no account "their"\. There are: .*\bthere\b/);
  expect(await terminal.ended).toBe(1);
});

test('halt stops an account, and resume lets its blocked jobs go on', async () => {
  const { accountId } = await storeAccount('halted');
  const halt = system.run('halt halted');
  await halt.waitFor(/halted is halted\. Its jobs wait until: npm run account -- resume halted --data /);
  expect(await system.getAccount('halted')).toMatchObject({ status: 'halted' });
  const { dueAtMs: _dueAtMs, ...job } = await addJob(accountId);
  await system.jobs.saveJob({ ...job, version: 2, status: 'blocked', dueAtMs: 10 ** 15 + job.deadlineMs });
  const resume = system.run('resume halted');
  await resume.waitFor(/halted is active\. Jobs released: 1\./);
  expect(await system.getAccount('halted')).toMatchObject({ status: 'active' });
});

test('resume refuses a dead account whose session Telegram does not take, and says what to do', async () => {
  const { accountId, user } = await storeAccount('ended');
  const trouble = { type: 'SESSION_REVOKED', class: 'session_dead', detail: 'Ended.', atMs: 1 } as const;
  await system.accounts.saveTrouble(accountId, await takeAndReleaseLease(accountId), 'dead', trouble);
  system.dataCentres.at(2).faults.inject({
    userId: user.id,
    action: { type: 'rpc-error', code: 401, message: 'AUTH_KEY_UNREGISTERED' },
  });
  const resume = system.run('resume ended');
  await resume.waitFor(/"ended" was not resumed: it is dead, and a call with its session failed\./);
  await resume.waitFor(
    /\(AUTH_KEY_UNREGISTERED\)\s+A new login repairs it.*: npm run account -- login ended/,
  );
  expect(await resume.ended).toBe(1);
  expect(await system.getAccount('ended')).toMatchObject({ status: 'dead' });
});

test('resume lets a dead account go on whose session Telegram takes after all', async () => {
  const { accountId, user } = await storeAccount('alive');
  const trouble = { type: 'AUTH_KEY_NOT_FOUND', class: 'session_dead', detail: '404', atMs: 1 } as const;
  await system.accounts.saveTrouble(accountId, await takeAndReleaseLease(accountId), 'dead', trouble);
  const resume = system.run('resume alive');
  await resume.waitFor(/alive is active\. Jobs released: 0\./);
  expect(await resume.ended).toBe(0);
  expect(await system.getAccount('alive')).toMatchObject({ status: 'active' });
  expect(
    system.dataCentres.at(2).ledger.calls.filter(({ userId }) => userId === user.id.toString()),
  ).toMatchObject([{ method: 'users.getUsers' }]);
});

test('default-peer sets the chat of requests that name none, and takes it away again', async () => {
  await storeAccount('usual');
  expect(await system.run('default-peer usual @launch').ended).toBe(0);
  expect(await system.getAccount('usual')).toMatchObject({ defaultPeer: '@launch' });
  expect(await system.run('default-peer usual').ended).toBe(0);
  expect(await system.getAccount('usual')).not.toHaveProperty('defaultPeer');
});

test('pace tells how often an account makes links, sets it, and forgets what was learned under the pace before', async () => {
  const { accountId } = await storeAccount('paced');
  const taken = { owner: 'worker', untilMs: Date.now() + 1_000, nowMs: Date.now(), jobIds: [] };
  await system.accounts.takeLease(accountId, taken);
  await system.accounts.releaseLease(accountId, 1, { learnedPace: { rate: 0.5, burst: 0.5, links: 3 } });
  const told = system.run('show paced');
  await told.waitFor(/pace +19\.5 a minute, 10 at once \(the usual\)/);
  await told.waitFor(/now 9\.8 a minute, 5 at once, as learned since/);
  const set = system.run('pace paced --per-minute 12');
  expect(await set.ended).toBe(0);
  expect(set.screen()).toMatch(/^12 a minute, 10 at once\s*$/);
  const account = await system.getAccount('paced');
  expect(account).toMatchObject({ pace: { perMinute: 12, burst: 10 } });
  expect(account).not.toHaveProperty('learnedPace');
  const usual = system.run('pace paced --default');
  expect(await usual.ended).toBe(0);
  expect(usual.screen()).toMatch(/^19\.5 a minute, 10 at once \(the usual\)\s*$/);
  expect(await system.getAccount('paced')).not.toHaveProperty('pace');
});

test('reseal seals the sessions anew under a new key, and they still open', async () => {
  await storeAccount('sealed');
  const before = await system.openSession('sealed');
  const terminal = system.run('reseal --new-key');
  await terminal.waitFor(/sealed under the newest key/);
  expect(await terminal.ended).toBe(0);
  expect(await system.openSession('sealed')).toEqual(before);
});
