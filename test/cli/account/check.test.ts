import { beforeAll, expect, test } from 'vitest';
import { ctrlC } from '../pseudo-terminal.ts';
import { type AccountSetup, createAccountSetup } from './account-setup.ts';
import { type AccountSystem, openAccountSystem } from './account-system.ts';

let system: AccountSystem;
let addUser: AccountSetup['addUser'];
let storeAccount: AccountSetup['storeAccount'];
let storeAsOlderVersion: AccountSetup['storeAsOlderVersion'];
beforeAll(async () => {
  system = await openAccountSystem();
  ({ addUser, storeAccount, storeAsOlderVersion } = createAccountSetup(system));
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
