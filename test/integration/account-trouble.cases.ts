import { expect } from 'vitest';
import { exportMethod } from '../../functions/core/rpc/methods.ts';
import { authKeyIndex } from '../../telegram-emulator/world/world.ts';
import { findSecrets } from './find-secrets.ts';
import { accept, make, reach, request, settle } from './follow-jobs.ts';
import type { LocalService } from './local-service.ts';
import { accountStoreOf, seedAccount, type TestAccount } from './seed-account.ts';
import { test } from './shared-service.ts';
import { tellFailure } from './tell-failure.ts';

let service: LocalService;
test.beforeAll(({ service: shared }) => {
  service = shared;
});
tellFailure(() => service);

/** Makes the account's next export end in that error. */
function answerWith(code: number, message: string) {
  return (account: TestAccount) =>
    service.telegram.faults.inject({
      method: exportMethod,
      userId: account.user.id,
      action: { type: 'rpc-error', code, message },
    });
}

/** What can befall an account, how to bring it about, and how it is to be shown. */
const troubles: [
  name: string,
  strike: (account: TestAccount) => void,
  status: 'dead' | 'halted',
  error: { type: string; class: string },
  said: RegExp,
][] = [
  [
    'a session that Telegram ended',
    ({ authKeyIdHex }) => {
      const { dcId, world } = service.telegram;
      const authKey = world.authKeys.get(authKeyIndex(dcId, authKeyIdHex));
      if (authKey !== undefined) {
        authKey.userId = undefined;
      }
    },
    'dead',
    { type: 'AUTH_KEY_UNREGISTERED', class: 'session_dead' },
    /Log the account in again/,
  ],
  [
    'a key that the data centre has forgotten',
    ({ authKeyIdHex }) => service.telegram.faults.dropAuthKey(authKeyIdHex),
    'dead',
    { type: 'AUTH_KEY_NOT_FOUND', class: 'session_dead' },
    /Log the account in again/,
  ],
  [
    'a banned account',
    answerWith(401, 'USER_DEACTIVATED_BAN'),
    'dead',
    { type: 'USER_DEACTIVATED_BAN', class: 'session_dead' },
    /Appeal to recover it/,
  ],
  [
    'a session that was used twice at once',
    answerWith(406, 'AUTH_KEY_DUPLICATED'),
    'dead',
    { type: 'AUTH_KEY_DUPLICATED', class: 'session_dead' },
    /Use it nowhere else/,
  ],
  [
    'an account limited for flooding',
    answerWith(400, 'PEER_FLOOD'),
    'halted',
    { type: 'PEER_FLOOD', class: 'account_halted' },
    /Ask @SpamBot/,
  ],
  [
    'an app that Telegram refuses',
    answerWith(400, 'API_ID_INVALID'),
    'halted',
    { type: 'API_ID_INVALID', class: 'app' },
    /my\.telegram\.org/,
  ],
];

test.concurrent.each(troubles.map((each, index) => [...each, `trouble_${index}`] as const))(
  '%s stops the account: its jobs are blocked, with what to do, and nothing more is sent',
  async (...[, strike, status, error, said, name]) => {
    const account = await seedAccount(service, name);
    strike(account);
    const id = await accept(service, { account: name, peer: account.peer });
    const job = await settle(service, id);
    expect(job).toMatchObject({ status: 'blocked', error });
    expect(job.error?.detail).toMatch(said);
    const { headers } = await request(service, 'GET', `/v1/invites/${id}`);
    expect(headers.get('retry-after')).toBe('60');
    expect(await accountStoreOf(service).getAccount(account.accountId)).toMatchObject({
      status,
      trouble: error,
    });

    const callsBefore = service.telegram.ledger.calls.length;
    function isOfAccount(each: { authKeyIdHex: string }) {
      return each.authKeyIdHex === account.authKeyIdHex;
    }
    const callsOfAccount = service.telegram.ledger.calls.filter(isOfAccount).length;
    expect(await make(service, { account: name, peer: account.peer })).toMatchObject({
      status: 'blocked',
      attempts: 0,
      error,
    });
    expect(service.telegram.ledger.calls.slice(callsBefore).filter(isOfAccount)).toEqual([]);
    expect(service.telegram.ledger.calls.filter(isOfAccount)).toHaveLength(callsOfAccount);
  },
);

test('jobs of other accounts go on', async () => {
  expect(await make(service, { account: 'main', peer: '@launch' })).toMatchObject({ status: 'succeeded' });
});

test('Telegram unreachable is waited out: the job says so, and succeeds when Telegram is back', async () => {
  const { account, peer } = await seedAccount(service, 'offline');
  await service.telegram.faults.refuseConnections(true);
  const id = await accept(service, { account, peer });
  const waiting = await reach(service, id, 'waiting');
  expect(waiting).toMatchObject({ attempts: 0, wait: { reason: 'CONNECTION_FAILED' } });
  await service.telegram.faults.refuseConnections(false);
  expect(await settle(service, id)).toMatchObject({ status: 'succeeded', attempts: 1 });
});

test('no line that a function wrote holds a secret', () => {
  expect(service.lines.recorded.map(({ name }) => name)).toEqual(expect.arrayContaining(['api', 'worker']));
  expect(findSecrets(service)).toEqual([]);
});
