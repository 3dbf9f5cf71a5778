import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createBodyReader } from '../../../local/aws/read-body.ts';

/** A request of which half the body has come. */
async function startRequest() {
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1').on('error', () => {});
  socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf');
  const [request] = (await once(server, 'request')) as [IncomingMessage];
  request.on('error', () => {});
  return { request, socket };
}

test.each([0, 100])(
  'of a client that had gone before %i bytes are wanted, nothing is waited for',
  async (maxBytes) => {
    const readBody = createBodyReader({ maxHeldBytes: 100_000, timeoutMs: 20 });
    const { request, socket } = await startRequest();
    const closed = new Promise((resolve) => request.once('close', resolve));
    socket.destroy();
    await closed;
    await expect(readBody(request, maxBytes)).rejects.toMatchObject({ reason: 'client gone' });
  },
);
