import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { loadSchema } from '../../../telegram-emulator/tl/schema.ts';
import { writeBytes, writeCall } from '../../../telegram-emulator/tl/write.ts';
import { containerOf } from '../support/container-of.ts';
import { expectBadMsg, GET_CONFIG, openUsedSession } from '../support/open-used-session.ts';

const schema = loadSchema();

describe('container', () => {
  test('all calls in one are answered, in one container', async () => {
    const { session } = await openUsedSession();
    const body = writeCall(schema, GET_CONFIG);
    const bodies = Array.from({ length: 10 }, () => ({ body, isContentRelated: true }));
    const { msgIds } = session.sendContainer(bodies);
    const answers = [await session.next('rpc_result')];
    while (answers.length < 10) {
      answers.push(await session.next('rpc_result'));
    }
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
