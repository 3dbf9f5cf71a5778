import { expect, test } from 'vitest';
import { createDetectingFraming } from '../../../telegram-emulator/transport/detect-framing.ts';
import { createFullFraming } from '../../../telegram-emulator/transport/full.ts';
import { connectRawClient, type FramingName } from '../support/raw-client.ts';
import { startDemo } from '../support/start-demo.ts';

const FRAMINGS: FramingName[] = ['full', 'intermediate', 'padded', 'abridged', 'obfuscated'];

test.each(FRAMINGS)('a client that speaks %s framing is answered in it', async (framing) => {
  const { openSession } = await startDemo();
  const session = await openSession({ framing });
  expect(await session.call({ _: 'help.getConfig' })).toMatchObject({ _: 'config', this_dc: 2 });
});

test.each(FRAMINGS)('%s framing carries a packet of 10,000 bytes', async (framing) => {
  const { openSession } = await startDemo();
  const session = await openSession({ framing });
  const id = Array.from({ length: 2500 }, () => ({ _: 'inputUserSelf' }));
  expect(await session.call({ _: 'users.getUsers', id })).toHaveLength(2500);
});

test('a framing is recognised from single bytes', () => {
  const client = createFullFraming();
  const server = createDetectingFraming();
  const packets = [...client.wrap(Buffer.from('four'))].flatMap((byte) => server.push(Buffer.from([byte])));
  expect(packets).toEqual([Buffer.from('four')]);
  expect(server.name).toBe('full');
});

test('several packets in one chunk are all cut', () => {
  const client = createFullFraming();
  const server = createDetectingFraming();
  const chunk = Buffer.concat([client.wrap(Buffer.from('one1')), client.wrap(Buffer.from('two2'))]);
  expect(server.push(chunk)).toEqual([Buffer.from('one1'), Buffer.from('two2')]);
});

test.each([
  ['a wrong CRC32', (packet: Buffer) => (packet[packet.length - 1] = (packet.at(-1) ?? 0) ^ 1)],
  ['a wrong length', (packet: Buffer) => packet.writeUInt32LE(0x7fffffff, 0)],
])('a full packet with %s ends the connection', async (_, damage) => {
  const { dataCentre } = await startDemo();
  const client = await connectRawClient(dataCentre.port);
  const packet = createFullFraming().wrap(Buffer.alloc(40));
  damage(packet);
  client.sendBytes(packet);
  expect(await client.nextPacket()).toBe('closed');
});

test('a full packet out of sequence ends the connection', async () => {
  const { openSession } = await startDemo();
  const session = await openSession();
  await session.call({ _: 'help.getConfig' });
  const second = createFullFraming();
  session.client.sendBytes(second.wrap(Buffer.alloc(40)));
  expect(await session.client.nextPacket()).toBe('closed');
});

test.each([
  ['HTTP', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
  ['an obfuscation header of no known framing', Buffer.alloc(64, 7)],
  ['an intermediate packet of 2 GB', Buffer.from('eeeeeeeeffffff7f', 'hex')],
])('%s ends the connection and no other', async (_, bytes) => {
  const { dataCentre, openSession } = await startDemo();
  const bystander = await openSession();
  const client = await connectRawClient(dataCentre.port);
  client.sendBytes(bytes);
  expect(await client.nextPacket()).toBe('closed');
  expect(await bystander.call({ _: 'help.getConfig' })).toMatchObject({ _: 'config' });
});
