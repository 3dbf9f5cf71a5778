import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { sha1 } from '../../../../../infra/local/telegram/crypto/hashes.ts';
import { saltAt } from '../../../../../infra/local/telegram/session/salts.ts';
import { loadSchema } from '../../../../../infra/local/telegram/tl/schema.ts';
import { writeBytes, writeCall, writeObject } from '../../../../../infra/local/telegram/tl/write.ts';
import { authKeyIndex } from '../../../../../infra/local/telegram/world/world.ts';
import { connectRawClient } from '../support/raw-client.ts';
import { createRawSession, initialise, type RawSession } from '../support/raw-session.ts';
import { createClock, startDemo } from '../support/start-demo.ts';

const schema = loadSchema();
const GET_CONFIG = { _: 'help.getConfig' };
const HALF_HOUR_MS = 1800_000;

/** A session that has made one call, on a clock that the test moves. */
async function openUsedSession() {
  const clock = createClock();
  const demo = await startDemo({ now: clock.now });
  const session = await demo.openSession();
  await session.call(GET_CONFIG);
  return { ...demo, clock, session };
}

async function expectBadMsg(session: RawSession, msgId: bigint, code: number) {
  const { object } = await session.next('bad_msg_notification');
  expect(object).toMatchObject({ bad_msg_id: msgId, error_code: code });
}

describe('salt', () => {
  test('a message with a wrong salt is not executed and told the right one', async () => {
    const { session, dataCentre, authKeyOf } = await openWithKey();
    const calls = dataCentre.ledger.calls.length;
    const msgId = session.sendCall(GET_CONFIG, { salt: 7n });
    const { object } = await session.next('bad_server_salt');
    expect(object).toMatchObject({ bad_msg_id: msgId, error_code: 48, new_server_salt: authKeyOf() });
    expect(dataCentre.ledger.calls).toHaveLength(calls);
  });

  async function openWithKey() {
    const used = await openUsedSession();
    const index = authKeyIndex(2, sha1(used.session.authKey).toString('hex', 12));
    const authKey = used.world.authKeys.get(index);
    if (authKey === undefined) throw new Error('no key');
    return { ...used, authKeyOf: () => saltAt(authKey, used.clock.now()) };
  }

  test('a salt is good for the half hour after its own, and no longer', async () => {
    const { session, clock } = await openUsedSession();
    clock.advance(HALF_HOUR_MS);
    expect(await session.call(GET_CONFIG)).toMatchObject({ _: 'config' });
    clock.advance(HALF_HOUR_MS);
    session.sendCall(GET_CONFIG);
    expect((await session.next('bad_server_salt')).object.error_code).toBe(48);
  });

  test('future salts are given in order and become valid in their time', async () => {
    const { session, clock } = await openUsedSession();
    session.sendCall({ _: 'get_future_salts', num: 3 });
    const { object } = await session.next('future_salts');
    const salts = object.salts as { valid_since: number; valid_until: number; salt: bigint }[];
    expect(salts).toHaveLength(3);
    expect(salts[0]?.salt).toBe(session.salt());
    clock.advance((salts[2]?.valid_since ?? 0) * 1000 - clock.now());
    session.useSalt(salts[2]?.salt ?? 0n);
    expect(await session.call(GET_CONFIG)).toMatchObject({ _: 'config' });
  });
});

describe('message id', () => {
  const idAt = (ms: number) => ((BigInt(ms) << 32n) / 1000n) & ~3n;

  test.each([
    ['300 s old or younger is taken', -300, undefined],
    ['more than 300 s old: 16', -302, 16],
    ['30 s ahead or less is taken', 30, undefined],
    ['more than 30 s ahead: 17', 32, 17],
  ])('%s', async (_, seconds, code) => {
    const clock = createClock();
    const { openSession } = await startDemo({ now: clock.now });
    const session = await openSession();
    await session.fetchSalt();
    const msgId = session.sendCall(initialise(GET_CONFIG), {
      msgId: idAt(clock.now() + seconds * 1000),
      seqNo: 1,
    });
    if (code === undefined) expect(await session.resultOf(msgId, 'Config')).toMatchObject({ _: 'config' });
    else await expectBadMsg(session, msgId, code);
  });

  test('not divisible by 4: 18', async () => {
    const { session, clock } = await openUsedSession();
    const msgId = session.sendCall(GET_CONFIG, { msgId: idAt(clock.now() + 1000) + 1n });
    await expectBadMsg(session, msgId, 18);
  });

  test('sent again: the call is not executed twice and its answer comes again', async () => {
    const { session, dataCentre } = await openUsedSession();
    const msgId = session.sendCall(GET_CONFIG);
    await session.resultOf(msgId, 'Config');
    const calls = dataCentre.ledger.calls.length;
    session.sendCall(GET_CONFIG, { msgId });
    expect(await session.resultOf(msgId, 'Config')).toMatchObject({ _: 'config' });
    expect(dataCentre.ledger.calls).toHaveLength(calls);
  });

  test('server ids grow, with remainder 1 for answers and 3 for notices', async () => {
    const { openSession } = await startDemo();
    const session = await openSession();
    await session.fetchSalt();
    const msgId = session.sendCall(initialise(GET_CONFIG));
    const created = await session.next('new_session_created');
    const result = await session.next('rpc_result');
    expect(created.object.first_msg_id).toBe(msgId);
    expect([created.msgId % 4n, result.msgId % 4n]).toEqual([3n, 1n]);
    expect(result.msgId).toBeGreaterThan(created.msgId);
  });
});

describe('sequence number', () => {
  test.each([
    ['an even one on a call: 35', { seqNo: 4 }, 35],
    ['one already used by an older message: 32', { seqNo: 1 }, 32],
  ])('%s', async (_, overrides, code) => {
    const { session } = await openUsedSession();
    const msgId = session.sendCall(GET_CONFIG, overrides);
    await expectBadMsg(session, msgId, code);
  });

  test('one higher than that of a newer message: 33', async () => {
    const { session } = await openUsedSession();
    const olderMsgId = session.nextMsgId();
    await session.call(GET_CONFIG);
    const msgId = session.sendCall(GET_CONFIG, { msgId: olderMsgId, seqNo: 99 });
    await expectBadMsg(session, msgId, 33);
  });

  test('an odd one on a container: 34', async () => {
    const { session } = await openUsedSession();
    const msgId = session.send(containerOf(1), { seqNo: 99 });
    await expectBadMsg(session, msgId, 34);
  });

  test('of answers is odd and grows by two', async () => {
    const { session } = await openUsedSession();
    const seqNos: number[] = [];
    for (let i = 0; i < 3; i += 1) {
      session.sendCall(GET_CONFIG);
      seqNos.push((await session.next('rpc_result')).seqNo);
    }
    expect(seqNos.map((seqNo) => seqNo - (seqNos[0] ?? 0))).toEqual([0, 2, 4]);
    expect((seqNos[0] ?? 0) % 2).toBe(1);
  });
});

/** A container of pings whose ids lie before that of the next message. */
function containerOf(count: number, inner: Buffer = writeCall(schema, { _: 'ping', ping_id: 1n })): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32LE(0x73f1f8dc, 0);
  head.writeUInt32LE(count, 4);
  const messages = Array.from({ length: count }, () => {
    const messageHead = Buffer.alloc(16);
    messageHead.writeBigInt64LE(4n, 0);
    messageHead.writeUInt32LE(inner.length, 12);
    return Buffer.concat([messageHead, inner]);
  });
  return Buffer.concat([head, ...messages]);
}

describe('container', () => {
  test('all calls in one are answered, in one container', async () => {
    const { session } = await openUsedSession();
    const body = writeCall(schema, GET_CONFIG);
    const bodies = Array.from({ length: 10 }, () => ({ body, isContentRelated: true }));
    const { msgIds } = session.sendContainer(bodies);
    const answers = [await session.next('rpc_result')];
    while (answers.length < 10) answers.push(await session.next('rpc_result'));
    expect(answers.map(({ object }) => object.req_msg_id)).toEqual(msgIds);
    expect(answers.every(({ isContained }) => isContained)).toBe(true);
    expect(new Set(answers.map(({ packetBytes }) => packetBytes)).size).toBe(1);
  });

  test('one with a wrong salt is refused as a whole', async () => {
    const { session, dataCentre } = await openUsedSession();
    const calls = dataCentre.ledger.calls.length;
    session.useSalt(5n);
    const { containerId } = session.sendContainer([
      { body: writeCall(schema, GET_CONFIG), isContentRelated: true },
    ]);
    const { object } = await session.next('bad_server_salt');
    expect(object.bad_msg_id).toBe(containerId);
    expect(dataCentre.ledger.calls).toHaveLength(calls);
  });

  test.each([
    ['inside another', containerOf(1, containerOf(1))],
    ['that claims more messages than it holds', Buffer.from(containerOf(1)).fill(9, 4, 5)],
    ['of nothing', containerOf(0)],
  ])('one %s: 64', async (_, body) => {
    const { session } = await openUsedSession();
    await expectBadMsg(session, session.send(body, { isContentRelated: false }), 64);
  });

  test('sent again: 19', async () => {
    const { session } = await openUsedSession();
    const { containerId } = session.sendContainer([
      { body: writeCall(schema, GET_CONFIG), isContentRelated: true },
    ]);
    await session.next('rpc_result');
    session.send(containerOf(1), { isContentRelated: false, msgId: containerId });
    await expectBadMsg(session, containerId, 19);
  });
});

describe('gzip', () => {
  test.each([
    ['gzip', gzipSync],
    ['zlib', deflateSync],
  ])('a call packed with %s is executed', async (_, pack) => {
    const { session } = await openUsedSession();
    const id = Buffer.alloc(4);
    id.writeUInt32LE(0x3072cfa1);
    const msgId = session.send(Buffer.concat([id, writeBytes(pack(writeCall(schema, GET_CONFIG)))]));
    expect(await session.resultOf(msgId, 'Config')).toMatchObject({ _: 'config' });
  });

  test('data that is no gzip is refused', async () => {
    const { session } = await openUsedSession();
    const id = Buffer.alloc(4);
    id.writeUInt32LE(0x3072cfa1);
    const msgId = session.send(Buffer.concat([id, writeBytes(Buffer.from('not packed'))]));
    await expect(session.resultOf(msgId, 'Config')).rejects.toThrow('INPUT_FETCH_ERROR');
  });

  test('a large answer comes packed', async () => {
    const { session } = await openUsedSession();
    const id = Array.from({ length: 100 }, () => ({ _: 'inputUserSelf' }));
    const msgId = session.sendCall({ _: 'users.getUsers', id });
    const { object, packetBytes } = await session.next(
      'rpc_result',
      ({ req_msg_id }) => req_msg_id === msgId,
    );
    expect((object.result as Buffer).readUInt32LE()).toBe(0x3072cfa1);
    expect(packetBytes).toBeLessThan(1000);
  });
});

describe('service messages', () => {
  test('a ping is answered with a pong of the same ids', async () => {
    const { session } = await openUsedSession();
    const msgId = session.sendCall({ _: 'ping', ping_id: 42n });
    expect((await session.next('pong')).object).toMatchObject({ msg_id: msgId, ping_id: 42n });
  });

  test('ping_delay_disconnect closes a connection that falls silent', async () => {
    const { session } = await openUsedSession();
    session.sendCall({ _: 'ping_delay_disconnect', ping_id: 1n, disconnect_delay: 0 });
    await session.next('pong');
    await expect(session.next('pong')).rejects.toThrow('connection closed');
  });

  test('the states of messages are told', async () => {
    const { session } = await openUsedSession();
    const answered = session.sendCall(GET_CONFIG);
    await session.resultOf(answered, 'Config');
    const future = session.nextMsgId() + 4000n;
    session.sendCall({ _: 'ping', ping_id: 1n });
    session.sendObject({ _: 'msgs_state_req', msg_ids: [answered, future, answered - 40_000n] });
    const { object } = await session.next('msgs_state_info');
    expect([...(object.info as Buffer)]).toEqual([4 + 64, 3, 2]);
  });

  test('an answer that was acknowledged is not kept', async () => {
    const { session } = await openUsedSession();
    const msgId = session.sendCall(GET_CONFIG);
    const result = await session.next('rpc_result');
    session.sendObject({ _: 'msgs_ack', msg_ids: [result.msgId] }, { isContentRelated: false });
    session.sendCall({ _: 'rpc_drop_answer', req_msg_id: msgId });
    const { object } = await session.next('rpc_result');
    expect((object.result as Buffer).readUInt32LE()).toBe(0x5e2ad36e);
  });

  test('an answer on its way can be dropped', async () => {
    const { session } = await openUsedSession();
    const msgId = session.sendCall(GET_CONFIG);
    const result = await session.next('rpc_result');
    const dropId = session.sendCall({ _: 'rpc_drop_answer', req_msg_id: msgId });
    expect(await session.resultOf(dropId, 'X')).toMatchObject({
      _: 'rpc_answer_dropped',
      msg_id: result.msgId,
    });
  });

  test('the answer of a call that still runs is dropped when it is ready', async () => {
    const { session, dataCentre } = await openUsedSession();
    dataCentre.faults.inject({ action: { type: 'delay', ms: 5 } });
    const msgId = session.sendCall(GET_CONFIG);
    const dropId = session.sendCall({ _: 'rpc_drop_answer', req_msg_id: msgId });
    expect(await session.resultOf(dropId, 'X')).toEqual({ _: 'rpc_answer_dropped_running' });
    dataCentre.faults.inject({ action: { type: 'delay', ms: 10 } });
    session.sendCall(GET_CONFIG);
    expect((await session.next('rpc_result')).object.req_msg_id).not.toBe(msgId);
  });

  test('another session of the key can be destroyed, an unknown one not', async () => {
    const { session } = await openUsedSession();
    const { authKey, client } = session;
    const other = createRawSession(client, { authKey, salt: session.salt(), now: () => 1_790_000_000_000 });
    other.sendCall({ _: 'ping', ping_id: 1n });
    await other.next('pong');
    session.sendCall({ _: 'destroy_session', session_id: other.sessionId });
    expect((await session.next('destroy_session_ok')).object.session_id).toBe(other.sessionId);
    session.sendCall({ _: 'destroy_session', session_id: 12345n });
    expect((await session.next('destroy_session_none')).object.session_id).toBe(12345n);
  });

  test('a call that takes its time is acknowledged at once', async () => {
    const { session, dataCentre } = await openUsedSession();
    dataCentre.faults.inject({ action: { type: 'delay', ms: 20 } });
    const msgId = session.sendCall(GET_CONFIG);
    expect((await session.next('msgs_ack')).object.msg_ids).toContain(msgId);
    expect(await session.resultOf(msgId, 'Config')).toMatchObject({ _: 'config' });
  });
});

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

describe('packets that are no message', () => {
  test('an unknown key: -404, then closed', async () => {
    const { dataCentre } = await startDemo();
    const client = await connectRawClient(dataCentre.port);
    client.sendPacket(Buffer.alloc(104, 1));
    const packet = await client.nextPacket();
    expect(packet).toEqual(Buffer.from([0x6c, 0xfe, 0xff, 0xff]));
    expect(await client.nextPacket()).toBe('closed');
  });

  test.each([
    ['a damaged message', (packet: Buffer) => packet.writeUInt8((packet[60] ?? 0) ^ 1, 60)],
    ['a damaged message key', (packet: Buffer) => packet.writeUInt8((packet[12] ?? 0) ^ 1, 12)],
  ])('%s: -404', async (_, damage) => {
    const { session } = await openUsedSession();
    const { sendPacket } = session.client;
    session.client.sendPacket = (packet) => {
      damage(packet);
      sendPacket(packet);
    };
    const broken = createRawSession(session.client, { authKey: session.authKey });
    broken.sendObject({ _: 'msgs_ack', msg_ids: [] });
    await expect(broken.next('pong')).rejects.toThrow('transport error -404');
  });

  test('a call that is no TL is refused, and the session goes on', async () => {
    const { session } = await openUsedSession();
    const msgId = session.send(writeObject(schema, { _: 'inputPeerSelf' }));
    await expect(session.resultOf(msgId, 'X')).rejects.toThrow('INPUT_METHOD_INVALID');
    expect(await session.call(GET_CONFIG)).toMatchObject({ _: 'config' });
  });
});
