import { describe, expect, test } from 'vitest';
import { loadSchema } from '../../../telegram-emulator/tl/schema.ts';
import { writeObject } from '../../../telegram-emulator/tl/write.ts';
import { GET_CONFIG, openUsedSession } from '../support/open-used-session.ts';
import { connectRawClient } from '../support/raw-client.ts';
import { createRawSession } from '../support/raw-session.ts';
import { startDemo } from '../support/start-demo.ts';

const schema = loadSchema();

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
