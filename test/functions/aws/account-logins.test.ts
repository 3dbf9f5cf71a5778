import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { expect, test } from 'vitest';
import type { Login } from '../../../functions/aws/account-logins.ts';
import type { SealedRecord } from '../../../functions/aws/session-seal.ts';
import type { Account } from '../../../functions/core/account/account.ts';
import { dueShardOf } from '../../../functions/core/account/due-entry.ts';
import { exportMethod } from '../../../functions/core/rpc/methods.ts';
import { createAccountRecord, startMs } from '../core/records.ts';
import { startTables } from './local-stores.ts';
import { createWritableAccountStore } from './writable-account-store.ts';

const { client, accountsTable } = await startTables();
const store = createWritableAccountStore(client, accountsTable);
let lastNumber = 0;

/** A name that no other test uses. */
function nextId(): string {
  lastNumber += 1;
  return `acc_${lastNumber}`;
}

/** Nobody looks into it here: any bytes will do, different ones for each sealing. */
function createSealed(byte: number): SealedRecord {
  function bytes(length: number) {
    return new Uint8Array(length).fill(byte);
  }
  return { v: 1, wrappedKey: bytes(44), iv: bytes(12), ciphertext: bytes(64), tag: bytes(16) };
}

const owner = { userId: '9007199254740993', firstName: 'Ada', username: 'ada' };

function createLogin(accountId: string, overrides: Partial<Login> = {}): Login {
  return {
    accountId,
    tenantId: 'default',
    name: accountId,
    owner,
    dcId: 2,
    address: '192.0.2.2',
    port: 443,
    keyFingerprint: `fingerprint of ${accountId}`,
    userFingerprint: `user of ${accountId}`,
    sealed: createSealed(1),
    previousFingerprint: undefined,
    previousUserFingerprint: undefined,
    nowMs: startMs,
    ...overrides,
  };
}

/** The sort keys of everything stored under these partition keys. */
async function storedUnder(...partitions: string[]): Promise<string[]> {
  const { Items = [] } = await client.send(
    new ScanCommand({ TableName: accountsTable, ConsistentRead: true }),
  );
  return Items.map((item) => unmarshall(item) as { accountId: string; sk: string })
    .filter(({ accountId }) => partitions.includes(accountId))
    .map(({ sk }) => sk)
    .sort();
}

async function readAccount(accountId: string): Promise<Account> {
  const account = await store.getAccount(accountId);
  if (account === undefined) {
    throw new Error(`no account ${accountId}`);
  }
  return account;
}

test('the first login makes the account, with its session, ready to be leased', async () => {
  const accountId = nextId();
  const login = createLogin(accountId, { defaultPeer: '@launch' });
  expect(await store.saveLogin(login)).toEqual({ kind: 'saved' });
  expect(await store.getAccount(accountId)).toEqual({
    accountId,
    tenantId: 'default',
    name: accountId,
    status: 'active',
    blockedUntilMs: {},
    fence: 0,
    loginFence: 0,
    owner,
    dcId: 2,
    address: '192.0.2.2',
    port: 443,
    loggedInAtMs: startMs,
    keyFingerprint: login.keyFingerprint,
    userFingerprint: login.userFingerprint,
    defaultPeer: '@launch',
    dueShard: dueShardOf(accountId),
    dueAtMs: 0,
  });
  expect(await store.getSession(accountId)).toEqual(createSealed(1));
  await store.saveFloodWait(accountId, exportMethod, startMs - 1, []);
  const lease = { owner: 'w', untilMs: startMs + 1, nowMs: startMs, method: exportMethod, jobIds: [] };
  expect(await store.takeLease(accountId, lease)).toMatchObject({ kind: 'taken', account: { fence: 1 } });
});

test('a login under a running lease keeps the lease, the fence, the waits and what is unsettled', async () => {
  const accountId = nextId();
  const before = createAccountRecord({
    accountId,
    status: 'dead',
    trouble: { type: 'SESSION_REVOKED', class: 'session_dead', detail: 'Log in.', atMs: startMs },
    blockedUntilMs: { [exportMethod]: startMs + 5_000 },
    fence: 7,
    leaseOwner: 'worker',
    leasedAtMs: startMs - 10,
    leaseUntilMs: startMs + 60_000,
    unsettled: ['inv_1'],
    recentLinks: ['mark'],
    serverSalts: 'of the old key',
    paidUntilMs: startMs,
    settledAtMs: startMs,
    defaultPeer: '@launch',
    keyFingerprint: 'old of lease',
  });
  await store.putAccount(before);
  const login = createLogin(accountId, { tenantId: before.tenantId, previousFingerprint: 'old of lease' });
  expect(await store.saveLogin(login)).toEqual({ kind: 'saved' });
  const { trouble: _trouble, serverSalts: _serverSalts, ...kept } = before;
  expect(await store.getAccount(accountId)).toEqual({
    ...kept,
    dueShard: dueShardOf(accountId),
    dueAtMs: 0,
    name: accountId,
    status: 'active',
    owner,
    dcId: 2,
    address: login.address,
    port: login.port,
    loggedInAtMs: startMs,
    keyFingerprint: login.keyFingerprint,
    userFingerprint: login.userFingerprint,
    loginFence: 7,
  });
  await store.releaseLease(accountId, 7, { unsettled: [] });
  expect(await readAccount(accountId)).toMatchObject({ unsettled: [] });
  expect(await readAccount(accountId)).not.toHaveProperty('leaseOwner');
});

test('trouble with the session before the login does not stop the account, trouble with the new one does', async () => {
  const accountId = nextId();
  const trouble = {
    type: 'SESSION_REVOKED',
    class: 'session_dead' as const,
    detail: 'Log in.',
    atMs: startMs,
  };
  await store.putAccount(createAccountRecord({ accountId, fence: 3 }));
  await store.saveLogin(createLogin(accountId));
  await store.saveTrouble(accountId, 3, 'dead', trouble);
  expect(await readAccount(accountId)).toMatchObject({ status: 'active' });
  const lease = { owner: 'next', untilMs: startMs + 1, nowMs: startMs, jobIds: [] };
  expect(await store.takeLease(accountId, lease)).toMatchObject({ account: { fence: 4 } });
  await store.saveTrouble(accountId, 4, 'dead', trouble);
  expect(await readAccount(accountId)).toMatchObject({ status: 'dead', trouble });
});

test('of two first logins at once one is stored, whole, and the other is told', async () => {
  const accountId = nextId();
  const logins = [1, 2].map((number) =>
    createLogin(accountId, {
      keyFingerprint: `two at once ${number}`,
      dcId: number,
      sealed: createSealed(number),
    }),
  );
  const answers = await Promise.all(logins.map((login) => store.saveLogin(login)));
  expect(answers.map(({ kind }) => kind).sort()).toEqual(['changed', 'saved']);
  const winner = answers.findIndex(({ kind }) => kind === 'saved') + 1;
  expect(await readAccount(accountId)).toMatchObject({
    dcId: winner,
    keyFingerprint: `two at once ${winner}`,
  });
  expect(await store.getSession(accountId)).toEqual(createSealed(winner));
  expect(await storedUnder('key#two at once 1', 'key#two at once 2')).toEqual(['key']);
});

test('a login that began before another one was stored is told, and stores nothing', async () => {
  const accountId = nextId();
  await store.saveLogin(createLogin(accountId, { keyFingerprint: 'relogin 1' }));
  const second = { keyFingerprint: 'relogin 2', previousFingerprint: 'relogin 1', sealed: createSealed(2) };
  expect(await store.saveLogin(createLogin(accountId, second))).toEqual({ kind: 'saved' });
  const late = { keyFingerprint: 'relogin 3', previousFingerprint: 'relogin 1', sealed: createSealed(3) };
  expect(await store.saveLogin(createLogin(accountId, late))).toEqual({ kind: 'changed' });
  expect(await readAccount(accountId)).toMatchObject({ keyFingerprint: 'relogin 2' });
  expect(await store.getSession(accountId)).toEqual(createSealed(2));
  const keys = [1, 2, 3].map((number) => storedUnder(`key#relogin ${number}`));
  expect(await Promise.all(keys)).toEqual([[], ['key'], []]);
});

test('a login to an account that was removed meanwhile is told, and does not bring it back', async () => {
  const accountId = nextId();
  const login = createLogin(accountId, { previousFingerprint: 'of the removed' });
  expect(await store.saveLogin(login)).toEqual({ kind: 'changed' });
  expect(await storedUnder(accountId, `key#${login.keyFingerprint}`)).toEqual([]);
});

test('the same key under two names is refused, with whose it is', async () => {
  const [first, second] = [nextId(), nextId()];
  await store.saveLogin(createLogin(first, { keyFingerprint: 'one key' }));
  const answer = await store.saveLogin(createLogin(second, { keyFingerprint: 'one key' }));
  expect(answer).toEqual({ kind: 'key in use', accountId: first });
  expect(await storedUnder(second)).toEqual([]);
});

test('the same session may be stored again under its own name', async () => {
  const accountId = nextId();
  const { keyFingerprint } = createLogin(accountId);
  await store.saveLogin(createLogin(accountId));
  const again = createLogin(accountId, { previousFingerprint: keyFingerprint, sealed: createSealed(2) });
  expect(await store.saveLogin(again)).toEqual({ kind: 'saved' });
  expect(await store.getSession(accountId)).toEqual(createSealed(2));
  expect(await storedUnder(`key#${keyFingerprint}`)).toEqual(['key']);
});

test('a login leaves the default peer alone unless it brings one', async () => {
  const accountId = nextId();
  const { keyFingerprint } = createLogin(accountId);
  await store.saveLogin(createLogin(accountId, { defaultPeer: '@launch' }));
  await store.saveLogin(createLogin(accountId, { previousFingerprint: keyFingerprint }));
  expect(await readAccount(accountId)).toMatchObject({ defaultPeer: '@launch' });
});

test('removal deletes every item of the account, its key and its user, and both may be used again', async () => {
  const [accountId, other] = [nextId(), nextId()];
  const { keyFingerprint, userFingerprint } = createLogin(accountId);
  await store.saveLogin(createLogin(accountId));
  await store.saveLogin(createLogin(other));
  const inputPeer = { kind: 'chat', chatId: '45' } as const;
  const chat = { chatId: '-45', title: 'Staff', kind: 'group', role: 'member', canExport: false } as const;
  await store.saveChats(
    accountId,
    Array.from({ length: 40 }, () => ({ ...chat, inputPeer })),
    startMs,
  );
  await store.savePeer(accountId, '@launch', inputPeer);
  await store.savePeer(other, '@launch', inputPeer);
  const lease = { owner: 'tool', untilMs: startMs + 1, nowMs: startMs, jobIds: [] };
  expect(await store.takeLease(accountId, lease)).toMatchObject({ account: { fence: 1 } });
  expect(await store.removeAccount(accountId, 1)).toBe(true);
  expect(await storedUnder(accountId, `key#${keyFingerprint}`, `user#${userFingerprint}`)).toEqual([]);
  expect(await storedUnder(other)).toEqual(['account', 'peer#@launch', 'session']);
  expect(await store.saveLogin(createLogin(other.concat('b'), { keyFingerprint, userFingerprint }))).toEqual({
    kind: 'saved',
  });
});

test('an account whose lease has passed to another is not removed, and keeps what it has', async () => {
  const accountId = nextId();
  await store.saveLogin(createLogin(accountId));
  await store.savePeer(accountId, '@launch', { kind: 'chat', chatId: '45' });
  const lease = { owner: 'one', untilMs: startMs + 1, nowMs: startMs, jobIds: [] };
  await store.takeLease(accountId, lease);
  await store.takeLease(accountId, { ...lease, owner: 'two', nowMs: startMs + 1, untilMs: startMs + 9 });
  expect(await store.removeAccount(accountId, 1)).toBe(false);
  expect(await store.removeAccount('acc_nobody', 1)).toBe(false);
  expect(await storedUnder(accountId)).toEqual(['account', 'peer#@launch', 'session']);
});

test('a session sealed anew replaces the record that was opened, and no other', async () => {
  const accountId = nextId();
  await store.putSession(accountId, createSealed(1));
  expect(await store.replaceSession(accountId, createSealed(1), createSealed(2))).toBe(true);
  expect(await store.replaceSession(accountId, createSealed(1), createSealed(3))).toBe(false);
  expect(await store.getSession(accountId)).toEqual(createSealed(2));
  expect(await store.replaceSession('acc_nobody', createSealed(1), createSealed(3))).toBe(false);
  expect(await store.getSession('acc_nobody')).toBeUndefined();
});
