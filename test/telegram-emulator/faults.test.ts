import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { sha1 } from '../../telegram-emulator/crypto/hashes.ts';
import type { TlObject } from '../../telegram-emulator/tl/parse-schema.ts';
import { connectRawClient } from './support/raw-client.ts';
import { createRawSession } from './support/raw-session.ts';
import { createClock, startDemo } from './support/start-demo.ts';

const METHOD = 'messages.exportChatInvite';
const PING = { _: 'ping', ping_id: 1n };

async function openDemo() {
  const demo = await startDemo();
  const session = await demo.openSession();
  await session.call({ _: 'help.getConfig' });
  const query = { _: METHOD, peer: demo.inputPeer(demo.peers.launch) };
  return { ...demo, session, query, exportLink: () => session.call(query) };
}

test('close-before ends the connection and makes no link', async () => {
  const { dataCentre, exportLink } = await openDemo();
  dataCentre.faults.inject({ method: METHOD, action: { type: 'close-before' } });
  await expect(exportLink()).rejects.toThrow('connection closed');
  expect(dataCentre.ledger.linksMade()).toBe(0);
  expect(dataCentre.ledger.calls.at(-1)).toMatchObject({ outcome: 'not executed', fault: 'close-before' });
});

test('close-after makes the link and loses the answer, also for the same session coming back', async () => {
  const { dataCentre, query, session } = await openDemo();
  dataCentre.faults.inject({ method: METHOD, action: { type: 'close-after' } });
  const msgId = session.sendCall(query);
  await expect(session.next('rpc_result')).rejects.toThrow('connection closed');
  expect(dataCentre.ledger.linksMade()).toBe(1);
  const { authKey, sessionId } = session;
  const client = await connectRawClient(dataCentre.port);
  const resumed = createRawSession(client, { authKey, sessionId, salt: session.salt() });
  resumed.sendCall(PING, { seqNo: 101 });
  const redelivered = (await resumed.messagesUntil('pong')).map((object) => object.req_msg_id);
  expect(redelivered).not.toContain(msgId);
  await client.close();
});

test.each([true, false])(
  'silence (executed: %s) answers nothing while other calls are answered',
  async (isExecuted) => {
    const { dataCentre, session, query } = await openDemo();
    dataCentre.faults.inject({ method: METHOD, action: { type: 'silence', isExecuted } });
    session.sendCall(query);
    session.sendCall(PING);
    await session.next('pong');
    expect(await session.call({ _: 'help.getConfig' })).toMatchObject({ _: 'config' });
    expect(dataCentre.ledger.linksMade()).toBe(isExecuted ? 1 : 0);
  },
);

test('delay holds up one call and not the next', async () => {
  const { dataCentre, session, query } = await openDemo();
  dataCentre.faults.inject({ method: METHOD, action: { type: 'delay', ms: 30 } });
  const slow = session.sendCall(query);
  const fast = session.sendCall({ _: 'help.getConfig' });
  expect((await session.next('rpc_result')).object.req_msg_id).toBe(fast);
  expect((await session.next('rpc_result')).object.req_msg_id).toBe(slow);
});

test('rpc-error refuses the call with that error and does not execute it', async () => {
  const { dataCentre, exportLink } = await openDemo();
  const action = { type: 'rpc-error', code: 420, message: 'FROZEN_METHOD_INVALID' } as const;
  dataCentre.faults.inject({ method: METHOD, times: 2, action });
  const refusal = { code: 420, message: 'FROZEN_METHOD_INVALID' };
  await expect(exportLink()).rejects.toMatchObject(refusal);
  await expect(exportLink()).rejects.toMatchObject(refusal);
  expect(await exportLink()).toMatchObject({ _: 'chatInviteExported' });
  expect(dataCentre.ledger.linksMade()).toBe(1);
  expect(dataCentre.faults.pending()).toBe(0);
});

test.each([
  [420, 'NEW_WAIT_6'],
  [420, 'FLOOD_WAIT'],
  [420, 'SLOWMODE_WAIT_30'],
  [500, 'MSG_WAIT_FAILED'],
  [-503, 'Timeout'],
])('any error can be ordered: %s %s', async (code, message) => {
  const { dataCentre, exportLink } = await openDemo();
  dataCentre.faults.inject({ method: METHOD, action: { type: 'rpc-error', code, message } });
  await expect(exportLink()).rejects.toMatchObject({ code, message });
});

test('a call that is refused now can be executed later, and the ledger tells when', async () => {
  const clock = createClock();
  const demo = await startDemo({ now: clock.now, setTimer: clock.setTimer });
  const session = await demo.openSession();
  const action = { type: 'rpc-error', code: -503, message: 'Timeout', executeAfterMs: 60_000 } as const;
  const { faults, ledger } = demo.dataCentre;
  faults.inject({ method: METHOD, action });
  const query = { _: METHOD, peer: demo.inputPeer(demo.peers.launch) };
  await expect(session.call(query)).rejects.toMatchObject({ code: -503, message: 'Timeout' });
  const refusedAtMs = clock.now();
  clock.advance(59_999);
  expect(ledger.linksMade()).toBe(0);
  clock.advance(1);
  expect(ledger.links).toMatchObject([{ atMs: refusedAtMs + 60_000 }]);
  expect(ledger.calls.filter(({ method }) => method === METHOD)).toMatchObject([
    { atMs: refusedAtMs, outcome: 'Timeout', reachedMethod: false, lateMs: 0, fault: 'rpc-error' },
    { atMs: refusedAtMs + 60_000, outcome: 'ok', reachedMethod: true, lateMs: 60_000, fault: 'rpc-error' },
  ]);
  expect(ledger.callsMade(METHOD)).toBe(1);
});

test('what is to be executed later is not when the data centre has closed', async () => {
  const clock = createClock();
  const demo = await startDemo({ now: clock.now, setTimer: clock.setTimer });
  const session = await demo.openSession();
  const action = { type: 'rpc-error', code: 500, message: 'RPC_CALL_FAIL', executeAfterMs: 1_000 } as const;
  demo.dataCentre.faults.inject({ method: METHOD, action });
  const query = { _: METHOD, peer: demo.inputPeer(demo.peers.launch) };
  await expect(session.call(query)).rejects.toMatchObject({ message: 'RPC_CALL_FAIL' });
  await demo.dataCentre.close();
  clock.advance(1_000);
  expect(demo.dataCentre.ledger.linksMade()).toBe(0);
});

test('a fault for one chat and method leaves other chats and methods alone', async () => {
  const { dataCentre, session, inputPeer, peers } = await openDemo();
  const action = { type: 'rpc-error', code: 400, message: 'PEER_FLOOD' } as const;
  dataCentre.faults.inject({ method: METHOD, chat: peers.crew, action });
  function exportFor(peer: (typeof peers)['launch' | 'crew']) {
    return session.call({ _: METHOD, peer: inputPeer(peer) });
  }
  expect(await exportFor(peers.launch)).toMatchObject({ _: 'chatInviteExported' });
  await session.call({
    _: 'messages.getExportedChatInvites',
    peer: inputPeer(peers.crew),
    admin_id: { _: 'inputUserSelf' },
    limit: 10,
  });
  expect(dataCentre.faults.pending()).toBe(1);
  await expect(exportFor(peers.crew)).rejects.toThrow('PEER_FLOOD');
});

test.each<[string, (demo: Awaited<ReturnType<typeof openDemo>>) => TlObject]>([
  ['InputPeer', ({ inputPeer, peers }) => ({ _: METHOD, peer: inputPeer(peers.launch) })],
  [
    'InputChannel',
    ({ inputChannel, peers }) => ({ _: 'channels.getFullChannel', channel: inputChannel(peers.launch) }),
  ],
  ['username', ({ peers: { launch } }) => ({ _: 'contacts.resolveUsername', username: launch.username })],
])('a fault for a chat meets calls that name it by %s', async (_, makeQuery) => {
  const demo = await openDemo();
  const action = { type: 'rpc-error', code: 400, message: 'PEER_FLOOD' } as const;
  demo.dataCentre.faults.inject({ chat: demo.peers.launch, action });
  await demo.session.call({ _: 'help.getConfig' });
  await expect(demo.session.call(makeQuery(demo))).rejects.toThrow('PEER_FLOOD');
});

test('a fault for one account leaves others alone', async () => {
  const { dataCentre, other, exportLink } = await openDemo();
  dataCentre.faults.inject({ userId: other.id, action: { type: 'close-before' } });
  expect(await exportLink()).toMatchObject({ _: 'chatInviteExported' });
  expect(dataCentre.faults.pending()).toBe(1);
  dataCentre.faults.clear();
  expect(dataCentre.faults.pending()).toBe(0);
});

test('a round trip delays answers without serialising calls sent together', async () => {
  const { dataCentre, session, query } = await openDemo();
  dataCentre.faults.setRoundTripMs(40);
  const msgIds = Array.from({ length: 5 }, () => session.sendCall(query));
  const answered: unknown[] = [];
  for (const _ of msgIds) {
    answered.push((await session.next('rpc_result')).object.req_msg_id);
  }
  expect(answered).toEqual(msgIds);
  expect(dataCentre.ledger.linksMade()).toBe(5);
});

test('a new connection costs a round trip before it carries anything', async () => {
  const { dataCentre, openSession, session, query, exportLink } = await openDemo();
  dataCentre.faults.setRoundTripMs(300, dataCentre.ledger.calls[0]?.connectionId);
  dataCentre.faults.setRoundTripMs(200);
  await exportLink();
  const newcomer = await openSession();
  const answered: string[] = [];
  newcomer.sendCall(PING);
  session.sendCall(query);
  await Promise.all([
    newcomer.next('bad_server_salt').then(() => answered.push('new')),
    session.next('rpc_result').then(() => answered.push('established')),
  ]);
  expect(answered).toEqual(['established', 'new']);
});

test('a call that is under way when its client closes is executed', async () => {
  const { dataCentre, session, query, findEvent } = await openDemo();
  dataCentre.faults.setRoundTripMs(20);
  session.sendCall(query);
  await session.close();
  await findEvent((event) => event.type === 'call' && event.method === METHOD);
  expect(dataCentre.ledger.linksMade()).toBe(1);
});

test('refused connections are refused by the port, and taken again later', async () => {
  const { dataCentre, exportLink } = await openDemo();
  await dataCentre.faults.refuseConnections(true);
  const socket = connect(dataCentre.port, '127.0.0.1');
  const [error] = await once(socket, 'error');
  expect(error).toMatchObject({ code: 'ECONNREFUSED' });
  expect(await exportLink()).toMatchObject({ _: 'chatInviteExported' });
  await dataCentre.faults.refuseConnections(false);
  const client = await connectRawClient(dataCentre.port);
  await client.close();
});

test('a dropped key is answered with -404', async () => {
  const { dataCentre, session, exportLink } = await openDemo();
  dataCentre.faults.dropAuthKey(sha1(session.authKey).toString('hex', 12));
  await expect(exportLink()).rejects.toThrow('transport error -404');
});

test('closeConnections closes what is open', async () => {
  const { dataCentre, session } = await openDemo();
  dataCentre.faults.closeConnections();
  await expect(session.next('pong')).rejects.toThrow('connection closed');
});
