import { expect, test } from 'vitest';
import { servedLayers } from '../../telegram-emulator/tl/layers.ts';
import type { TlObject } from '../../telegram-emulator/tl/parse-schema.ts';
import { loadSchema } from '../../telegram-emulator/tl/schema.ts';
import { writeCall } from '../../telegram-emulator/tl/write.ts';
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
  ['a layer older than the served ones', { layer: 180 }, 'CONNECTION_LAYER_INVALID'],
  ['a layer whose schema is not public', { layer: 226 }, 'CONNECTION_LAYER_INVALID'],
  ['a newer layer', { layer: 230 }, 'CONNECTION_LAYER_INVALID'],
])('%s is refused', async (_, changes, type) => {
  const session = await openBareSession();
  const msgId = session.sendCall(initialise(GET_CONFIG, changes));
  await expect(session.resultOf(msgId, 'Config')).rejects.toThrow(type);
});

test('a newer layer is refused before its call is read, whose words are not known here', async () => {
  const session = await openBareSession();
  const body = writeCall(loadSchema(), { _: 'invokeWithLayer', layer: 230, query: GET_CONFIG });
  body.writeUInt32LE(0xffffffff, body.length - 4);
  await expect(session.resultOf(session.send(body), 'Config')).rejects.toThrow('CONNECTION_LAYER_INVALID');
});

test('a client of each served layer is answered in its layer', async () => {
  const { user, peers, openSession, inputPeer, inputChannel } = await startDemo();
  const session = await openSession();
  await session.fetchSalt();
  const peer = inputPeer(peers.launch);
  const link = peers.launch.invites[0]?.link;
  const self = { _: 'inputUserSelf' };
  const offset = { offset_date: 0, offset_id: 0, offset_peer: { _: 'inputPeerEmpty' }, hash: 0n };
  const calls: [TlObject, string][] = [
    [{ _: 'users.getFullUser', id: self }, 'users.UserFull'],
    [{ _: 'channels.getFullChannel', channel: inputChannel(peers.launch) }, 'messages.ChatFull'],
    [{ _: 'messages.getFullChat', chat_id: peers.crew.id }, 'messages.ChatFull'],
    [
      {
        _: 'channels.getParticipant',
        channel: inputChannel(peers.pressRoom),
        participant: { _: 'inputPeerSelf' },
      },
      'channels.ChannelParticipant',
    ],
    [{ _: 'messages.getDialogs', ...offset, limit: 10 }, 'messages.Dialogs'],
    [{ _: 'messages.getExportedChatInvite', peer, link }, 'messages.ExportedChatInvite'],
  ];
  for (const layer of servedLayers()) {
    await session.resultOf(session.sendCall(initialise(GET_CONFIG, { layer })), 'Config');
    for (const [call, type] of calls) {
      await session.resultOf(session.sendCall(call), type);
    }
    const msgId = session.sendCall({ _: 'users.getUsers', id: [self] });
    const { object } = await session.next('rpc_result', ({ req_msg_id }) => req_msg_id === msgId);
    const id = loadSchema().constructorByName('user', layer)?.id;
    expect([layer, (object.result as Buffer).readUInt32LE(8)]).toEqual([layer, id]);
  }
  expect(
    await session.resultOf(session.sendCall({ _: 'users.getUsers', id: [self] }), 'Vector<User>'),
  ).toMatchObject([{ id: user.id, self: true }]);
});
