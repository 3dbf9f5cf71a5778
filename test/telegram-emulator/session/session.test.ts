import { describe, expect, test } from 'vitest';
import { GET_CONFIG, openUsedSession } from '../support/open-used-session.ts';
import { connectRawClient } from '../support/raw-client.ts';
import { createRawSession } from '../support/raw-session.ts';
import { startDemo } from '../support/start-demo.ts';

describe('session', () => {
  test('a new one is announced once', async () => {
    const { openSession } = await startDemo();
    const session = await openSession();
    await session.call(GET_CONFIG);
    session.sendCall({ _: 'ping', ping_id: 1n });
    expect((await session.next('pong')).object.ping_id).toBe(1n);
    session.sendCall(GET_CONFIG);
    const first = await Promise.race([session.next('rpc_result'), session.next('new_session_created')]);
    expect(first.object._).toBe('rpc_result');
  });

  test('one that comes back on another connection is given the answers it has not acknowledged', async () => {
    const { session, dataCentre } = await openUsedSession();
    const msgId = session.sendCall(GET_CONFIG);
    await session.resultOf(msgId, 'Config');
    await session.close();
    const client = await connectRawClient(dataCentre.port);
    const { authKey, sessionId } = session;
    const resumed = createRawSession(client, {
      authKey,
      sessionId,
      salt: session.salt(),
      now: () => 1_790_000_001_000,
    });
    resumed.sendCall({ _: 'ping', ping_id: 1n }, { seqNo: 101 });
    expect(await resumed.resultOf(msgId, 'Config')).toMatchObject({ _: 'config' });
    await client.close();
  });

  test('two sessions of one key on one connection do not mix', async () => {
    const { session, world } = await openUsedSession();
    const other = createRawSession(session.client, {
      authKey: session.authKey,
      salt: session.salt(),
      isInitialised: true,
      now: () => 1_790_000_000_000,
    });
    other.sendCall({ _: 'ping', ping_id: 9n });
    expect((await other.next('pong')).object.ping_id).toBe(9n);
    expect(world.authKeys.size).toBe(1);
  });
});
