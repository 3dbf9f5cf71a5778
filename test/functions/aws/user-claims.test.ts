import { DeleteItemCommand, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { expect, test } from 'vitest';
import type { Login } from '../../../functions/aws/account-logins.ts';
import { createAccountRecord, startMs } from '../core/records.ts';
import { startTables } from './local-stores.ts';
import { createWritableAccountStore } from './writable-account-store.ts';

const { client, accountsTable } = await startTables();
const store = createWritableAccountStore(client, accountsTable);
let lastNumber = 0;

/** Two accounts, and a user, that no other test uses. */
function nextIds() {
  lastNumber += 1;
  return {
    first: `acc_first_${lastNumber}`,
    second: `acc_second_${lastNumber}`,
    userFingerprint: `user ${lastNumber}`,
  };
}

const owner = { userId: '5000000001', firstName: 'Ada' };

function createLogin(accountId: string, userFingerprint: string, overrides: Partial<Login> = {}): Login {
  const bytes = new Uint8Array(16);
  return {
    accountId,
    tenantId: 'default',
    name: accountId,
    owner,
    dcId: 2,
    address: '127.0.0.1',
    port: 443,
    keyFingerprint: `key of ${accountId}`,
    userFingerprint,
    sealed: { v: 1, wrappedKey: bytes, iv: bytes, ciphertext: bytes, tag: bytes },
    previousFingerprint: undefined,
    previousUserFingerprint: undefined,
    nowMs: startMs,
    ...overrides,
  };
}

async function takeLease(accountId: string): Promise<number> {
  const lease = { owner: 'tool', untilMs: startMs + 1, nowMs: startMs, jobIds: [] };
  const answer = await store.takeLease(accountId, lease);
  return answer.kind === 'taken' ? answer.account.fence : 0;
}

test('a user that is an account already is refused to another one, with whose it is', async () => {
  const { first, second, userFingerprint } = nextIds();
  await store.saveLogin(createLogin(first, userFingerprint));
  const answer = await store.saveLogin(createLogin(second, userFingerprint));
  expect(answer).toMatchObject({ kind: 'user in use', holder: { accountId: first, name: first } });
  expect(await store.getAccount(second)).toBeUndefined();
  expect(await store.getSession(second)).toBeUndefined();
});

test('of two logins of one user under two names at once exactly one is stored', async () => {
  for (let round = 1; round <= 10; round++) {
    const { first, second, userFingerprint } = nextIds();
    const answers = await Promise.all(
      [first, second].map((accountId) => store.saveLogin(createLogin(accountId, userFingerprint))),
    );
    expect(answers.map(({ kind }) => kind).sort()).toEqual(['saved', 'user in use']);
    const stored = await Promise.all([first, second].map((accountId) => store.getAccount(accountId)));
    expect(stored.filter((account) => account !== undefined)).toHaveLength(1);
  }
});

test('an account may log in again as its user, which it keeps', async () => {
  const { first, second, userFingerprint } = nextIds();
  await store.saveLogin(createLogin(first, userFingerprint));
  const again = {
    keyFingerprint: `next key of ${first}`,
    previousFingerprint: `key of ${first}`,
    previousUserFingerprint: userFingerprint,
  };
  expect(await store.saveLogin(createLogin(first, userFingerprint, again))).toEqual({ kind: 'saved' });
  expect(await store.saveLogin(createLogin(second, userFingerprint))).toMatchObject({ kind: 'user in use' });
});

test('an account that becomes another user leaves the one it was to others', async () => {
  const { first, second, userFingerprint } = nextIds();
  await store.saveLogin(createLogin(first, userFingerprint));
  const again = { previousFingerprint: `key of ${first}`, previousUserFingerprint: userFingerprint };
  await store.saveLogin(createLogin(first, `another than ${userFingerprint}`, again));
  expect(await store.saveLogin(createLogin(second, userFingerprint))).toEqual({ kind: 'saved' });
});

test('an account that an older version has stored takes its user when it is looked at, unless another has it', async () => {
  const { first, second, userFingerprint } = nextIds();
  await store.putAccount(createAccountRecord({ accountId: first }));
  await store.putAccount(createAccountRecord({ accountId: second }));
  const fence = await takeLease(first);
  expect(await store.saveUser(first, { fence: fence + 1, owner, userFingerprint })).toEqual({
    kind: 'changed',
  });
  expect(await store.saveUser(first, { fence, owner, userFingerprint })).toEqual({ kind: 'saved' });
  expect(await store.getAccount(first)).toMatchObject({ owner, userFingerprint });
  const late = { fence: await takeLease(second), owner, userFingerprint };
  expect(await store.saveUser(second, late)).toMatchObject({
    kind: 'user in use',
    holder: { accountId: first },
  });
  expect(await store.getAccount(second)).not.toHaveProperty('userFingerprint');
});

/** As an older version removes an account: its claim stays. */
async function removeAsOlderVersion(accountId: string): Promise<void> {
  const keys = [
    marshall({ accountId, sk: 'account' }),
    marshall({ accountId: `key#key of ${accountId}`, sk: 'key' }),
  ];
  for (const Key of keys) {
    await client.send(new DeleteItemCommand({ TableName: accountsTable, Key }));
  }
}

test('what an older version leaves of a removed account is taken over, by one of two at once', async () => {
  const { first, second, userFingerprint } = nextIds();
  await store.saveLogin(createLogin('acc_removed', userFingerprint));
  await removeAsOlderVersion('acc_removed');
  const answers = await Promise.all(
    [first, second].map((accountId) => store.saveLogin(createLogin(accountId, userFingerprint))),
  );
  expect(answers.map(({ kind }) => kind).sort()).toEqual(['saved', 'user in use']);
});

test('a claim is taken over too from an account that is there again as another user', async () => {
  const { first, second, userFingerprint } = nextIds();
  await store.saveLogin(createLogin(first, userFingerprint));
  await removeAsOlderVersion(first);
  await store.saveLogin(createLogin(first, `another than ${userFingerprint}`));
  expect(await store.saveLogin(createLogin(second, userFingerprint))).toEqual({ kind: 'saved' });
});

test('a claim is not taken over from an account that takes its user back at that moment', async () => {
  const { first, second, userFingerprint } = nextIds();
  await store.saveLogin(createLogin(first, userFingerprint));
  await removeAsOlderVersion(first);
  // Between the look at the account that is gone and the write.
  const send = client.send.bind(client) as (command: unknown) => Promise<unknown>;
  const late = {
    async send(command: unknown) {
      const answer = await send(command);
      if (command instanceof GetItemCommand) {
        await store.saveLogin(createLogin(first, userFingerprint));
      }
      return answer;
    },
  } as unknown as typeof client;
  const answer = await createWritableAccountStore(late, accountsTable).saveLogin(
    createLogin(second, userFingerprint),
  );
  expect(answer).toMatchObject({ kind: 'user in use', holder: { accountId: first } });
  expect(await store.getAccount(second)).toBeUndefined();
});
