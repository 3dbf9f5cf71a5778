import { createHash } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import { loadSchema } from '../../telegram-emulator/tl/schema.ts';
import { writeCall } from '../../telegram-emulator/tl/write.ts';
import { connectRawClient } from './support/raw-client.ts';
import { initialise } from './support/raw-session.ts';
import { startDemo } from './support/start-demo.ts';

/** The same bytes at every run. */
function bytesOf(seed: number, length: number): Buffer {
  const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, i) =>
    createHash('sha256').update(`${seed}:${i}`).digest(),
  );
  return Buffer.concat(blocks).subarray(0, length);
}

async function startWatched() {
  const faults = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const demo = await startDemo();
  const bystander = await demo.openSession();
  await bystander.call({ _: 'help.getConfig' });
  async function expectUnharmed() {
    expect(await bystander.call({ _: 'help.getConfig' })).toMatchObject({ _: 'config' });
    expect(faults).not.toHaveBeenCalled();
    faults.mockRestore();
  }
  return { ...demo, expectUnharmed };
}

test('random streams end at worst their own connection', async () => {
  const { dataCentre, expectUnharmed } = await startWatched();
  for (let seed = 0; seed < 100; seed += 1) {
    const client = await connectRawClient(dataCentre.port);
    client.sendBytes(bytesOf(seed, 1 + ((seed * 37) % 400)));
    await client.close();
  }
  await expectUnharmed();
});

test('random packets in right framing are answered with -404', async () => {
  const { dataCentre, expectUnharmed } = await startWatched();
  for (let seed = 0; seed < 50; seed += 1) {
    const client = await connectRawClient(dataCentre.port, 'intermediate');
    const packet = bytesOf(seed, 4 * (1 + seed));
    // Every other one claims to be unencrypted.
    client.sendPacket(seed % 2 === 0 ? packet : Buffer.concat([Buffer.alloc(8), packet]));
    const answer = await client.nextPacket();
    expect(answer).toEqual(Buffer.from([0x6c, 0xfe, 0xff, 0xff]));
    await client.close();
  }
  await expectUnharmed();
});

test('rightly encrypted nonsense is refused call by call', async () => {
  const { openSession, expectUnharmed } = await startWatched();
  const session = await openSession();
  await session.call({ _: 'help.getConfig' });
  for (let seed = 0; seed < 200; seed += 1) {
    const msgId = session.send(bytesOf(seed, 4 * (seed % 60)));
    await expect(session.resultOf(msgId, 'X')).rejects.toThrow('INPUT_');
  }
  await expectUnharmed();
});

test('a real call with any one byte changed never breaks the session', async () => {
  const { openSession, inputPeer, peers, expectUnharmed } = await startWatched();
  const session = await openSession();
  await session.call({ _: 'help.getConfig' });
  const query = {
    _: 'messages.exportChatInvite',
    peer: inputPeer(peers.launch),
    title: 'order',
    usage_limit: 1,
  };
  const call = writeCall(loadSchema(), initialise(query));
  for (let index = 0; index < call.length; index += 1) {
    const spoilt = Buffer.from(call);
    spoilt[index] = (spoilt[index] ?? 0) ^ (1 + (index % 255));
    session.send(spoilt);
  }
  session.sendCall({ _: 'ping', ping_id: 77n });
  expect((await session.next('pong')).object.ping_id).toBe(77n);
  await expectUnharmed();
});
