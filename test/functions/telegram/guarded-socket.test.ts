import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createGuardedSocket } from '../../../functions/telegram/guarded-socket.ts';
import { startListener } from '../../start-listener.ts';

/** A server, a guarded socket that is connected to it, and what the server sees of its end. */
async function connectToServer({ allowHalfOpen = true } = {}) {
  const server = createServer({ allowHalfOpen }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  let nowMs = 0;
  const socket = createGuardedSocket(() => nowMs, 1_000);
  onTestFinished(() => void socket.close());
  await socket.connect(port, '127.0.0.1');
  const [peer] = await accepted;
  onTestFinished(() => void peer.destroy());
  const end = new Promise<string>((resolve) => {
    peer.once('end', () => resolve('FIN'));
    peer.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });
  return {
    socket,
    peer,
    /** How the server sees the connection end. Nothing is told while it does not read. */
    seenEnd: () => {
      peer.resume();
      return end;
    },
    setNow: (ms: number) => {
      nowMs = ms;
    },
  };
}

test('a connection that is closed is reset: no FIN queues behind what was not delivered', async () => {
  const { socket, seenEnd } = await connectToServer();
  socket.write(Buffer.from('a call'));
  await socket.close();
  expect(await seenEnd()).toBe('ECONNRESET');
});

test('what the other side had not taken when the connection was closed is dropped', async () => {
  const { socket, peer, seenEnd } = await connectToServer();
  const call = Buffer.alloc(32 * 1024 * 1024);
  let taken = 0;
  peer.on('data', (chunk) => {
    taken += chunk.length;
  });
  peer.pause();
  socket.write(call);
  await socket.close();
  expect(await seenEnd()).toBe('ECONNRESET');
  expect(taken).toBeLessThan(call.length);
});

test('a write at the end of its time is not sent, and resets the connection', async () => {
  const { socket, peer, seenEnd, setNow } = await connectToServer();
  setNow(999);
  socket.write(Buffer.from('in time'));
  const [sent] = await once(peer, 'data');
  expect(`${sent}`).toBe('in time');
  setNow(1_000);
  expect(() => socket.write(Buffer.from('too late'))).toThrow('the connection is over');
  expect(await seenEnd()).toBe('ECONNRESET');
});

test('a connection that the server ends is reset too', async () => {
  const { socket, peer, seenEnd } = await connectToServer();
  socket.write(Buffer.from('a call'));
  peer.end();
  expect(await seenEnd()).toBe('ECONNRESET');
  await expect(socket.readExactly(1)).rejects.toThrow('the connection is closed');
});

test('one that is closed while it is being made sends nothing, and is closed', async () => {
  const { port } = await startListener();
  const socket = createGuardedSocket(() => 0, 1_000);
  const connected = socket.connect(port, '127.0.0.1');
  await Promise.all([socket.close(), expect(connected).rejects.toThrow('closed while connecting')]);
});

test('closing twice is closing once', async () => {
  const { socket, seenEnd } = await connectToServer();
  await Promise.all([socket.close(), socket.close()]);
  await socket.close();
  expect(await seenEnd()).toBe('ECONNRESET');
});
