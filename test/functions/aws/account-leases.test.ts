import { expect, test } from 'vitest';
import { markLink } from '../../../functions/core/account/link-marks.ts';
import { exportMethod, listMethod } from '../../../functions/core/rpc/methods.ts';
import { createAccountRecord, startMs } from '../core/records.ts';
import { startAccounts } from './stored-accounts.ts';

const { store, storeAccount, lease } = await startAccounts();

const settled = { unsettled: [], leaseIntents: [], recentLinks: [] };

const trouble = {
  type: 'AUTH_KEY_DUPLICATED',
  class: 'session_dead' as const,
  detail: 'Log in.',
  code: 406,
  atMs: startMs,
};

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

test('the jobs whose intent the lease is are told with it, those of leases before it too', async () => {
  const accountId = await storeAccount();
  await store.takeLease(accountId, lease({ jobIds: ['inv_1', 'inv_2'], leaseIntents: ['inv_1'] }));
  const next = await store.takeLease(
    accountId,
    lease({ owner: 'two', nowMs: startMs + 60_000, jobIds: ['inv_3'], leaseIntents: ['inv_3'] }),
  );
  expect(next).toMatchObject({
    account: {
      unsettled: ['inv_1', 'inv_2', 'inv_3'],
      leaseIntents: ['inv_1', 'inv_3'],
      leaseIntentsFromMs: startMs,
    },
  });
  await store.releaseLease(accountId, 2, {
    ...settled,
    unsettled: ['inv_2', 'inv_3'],
    leaseIntents: ['inv_3'],
  });
  expect(await store.getAccount(accountId)).toMatchObject({
    unsettled: ['inv_2', 'inv_3'],
    leaseIntents: ['inv_3'],
    leaseIntentsFromMs: startMs,
  });
  await store.takeLease(accountId, lease({ owner: 'three', nowMs: startMs + 70_000, jobIds: [] }));
  await store.releaseLease(accountId, 3, settled);
  const account = await store.getAccount(accountId);
  expect(account).not.toHaveProperty('leaseIntents');
  expect(account).not.toHaveProperty('leaseIntentsFromMs');
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
  const marks = [markLink('https://t.me/+one', startMs), markLink('https://t.me/+two', 0)];
  const settlement = {
    unsettled: ['inv_2'],
    recentLinks: marks,
    paidUntilMs: startMs + 3_000,
    learnedPace: { rate: 1.0001000025000002, burst: 0.5, refusedRate: 1.2, links: 2 },
    settledAtMs: startMs,
    madeLinks: { firstStep: 5_000_000, counts: [3, 0, 65_000] },
  };
  await store.releaseLease(accountId, 1, settlement);
  expect(await store.getAccount(accountId)).toMatchObject(settlement);
  await store.takeLease(accountId, lease({ jobIds: ['inv_3'] }));
  const both = { unsettled: ['inv_2', 'inv_3'], recentLinks: marks };
  expect(await store.getAccount(accountId)).toMatchObject(both);
  await store.releaseLease(accountId, 1, settled);
  await store.releaseLease(accountId, 2, {});
  expect(await store.getAccount(accountId)).toMatchObject(both);
});

test('marks that an earlier version stored as texts are read', async () => {
  const recentLinks = [markLink('https://t.me/+one', startMs)];
  const accountId = await storeAccount({ recentLinks });
  expect(await store.takeLease(accountId, lease())).toMatchObject({
    kind: 'taken',
    account: { recentLinks },
  });
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
  expect(await store.takeLease(accountId, lease({ nowMs: startMs + 4_999 }))).toMatchObject({
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
  await store.saveFloodWait('acc_nobody', exportMethod, startMs, []);
  await store.saveTrouble('acc_nobody', 0, 'dead', trouble);
  expect(await store.getAccount('acc_nobody')).toBeUndefined();
});

test.each(['halted', 'dead'] as const)(
  'the operator may have the lease on an account that is %s, and it stays so',
  async (status) => {
    const accountId = await storeAccount({ status, trouble });
    const { method: _method, ...withoutMethod } = lease({ owner: 'tool', jobIds: [] });
    expect(await store.takeLease(accountId, { ...withoutMethod, whateverStatus: true })).toMatchObject({
      kind: 'taken',
      account: { status, trouble, fence: 1, leaseOwner: 'tool' },
    });
  },
);

test('the operator does not get a lease that is held, nor one on an account that is not there', async () => {
  const accountId = await storeAccount({ status: 'halted', leaseOwner: 'w', leaseUntilMs: startMs + 1 });
  const tool = lease({ owner: 'tool', whateverStatus: true });
  expect(await store.takeLease(accountId, tool)).toEqual({ kind: 'held', untilMs: startMs + 1 });
  expect(await store.takeLease('acc_nobody', tool)).toEqual({ kind: 'missing' });
  expect(await store.getAccount('acc_nobody')).toBeUndefined();
});

test('without a method no wait keeps the lease from anybody', async () => {
  const accountId = await storeAccount({ blockedUntilMs: { [exportMethod]: startMs + 5_000 } });
  const { method: _method, ...withoutMethod } = lease();
  expect(await store.takeLease(accountId, withoutMethod)).toMatchObject({ kind: 'taken' });
});
