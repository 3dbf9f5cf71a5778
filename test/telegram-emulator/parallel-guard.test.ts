import { describe, expect, test } from 'vitest';
import { createParallelGuard } from '../../telegram-emulator/parallel-guard.ts';
import { createAuthKey } from '../../telegram-emulator/world/world.ts';
import { connectRawClient } from './support/raw-client.ts';
import { createRawSession } from './support/raw-session.ts';
import { type Demo, startDemo } from './support/start-demo.ts';

const GET_STATE = { _: 'updates.getState' };

async function openOnKey({ dataCentre }: Demo, authKey: Buffer) {
  return createRawSession(await connectRawClient(dataCentre.port), { authKey });
}

function createOpenConnection(connectionId: number) {
  const connection = { connectionId, isOpenNow: true, isOpen: () => connection.isOpenNow };
  return connection;
}

describe('the verdict', () => {
  const authKey = createAuthKey(Buffer.alloc(256, 1), 2, 0);

  test('waits for a close that is seen a few event-loop turns later', async () => {
    const guard = createParallelGuard();
    const [first, second] = [createOpenConnection(1), createOpenConnection(2)];
    guard.noteContent(authKey, first);
    expect(guard.noteContent(authKey, second)).toBe(false);
    setImmediate(() => {
      first.isOpenNow = false;
    });
    expect(await guard.judge(authKey, second)).toEqual({ isParallel: false });
  });

  test('falls when the other connection stays open', async () => {
    const guard = createParallelGuard();
    const [first, second] = [createOpenConnection(1), createOpenConnection(2)];
    guard.noteContent(authKey, first);
    guard.noteContent(authKey, second);
    expect(await guard.judge(authKey, second)).toEqual({ isParallel: true, otherConnectionId: 1 });
  });

  test('is not needed beside a connection that has ended but is not gone yet', () => {
    const guard = createParallelGuard();
    const [first, second] = [createOpenConnection(1), createOpenConnection(2)];
    guard.noteContent(authKey, first);
    first.isOpenNow = false;
    expect(guard.noteContent(authKey, second)).toBe(true);
  });

  test('does not count a connection that has been silent for over five seconds', () => {
    let nowMs = 1_000_000;
    const guard = createParallelGuard(() => nowMs);
    const [first, second] = [createOpenConnection(1), createOpenConnection(2)];
    guard.noteContent(authKey, first);
    nowMs += 5_001;
    expect(guard.noteContent(authKey, second)).toBe(true);
  });

  test('falls when a connection that was silent for long sends again beside another', async () => {
    let nowMs = 1_000_000;
    const guard = createParallelGuard(() => nowMs);
    const [first, second] = [createOpenConnection(1), createOpenConnection(2)];
    guard.noteContent(authKey, first);
    nowMs += 60_000;
    guard.noteContent(authKey, second);
    expect(guard.noteContent(authKey, first)).toBe(false);
    expect(await guard.judge(authKey, first)).toEqual({ isParallel: true, otherConnectionId: 2 });
  });
});

test('two connections of one key that send in parallel end the session', async () => {
  const demo = await startDemo();
  const first = await demo.openSession();
  await first.call(GET_STATE);
  const second = await openOnKey(demo, first.authKey);

  await expect(second.call(GET_STATE)).rejects.toMatchObject({ code: 406, message: 'AUTH_KEY_DUPLICATED' });
  await expect(first.call(GET_STATE)).rejects.toMatchObject({ code: 401, message: 'AUTH_KEY_UNREGISTERED' });
  await second.close();
  const later = await openOnKey(demo, first.authKey);
  await expect(later.call(GET_STATE)).rejects.toMatchObject({ code: 401, message: 'AUTH_KEY_UNREGISTERED' });
  await later.close();

  const { ledger } = demo.dataCentre;
  expect(ledger.parallelSends).toMatchObject([{ userId: demo.user.id.toString(), connectionIds: [1, 2] }]);
  expect(ledger.killedSessions).toMatchObject([{ reason: 'AUTH_KEY_DUPLICATED' }]);
});

test('a second connection that only opens harms nothing', async () => {
  const demo = await startDemo();
  const first = await demo.openSession();
  await first.call(GET_STATE);
  const second = await openOnKey(demo, first.authKey);
  expect(await first.call(GET_STATE)).toMatchObject({ _: 'updates.state' });
  await second.close();
});

test('destroying a connection and using another at once is fine, a hundred times over', async () => {
  const demo = await startDemo();
  let session = await demo.openSession();
  await session.call(GET_STATE);
  const { authKey } = session;
  const salt = session.salt();
  for (let i = 0; i < 100; i += 1) {
    // Not awaited: the new connection races the old one's FIN.
    session.client.socket.destroy();
    const client = await connectRawClient(demo.dataCentre.port);
    session = createRawSession(client, { authKey, salt, isInitialised: true });
    expect(await session.call(GET_STATE)).toMatchObject({ _: 'updates.state' });
  }
  await session.close();
  expect(demo.dataCentre.ledger.parallelSends).toEqual([]);
});

test('a half-closed connection is closed', async () => {
  const demo = await startDemo();
  const first = await demo.openSession();
  await first.call(GET_STATE);
  first.client.socket.end();
  const second = await openOnKey(demo, first.authKey);
  expect(await second.call(GET_STATE)).toMatchObject({ _: 'updates.state' });
  await second.close();
});

test('different keys of one account may send in parallel', async () => {
  const demo = await startDemo();
  const [first, second] = [await demo.openSession(), await demo.openSession()];
  await Promise.all([first.call(GET_STATE), second.call(GET_STATE)]);
  expect(demo.dataCentre.ledger.parallelSends).toEqual([]);
});
