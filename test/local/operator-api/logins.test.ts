import { expect, test } from 'vitest';
import { createLogins, type LoginRequest, type LoginsDeps } from '../../../local/operator-api/logins.ts';
import { InterruptedError } from '../../../operator/terminal/operator-errors.ts';

const dayMs = 24 * 60 * 60_000;
const never = new AbortController().signal;

/** Asks for a code that never comes, as a login does that nobody goes on with. */
const waitForCode: LoginsDeps['logIn'] = async ({ how }, { signal }) => {
  try {
    await (how.by === 'code' && how.prompts.code({ how: 'by SMS', length: 5 }));
  } catch (error) {
    throw signal.aborted ? new InterruptedError() : error;
  }
  throw new Error('secret');
};

function openLogins(deps: Partial<LoginsDeps> = {}) {
  const unforeseen: unknown[] = [];
  const logins = createLogins({
    logIn: waitForCode,
    now: () => 0,
    limitMs: dayMs,
    onUnforeseen: (error) => unforeseen.push(error),
    ...deps,
  });
  return { logins, unforeseen };
}

function requestFor(name: string): LoginRequest {
  const app = { apiId: 1, apiHash: '' };
  return { tenantId: 'default', name, app, by: { method: 'phone', phone: '+1' } };
}

test('a login that nobody goes on with is broken off in time', async () => {
  const { logins } = openLogins({ limitMs: 1 });
  const login = logins.start(requestFor('main'));
  await logins.wait(login, () => false, dayMs, never);
  expect(login.current).toMatchObject({ state: 'failed', type: 'EXPIRED' });
});

test('an error that nobody has foreseen is told to the output, and not to the person', async () => {
  const { logins, unforeseen } = openLogins();
  const login = logins.start(requestFor('main'));
  logins.answer(login, { to: 'code', code: '12345' });
  await logins.wait(login, () => false, dayMs, never);
  expect(JSON.stringify(login.current)).not.toContain('secret');
  expect(login.current).toMatchObject({ state: 'failed', type: 'INTERNAL' });
  expect(unforeseen).toEqual([new Error('secret')]);
});

test('a question takes one answer', () => {
  const { logins } = openLogins();
  const login = logins.start(requestFor('main'));
  logins.answer(login, { to: 'code', code: '12345' });
  expect(() => logins.answer(login, { to: 'code', code: '12345' })).toThrow('does not wait for a code');
});

test('as many logins as five wait for their people at once, and a closed system breaks all of them off', async () => {
  const { logins } = openLogins();
  const started = ['a', 'b', 'c', 'd', 'e'].map((name) => logins.start(requestFor(name)));
  expect(() => logins.start(requestFor('f'))).toThrow('5 accounts are being logged in');
  await logins.close();
  expect(started.map(({ current }) => current.state)).toEqual(Array(5).fill('failed'));
  expect(logins.start(requestFor('f')).current.state).toBe('code');
});

test('of the logins that have ended the last twenty are kept', async () => {
  const { logins } = openLogins();
  const ended = [];
  for (let count = 0; count < 25; count++) {
    const login = logins.start(requestFor('main'));
    ended.push(login);
    await logins.cancel(login);
  }
  logins.start(requestFor('main'));
  const [first, last] = [ended.at(0), ended.at(-1)];
  expect(() => logins.find(first?.accountId ?? '', first?.loginId ?? '')).toThrow('no such login');
  expect(logins.find(last?.accountId ?? '', last?.loginId ?? '')).toBe(last);
});
