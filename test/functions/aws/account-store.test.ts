import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { createAccountStore } from '../../../functions/aws/account-store.ts';
import { type SealedRecord, sealSession, unsealSession } from '../../../functions/aws/session-seal.ts';
import type { Account } from '../../../functions/core/account.ts';
import { exportMethod, listMethod } from '../../../functions/core/methods.ts';
import { createAccountRecord, startMs } from '../core/records.ts';
import { startTables } from './local-stores.ts';
import { secretsIn, session } from './session-record.ts';

const { client, accountsTable } = await startTables();
const store = createAccountStore(client, accountsTable);
let lastNumber = 0;

/** An account of its own for each test. */
async function storeAccount(overrides: Partial<Account> = {}): Promise<string> {
  lastNumber += 1;
  const accountId = `acc_${lastNumber}`;
  await store.putAccount(createAccountRecord({ accountId, ...overrides }));
  return accountId;
}

const lease = (overrides: Partial<Parameters<typeof store.takeLease>[1]> = {}) => ({
  owner: 'one',
  untilMs: startMs + 60_000,
  nowMs: startMs,
  method: exportMethod,
  jobIds: ['inv_1'],
  ...overrides,
});

const settled = { unsettled: [], recentLinks: [] };

const trouble = {
  type: 'AUTH_KEY_DUPLICATED',
  class: 'session_dead' as const,
  detail: 'Log in.',
  code: 406,
  atMs: startMs,
};

test('an account comes back as it was stored', async () => {
  const account = createAccountRecord({
    accountId: 'acc_whole',
    status: 'dead',
    trouble,
    defaultPeer: '@launch',
  });
  await store.putAccount(account);
  expect(await store.getAccount('acc_whole')).toEqual(account);
  expect(await store.getAccount('acc_nobody')).toBeUndefined();
});

test('every account is listed, without sessions and peers, over as many pages as it takes', async () => {
  const tenantId = 'ten_many';
  const ids = await Promise.all(Array.from({ length: 30 }, () => storeAccount({ tenantId })));
  // More than a megabyte of peers beside them: the scan has to go on.
  const padding = 'x'.repeat(60_000);
  await Promise.all(
    ids.map((accountId) =>
      store.savePeer(accountId, `@${padding.slice(0, 900)}`, { kind: 'chat', chatId: padding }),
    ),
  );
  const listed = (await store.listAccounts()).filter((account) => account.tenantId === tenantId);
  expect(listed.map(({ accountId }) => accountId).sort()).toEqual(ids.sort());
  expect(listed[0]).not.toHaveProperty('sk');
});

test('a lease is taken with its owner, its end and a fence that grows', async () => {
  const accountId = await storeAccount();
  const answer = await store.takeLease(accountId, lease());
  expect(answer).toEqual({
    kind: 'taken',
    account: createAccountRecord({
      accountId,
      fence: 1,
      leaseOwner: 'one',
      leasedAtMs: startMs,
      leaseUntilMs: startMs + 60_000,
      unsettled: ['inv_1'],
    }),
  });
  expect(await store.getAccount(accountId)).toEqual(answer.kind === 'taken' && answer.account);
});

test('of thirty owners at once exactly one gets the lease, and the others are told until when', async () => {
  const accountId = await storeAccount();
  const answers = await Promise.all(
    Array.from({ length: 30 }, (_, index) => store.takeLease(accountId, lease({ owner: `owner ${index}` }))),
  );
  expect(answers.filter(({ kind }) => kind === 'taken')).toHaveLength(1);
  for (const answer of answers.filter(({ kind }) => kind !== 'taken')) {
    expect(answer).toEqual({ kind: 'held', untilMs: startMs + 60_000 });
  }
  expect(await store.getAccount(accountId)).toMatchObject({ fence: 1 });
});

test('a lease that has expired is taken over under the next fence, and not a moment earlier', async () => {
  const accountId = await storeAccount();
  await store.takeLease(accountId, lease());
  const early = lease({ owner: 'two', nowMs: startMs + 59_999 });
  expect(await store.takeLease(accountId, early)).toEqual({ kind: 'held', untilMs: startMs + 60_000 });
  const late = lease({ owner: 'two', nowMs: startMs + 60_000, untilMs: startMs + 120_000 });
  expect(await store.takeLease(accountId, late)).toMatchObject({
    kind: 'taken',
    account: { leaseOwner: 'two', fence: 2, leaseUntilMs: startMs + 120_000 },
  });
});

test('what is taken in hand is unsettled until the lease is given back with what is still open', async () => {
  const accountId = await storeAccount();
  await store.takeLease(accountId, lease({ jobIds: ['inv_1', 'inv_2'] }));
  const settlement = {
    unsettled: ['inv_2'],
    recentLinks: ['1796119331:abc'],
    paidUntilMs: startMs + 3_000,
    settledAtMs: startMs,
  };
  await store.releaseLease(accountId, 1, settlement);
  expect(await store.getAccount(accountId)).toMatchObject(settlement);
  await store.takeLease(accountId, lease({ jobIds: ['inv_3'] }));
  const both = { unsettled: ['inv_2', 'inv_3'], recentLinks: ['1796119331:abc'] };
  expect(await store.getAccount(accountId)).toMatchObject(both);
  await store.releaseLease(accountId, 1, settled);
  await store.releaseLease(accountId, 2, {});
  expect(await store.getAccount(accountId)).toMatchObject(both);
});

test('a lease that was given back can be taken at once, under the next fence', async () => {
  const accountId = await storeAccount();
  await store.takeLease(accountId, lease());
  await store.releaseLease(accountId, 1, settled);
  const released = await store.getAccount(accountId);
  expect(released).not.toHaveProperty('leaseOwner');
  expect(released).not.toHaveProperty('leaseUntilMs');
  expect(released).toMatchObject({ fence: 1, leasedAtMs: startMs });
  expect(await store.takeLease(accountId, lease({ owner: 'two' }))).toMatchObject({
    kind: 'taken',
    account: { fence: 2 },
  });
});

test('an owner that lost its lease cannot give back the next one', async () => {
  const accountId = await storeAccount();
  await store.takeLease(accountId, lease());
  await store.takeLease(
    accountId,
    lease({ owner: 'two', nowMs: startMs + 60_000, untilMs: startMs + 99_000 }),
  );
  await store.releaseLease(accountId, 1, settled);
  expect(await store.getAccount(accountId)).toMatchObject({
    leaseOwner: 'two',
    leaseUntilMs: startMs + 99_000,
  });
});

test('a write whose answer was lost is repeated: the owner has its lease, once', async () => {
  const accountId = await storeAccount();
  await store.takeLease(accountId, lease());
  expect(await store.takeLease(accountId, lease())).toMatchObject({ kind: 'taken', account: { fence: 1 } });
});

test('an account that waits is not leased, until the wait is over', async () => {
  const accountId = await storeAccount({ blockedUntilMs: { [exportMethod]: startMs + 5_000 } });
  expect(await store.takeLease(accountId, lease({ nowMs: startMs + 4_999 }))).toEqual({
    kind: 'flooded',
    untilMs: startMs + 5_000,
  });
  expect(await store.takeLease(accountId, lease({ nowMs: startMs + 5_000 }))).toMatchObject({
    kind: 'taken',
  });
});

test('a wait for another method does not keep the lease from anybody', async () => {
  const accountId = await storeAccount({ blockedUntilMs: { [listMethod]: startMs + 5_000 } });
  expect(await store.takeLease(accountId, lease())).toMatchObject({ kind: 'taken' });
});

test.each(['halted', 'dead'] as const)(
  'an account that is %s is not leased, and says why',
  async (status) => {
    const accountId = await storeAccount({ status, trouble });
    expect(await store.takeLease(accountId, lease())).toMatchObject({
      kind: 'inactive',
      account: { status, trouble },
    });
    expect(await store.getAccount(accountId)).toMatchObject({ fence: 0 });
  },
);

test('an account that does not exist is missing, and no record of it is made', async () => {
  expect(await store.takeLease('acc_nobody', lease())).toEqual({ kind: 'missing' });
  await store.releaseLease('acc_nobody', 0, settled);
  await store.saveFloodWait('acc_nobody', exportMethod, startMs);
  await store.saveTrouble('acc_nobody', 0, 'dead', trouble);
  expect(await store.getAccount('acc_nobody')).toBeUndefined();
});

test('waits are kept per method and only ever grow, in whatever order they are stored', async () => {
  const accountId = await storeAccount();
  const ends = [30, 90, 60, 10].map((seconds) => startMs + seconds * 1_000);
  await Promise.all(ends.map((untilMs) => store.saveFloodWait(accountId, exportMethod, untilMs)));
  await store.saveFloodWait(accountId, listMethod, startMs + 1_000);
  await store.saveFloodWait(accountId, exportMethod, startMs + 20_000);
  expect((await store.getAccount(accountId))?.blockedUntilMs).toEqual({
    [exportMethod]: startMs + 90_000,
    [listMethod]: startMs + 1_000,
  });
});

test('trouble found under the lease stops the account', async () => {
  const accountId = await storeAccount();
  await store.takeLease(accountId, lease());
  await store.saveTrouble(accountId, 1, 'dead', trouble);
  expect(await store.getAccount(accountId)).toMatchObject({ status: 'dead', trouble, leaseOwner: 'one' });
});

test('trouble found under a lease that has passed on stops nothing', async () => {
  const accountId = await storeAccount();
  await store.takeLease(accountId, lease());
  await store.takeLease(accountId, lease({ owner: 'two', nowMs: startMs + 60_000 }));
  await store.saveTrouble(accountId, 1, 'dead', trouble);
  expect(await store.getAccount(accountId)).toMatchObject({ status: 'active' });
});

test('an operator halts an account and has it work again, without its trouble and with all else as it was', async () => {
  const accountId = await storeAccount({ status: 'dead', trouble, fence: 7, defaultPeer: '@launch' });
  expect(await store.reactivate(accountId)).toBe(true);
  const active = createAccountRecord({ accountId, fence: 7, defaultPeer: '@launch' });
  expect(await store.getAccount(accountId)).toEqual(active);
  expect(await store.halt(accountId)).toBe(true);
  expect(await store.getAccount(accountId)).toEqual({ ...active, status: 'halted' });
  expect(await store.reactivate('acc_nobody')).toBe(false);
  expect(await store.halt('acc_nobody')).toBe(false);
  expect(await store.getAccount('acc_nobody')).toBeUndefined();
});

test('peers are found by their key, for the account that resolved them', async () => {
  const accountId = await storeAccount();
  const channel = { kind: 'channel', channelId: '1', accessHash: '-9223372036854775808' } as const;
  await store.savePeer(accountId, '@launch', channel);
  await store.savePeer(accountId, '-77', { kind: 'chat', chatId: '77' });
  expect(await store.findPeers(accountId, ['@launch', '-77', '@nobody', '@launch'])).toEqual(
    new Map<string, unknown>([
      ['@launch', channel],
      ['-77', { kind: 'chat', chatId: '77' }],
    ]),
  );
  expect(await store.findPeers('acc_nobody', ['@launch'])).toEqual(new Map());
  expect(await store.findPeers(accountId, [])).toEqual(new Map());
});

test('a sealed session comes back byte for byte, and opens', async () => {
  const accountId = await storeAccount();
  const dataKey = new Uint8Array(32).fill(7);
  const wrappedKey = new Uint8Array(16).fill(9);
  const keys = { generateDataKey: async () => ({ dataKey, wrappedKey }), unwrapDataKey: async () => dataKey };
  expect(await store.getSession(accountId)).toBeUndefined();
  await store.putSession(accountId, await sealSession(keys, accountId, session));
  const stored = await store.getSession(accountId);
  expect(await unsealSession(keys, accountId, stored as SealedRecord)).toEqual(session);
});

test('nothing of a session is at rest in clear text', async () => {
  const accountId = await storeAccount();
  const keys = {
    generateDataKey: async () => ({ dataKey: new Uint8Array(32), wrappedKey: new Uint8Array(1) }),
  };
  const unexpected = async (): Promise<never> => {
    throw new Error('unexpected call');
  };
  const sealed = await sealSession({ ...keys, unwrapDataKey: unexpected }, accountId, session);
  await store.putSession(accountId, sealed);
  const { Items = [] } = await client.send(new ScanCommand({ TableName: accountsTable }));
  const bytes = JSON.stringify(Items, (_key, value) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
  );
  expect(secretsIn(bytes)).toEqual([]);
});

test('more peers than one request may name are found', async () => {
  const accountId = await storeAccount();
  const keys = Array.from({ length: 120 }, (_, index) => `@name${index}`);
  await Promise.all(keys.map((key) => store.savePeer(accountId, key, { kind: 'chat', chatId: key })));
  expect((await store.findPeers(accountId, keys)).size).toBe(120);
});
