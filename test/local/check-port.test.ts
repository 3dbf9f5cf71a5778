import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { checkPort } from '../../local/check-port.ts';

test('a port is refused while another program listens on it, and free again afterwards', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await expect(checkPort(port)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  server.close();
  await once(server, 'close');
  await checkPort(port);
  await checkPort(port);
});
