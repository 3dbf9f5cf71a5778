import { describe, expect, test } from 'vitest';
import { createReceivedMessages } from '../../../telegram-emulator/session/message-checks.ts';
import { loadSchema } from '../../../telegram-emulator/tl/schema.ts';
import { writeCall } from '../../../telegram-emulator/tl/write.ts';
import { containerOf } from '../support/container-of.ts';
import { expectBadMsg, GET_CONFIG, openUsedSession } from '../support/open-used-session.ts';
import { initialise } from '../support/raw-session.ts';
import { createClock, startDemo } from '../support/start-demo.ts';

function idAt(ms: number) {
  return ((BigInt(ms) << 32n) / 1000n) & ~3n;
}

/** A container of calls with ids of these moments. */
function makeContainer(containerAtMs: number, atMs: number[]) {
  const call = writeCall(loadSchema(), GET_CONFIG);
  const msgIds = atMs.map((ms, i) => idAt(ms) - BigInt(atMs.length - i) * 4n);
  const head = Buffer.alloc(8);
  head.writeUInt32LE(0x73f1f8dc, 0);
  head.writeUInt32LE(msgIds.length, 4);
  const messages = msgIds.map((msgId, i) => {
    const messageHead = Buffer.alloc(16);
    messageHead.writeBigInt64LE(msgId, 0);
    messageHead.writeUInt32LE(3 + 2 * i, 8);
    messageHead.writeUInt32LE(call.length, 12);
    return Buffer.concat([messageHead, call]);
  });
  return { body: Buffer.concat([head, ...messages]), containerId: idAt(containerAtMs), msgIds };
}

describe('message id', () => {
  test.each([
    ['300 s old or younger is taken', -300, undefined],
    ['more than 300 s old: 16', -300.01, 16],
    ['30 s ahead or less is taken', 30, undefined],
    ['more than 30 s ahead: 17', 30.01, 17],
  ])('%s', async (_, seconds, code) => {
    const clock = createClock();
    const { openSession } = await startDemo({ now: clock.now });
    const session = await openSession();
    await session.fetchSalt();
    const msgId = session.sendCall(initialise(GET_CONFIG), {
      msgId: idAt(clock.now() + seconds * 1000),
      seqNo: 1,
    });
    if (code === undefined) {
      expect(await session.resultOf(msgId, 'Config')).toMatchObject({ _: 'config' });
    } else {
      await expectBadMsg(session, msgId, code);
    }
  });

  test('a container is judged by its own id, and nothing in an old one is executed', async () => {
    const { session, clock, dataCentre } = await openUsedSession();
    clock.advance(600_000);
    const calls = dataCentre.ledger.calls.length;
    const { body, containerId } = makeContainer(clock.now() - 300_010, [clock.now() - 300_010]);
    session.send(body, { msgId: containerId, seqNo: 8 });
    await expectBadMsg(session, containerId, 16);
    expect(dataCentre.ledger.calls).toHaveLength(calls);
  });

  test('an old message in a new container is refused alone', async () => {
    const { session, clock, dataCentre } = await openUsedSession();
    clock.advance(600_000);
    const { body, containerId, msgIds } = makeContainer(clock.now(), [
      clock.now() - 300_010,
      clock.now() - 299_000,
    ]);
    session.send(body, { msgId: containerId, seqNo: 8 });
    await expectBadMsg(session, msgIds[0] ?? 0n, 16);
    expect(await session.resultOf(msgIds[1] ?? 0n, 'Config')).toMatchObject({ _: 'config' });
    expect(dataCentre.ledger.callsMade('help.getConfig')).toBe(2);
  });

  test('a client that lives ahead of the clock is refused with all that its container holds: 17', async () => {
    const { session, clock, dataCentre } = await openUsedSession();
    clock.advance(600_000);
    const calls = dataCentre.ledger.calls.length;
    const { body, containerId } = makeContainer(clock.now() + 30_020, [clock.now() + 30_010]);
    session.send(body, { msgId: containerId, seqNo: 8 });
    await expectBadMsg(session, containerId, 17);
    expect(dataCentre.ledger.calls).toHaveLength(calls);
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

test('of more than 500 messages the oldest are forgotten, and what is as old cannot be told from a repeat', () => {
  const received = createReceivedMessages();
  for (let i = 1n; i <= 501n; i += 1n) {
    received.add(i * 4n, Number(i) * 2);
  }
  expect([received.has(4n), received.isTooOldToTell(4n)]).toEqual([false, true]);
  expect([received.has(8n), received.isTooOldToTell(8n)]).toEqual([true, false]);
});
