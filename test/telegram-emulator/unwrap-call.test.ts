import { expect, test } from 'vitest';
import { initialise } from './support/raw-session.ts';
import { startDemo } from './support/start-demo.ts';

const GET_CONFIG = { _: 'help.getConfig' };

async function openBareSession() {
  const { openSession } = await startDemo();
  const session = await openSession();
  await session.fetchSalt();
  return session;
}

test('a call before initConnection is refused', async () => {
  const session = await openBareSession();
  const msgId = session.sendCall(GET_CONFIG);
  await expect(session.resultOf(msgId, 'Config')).rejects.toThrow('CONNECTION_NOT_INITED');
});

test('after initConnection calls need no wrapper, on any session of the key', async () => {
  const session = await openBareSession();
  await session.resultOf(session.sendCall(initialise(GET_CONFIG)), 'Config');
  const msgId = session.sendCall(GET_CONFIG);
  expect(await session.resultOf(msgId, 'Config')).toMatchObject({ _: 'config' });
});

test('invokeWithoutUpdates around initConnection, as a client without updates sends it, is taken', async () => {
  const session = await openBareSession();
  const { query } = initialise(GET_CONFIG) as unknown as { query: { _: string } };
  const wrapped = { _: 'invokeWithLayer', layer: 198, query: { _: 'invokeWithoutUpdates', query } };
  expect(await session.resultOf(session.sendCall(wrapped), 'Config')).toMatchObject({ _: 'config' });
});

test.each([
  ['api_id 0', { apiId: 0 }, 'API_ID_INVALID'],
  ['a layer from before today’s links', { layer: 100 }, 'CONNECTION_LAYER_INVALID'],
])('%s is refused', async (_, changes, type) => {
  const session = await openBareSession();
  const msgId = session.sendCall(initialise(GET_CONFIG, changes));
  await expect(session.resultOf(msgId, 'Config')).rejects.toThrow(type);
});

test('a client of layer 189 is answered in its layer', async () => {
  const { user, openSession } = await startDemo();
  const session = await openSession();
  await session.fetchSalt();
  const msgId = session.sendCall(
    initialise({ _: 'users.getUsers', id: [{ _: 'inputUserSelf' }] }, { layer: 189 }),
  );
  const { object } = await session.next('rpc_result', ({ req_msg_id }) => req_msg_id === msgId);
  const result = object.result as Buffer;
  expect(result.readUInt32LE(8)).toBe(0x83314fca);
  expect(
    await session.resultOf(
      session.sendCall({ _: 'users.getUsers', id: [{ _: 'inputUserSelf' }] }),
      'Vector<User>',
    ),
  ).toMatchObject([{ id: user.id, self: true }]);
});
