import { randomBytes } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { createFileKeyProvider } from '../../../functions/aws/key-provider.ts';
import { sealSession } from '../../../functions/aws/session-seal.ts';
import { fingerprintOf, userFingerprintOf } from '../../../functions/core/account/session.ts';
import { accountIdOf, newJobId } from '../../../functions/core/ids.ts';
import type { Job } from '../../../functions/core/job/job.ts';
import type { User } from '../../../telegram-emulator/world/entities.ts';
import { createAccountRecord, createJobRecord } from '../../functions/core/records.ts';
import { type AccountSystem, openAccountSystem } from './account-system.ts';
import { ctrlC } from './pseudo-terminal.ts';

let system: AccountSystem;
beforeAll(async () => {
  system = await openAccountSystem();
});

let nextPhone = 9_996_620_100;

function addUser(firstName = 'Ada'): User {
  return system.world.addUser({ phone: String(nextPhone++), firstName });
}

/** A new session of that user, sealed for that account. */
async function mintSession(user: User, accountId: string) {
  const { authKey } = system.world.mintAuthKey(user);
  const session = {
    dcId: 2,
    address: '127.0.0.1',
    port: system.dataCentres.at(2).port,
    authKey: authKey.toString('base64'),
    apiId: 12345,
    apiHash: '0123456789abcdef0123456789abcdef',
    userId: user.id.toString(),
  };
  const sealed = await sealSession(createFileKeyProvider(system.keyFile), accountId, session);
  return { keyFingerprint: fingerprintOf(authKey), sealed };
}

/** An account of a new user, as a login would have stored it. */
async function storeAccount(name: string, firstName = 'Ada'): Promise<{ accountId: string; user: User }> {
  const user = addUser(firstName);
  const accountId = accountIdOf('default', name);
  await system.accounts.saveLogin({
    accountId,
    tenantId: 'default',
    name,
    owner: { userId: user.id.toString(), firstName },
    dcId: 2,
    address: '127.0.0.1',
    port: system.dataCentres.at(2).port,
    ...(await mintSession(user, accountId)),
    userFingerprint: userFingerprintOf('system', user.id.toString()),
    previousFingerprint: undefined,
    previousUserFingerprint: undefined,
    nowMs: Date.now(),
  });
  return { accountId, user };
}

/** The account as a version would have stored it that let one user be several accounts. */
async function storeAsOlderVersion(name: string, user: User): Promise<void> {
  const accountId = accountIdOf('default', name);
  const owner = { userId: user.id.toString(), firstName: user.firstName };
  const { sealed, keyFingerprint } = await mintSession(user, accountId);
  await system.accounts.putSession(accountId, sealed);
  await system.accounts.putAccount(
    createAccountRecord({ accountId, tenantId: 'default', name, owner, dcId: 2, keyFingerprint }),
  );
}

/** As a worker that found trouble: the fence of its lease. */
async function takeAndReleaseLease(accountId: string): Promise<number> {
  const lease = { owner: 'worker', untilMs: Date.now() + 60_000, nowMs: Date.now(), jobIds: [] };
  const answer = await system.accounts.takeLease(accountId, lease);
  const fence = answer.kind === 'taken' ? answer.account.fence : 0;
  await system.accounts.releaseLease(accountId, fence, {});
  return fence;
}

async function addJob(accountId: string, overrides: Partial<Job> = {}): Promise<Job> {
  const jobId = newJobId(randomBytes(16));
  const job = createJobRecord(1, { tenantId: 'default', jobId, accountId, ...overrides });
  await system.jobs.createJob(job);
  return job;
}

test('list and show tell the state of an account, its waits and its pending jobs, and nothing secret', async () => {
  const { accountId } = await storeAccount('shown', 'Rosa');
  await addJob(accountId);
  await system.accounts.saveFloodWait(accountId, 'messages.exportChatInvite', Date.now() + 3_600_000);
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

test('chats lists what Telegram says now, with the address, the rights and the kind of each', async () => {
  const { user } = await storeAccount('member');
  system.world.addChannel({ title: 'Back\u001B[2Jstage', creator: user });
  system.world.addMember(system.peers.pressRoom, user);
  const before = system.run('chats member');
  await before.waitFor(/The chats of "member" were never listed/);
  const terminal = system.run('chats member --refresh');
  await terminal.waitFor(/PEER +ID +KIND +ROLE +LINKS +TITLE/);
  expect(await terminal.ended).toBe(0);
  expect(terminal.screen()).toMatch(/-100\d+ +-100\d+ +channel +creator +yes +Back \[2Jstage/);
  expect(terminal.screen()).toMatch(/@press_room +-100\d+ +channel +member +no +Press room/);
});

test('check records what Telegram says of a dead session, for list to tell', async () => {
  const { user } = await storeAccount('dead');
  system.dataCentres.at(2).faults.inject({
    userId: user.id,
    action: { type: 'rpc-error', code: 401, message: 'SESSION_REVOKED' },
  });
  const check = system.run('check dead');
  await check.waitFor(/ended from another device.*\(SESSION_REVOKED\)/);
  expect(await check.ended).toBe(1);
  expect(await system.getAccount('dead')).toMatchObject({
    status: 'dead',
    trouble: { type: 'SESSION_REVOKED' },
  });
});

test('check moves an account that Telegram has moved to another data centre, and it works again', async () => {
  const { accountId, user } = await storeAccount('migrated');
  system.world.moveUser(user, 4);
  const before = await system.getAccount('migrated');
  const check = system.run('check migrated');
  await check.waitFor(/Telegram has moved the account from data centre 2 to 4: its session was moved there/);
  await check.waitFor(/migrated works: Ada \(id \d+\), data centre 4\./);
  expect(await check.ended).toBe(0);
  const after = await system.getAccount('migrated');
  const { port } = system.dataCentres.at(4);
  expect(after).toMatchObject({ accountId, status: 'active', dcId: 4, address: '127.0.0.1', port });
  expect(after?.keyFingerprint).not.toBe(before?.keyFingerprint);
  expect(await system.openSession('migrated')).toMatchObject({
    dcId: 4,
    port: system.dataCentres.at(4).port,
  });
  const again = system.run('check migrated');
  await again.waitFor(/migrated works/);
  expect(await again.ended).toBe(0);
});

test('check lets an account of an older version keep its user, and tells the other of two that are one user', async () => {
  const user = addUser();
  await storeAsOlderVersion('twin', user);
  await storeAsOlderVersion('elder', user);
  expect(await system.run('check twin').ended).toBe(0);
  expect(await system.getAccount('twin')).toHaveProperty('userFingerprint');
  const check = system.run('check elder');
  await check.waitFor(/Ada \(id \d+\) is stored twice, as "elder" and as "twin"\./);
  await check.waitFor(
    /Remove one of the two first: npm run account -- remove twin .*or npm run account -- remove elder/,
  );
  expect(await check.ended).toBe(1);
});

test('a command waits while a worker has the account, and goes on when it is free', async () => {
  const { accountId } = await storeAccount('busy');
  const nowMs = Date.now();
  const lease = await system.accounts.takeLease(accountId, {
    owner: 'worker',
    untilMs: nowMs + 60_000,
    nowMs,
    jobIds: [],
  });
  const check = system.run('check busy');
  await check.waitFor(/"busy" is in use by a worker or another command, until \d\d:\d\d:\d\d/);
  expect(system.dataCentres.at(2).ledger.parallelSends).toEqual([]);
  await system.accounts.releaseLease(accountId, lease.kind === 'taken' ? lease.account.fence : 0, {});
  await check.waitFor(/busy works/);
  expect(await check.ended).toBe(0);
  expect(await system.getAccount('busy')).not.toHaveProperty('leaseOwner');
});

test('Ctrl-C under a lease closes the connection and gives the lease back', async () => {
  const { user } = await storeAccount('silent');
  system.dataCentres.at(2).faults.inject({ userId: user.id, action: { type: 'silence', isExecuted: false } });
  const check = system.run('check silent');
  await system.events.waitFor(
    (event): event is typeof event & { type: 'call' } =>
      event.type === 'call' && event.userId === user.id.toString(),
  );
  check.press(ctrlC);
  expect(await check.ended).toBe(130);
  expect(await system.getAccount('silent')).not.toHaveProperty('leaseOwner');
});

test('remove forgets an account after it was confirmed, and with --log-out ends its session', async () => {
  const { accountId, user } = await storeAccount('leaving', 'Vera');
  const refused = system.run('remove leaving --log-out');
  await refused.waitFor(/Remove "leaving" \(Vera \(id \d+\)\) and end its session at Telegram\?/);
  refused.type('n');
  await refused.waitFor(/Nothing was removed\./);
  expect(await refused.ended).toBe(1);
  expect(system.countSessions(user.id)).toBe(1);
  await system.accounts.saveFloodWait(accountId, 'messages.exportChatInvite', Date.now() + 3_600_000);
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

test('a removal that fails leaves the account at work', async () => {
  const { user } = await storeAccount('staying');
  system.dataCentres.at(2).faults.inject({
    method: 'auth.logOut',
    userId: user.id,
    action: { type: 'rpc-error', code: 500, message: 'RPC_CALL_FAIL' },
  });
  const terminal = system.run('remove staying --log-out --yes');
  await terminal.waitFor(/Telegram had an internal error\. Run the command again in a minute\./);
  expect(await terminal.ended).toBe(1);
  expect(await system.getAccount('staying')).toMatchObject({ status: 'active' });
});

test('reseal seals the sessions anew under a new key, and they still open', async () => {
  await storeAccount('sealed');
  const before = await system.openSession('sealed');
  const terminal = system.run('reseal --new-key');
  await terminal.waitFor(/sealed under the newest key/);
  expect(await terminal.ended).toBe(0);
  expect(await system.openSession('sealed')).toEqual(before);
});
