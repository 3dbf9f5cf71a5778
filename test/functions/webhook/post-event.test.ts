import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo, LookupFunction } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { HostRefusedError, lookUpDeliverable } from '../../../functions/webhook/look-up-deliverable.ts';
import { type PostEventOptions, postEvent } from '../../../functions/webhook/post-event.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) {
    await cleanup();
  }
});

/** A receiver, and how often it was connected to. */
async function startServer(listener: RequestListener) {
  const server = createServer(listener);
  let connections = 0;
  server.on('connection', () => {
    connections += 1;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanups.push(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  const { port } = server.address() as AddressInfo;
  return { port, url: `http://127.0.0.1:${port}/`, connections: () => connections };
}

function post(url: string, options: Partial<PostEventOptions> = {}) {
  return postEvent(url, { 'webhook-id': 'evt_1' }, '{"title":"Ü🎉"}', { allowLocal: true, ...options });
}

test('the body arrives whole with its headers, and any 2xx is a delivery', async () => {
  const received: unknown[] = [];
  const { url } = await startServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk);
    }
    received.push([request.method, request.headers['content-type'], request.headers['webhook-id']]);
    received.push(Buffer.concat(chunks).toString());
    response.writeHead(202).end('thanks');
  });
  expect(await post(url)).toEqual({ kind: 'delivered' });
  expect(received).toEqual([['POST', 'application/json', 'evt_1'], '{"title":"Ü🎉"}']);
});

test.each([
  [500, { kind: 'failed', error: 'It answered 500.' }],
  [404, { kind: 'failed', error: 'It answered 404.' }],
  [410, { kind: 'failed', error: 'It answered 410.', isGone: true }],
])('an answer of %i is a failure', async (status, attempt) => {
  const { url } = await startServer((_request, response) => void response.writeHead(status).end());
  expect(await post(url)).toEqual(attempt);
});

test.each([301, 302, 303, 307, 308])('a redirect of %i is not followed', async (status) => {
  const target = await startServer((_request, response) => void response.end());
  const { url } = await startServer(
    (_request, response) => void response.writeHead(status, { location: target.url }).end(),
  );
  expect(await post(url)).toMatchObject({ kind: 'failed', error: expect.stringContaining('not followed') });
  expect(target.connections()).toBe(0);
});

test('an answer without end is cut off after the first kilobyte, and is a delivery by its status', async () => {
  let written = 0;
  const { url } = await startServer((_request, response) => {
    const chunk = Buffer.alloc(65_536);
    function write() {
      while (!response.destroyed && response.write(chunk)) {
        written += chunk.length;
      }
    }
    response.on('drain', write);
    write();
  });
  expect(await post(url)).toEqual({ kind: 'delivered' });
  expect(written).toBeLessThan(50_000_000);
});

test('a receiver that does not answer is given up when its time is over', async () => {
  const { url } = await startServer(() => {});
  expect(await post(url, { timeoutMs: 50 })).toEqual({
    kind: 'failed',
    error: 'It did not answer within 0.05 seconds.',
  });
});

test('a receiver that nobody runs cannot be reached, and the address is not told', async () => {
  const { port, url } = await startServer(() => {});
  for (const cleanup of cleanups.splice(0)) {
    await cleanup();
  }
  const attempt = await post(url);
  expect(attempt).toEqual({ kind: 'failed', error: 'It could not be reached (ECONNREFUSED).' });
  expect(JSON.stringify(attempt)).not.toContain(String(port));
});

test('where this machine is not allowed it is not connected to', async () => {
  const { url, connections } = await startServer((_request, response) => void response.end());
  expect(await post(url, { allowLocal: false })).toMatchObject({ kind: 'failed' });
  expect(connections()).toBe(0);
});

/** The lookup of a name that leads to these addresses, one list after the other. */
function leadsTo(...lists: string[][]) {
  let asked = 0;
  async function resolve() {
    const list = lists[Math.min(asked, lists.length - 1)] ?? [];
    asked += 1;
    return list.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  }
  return { resolve, asked: () => asked };
}

function lookUp(lookup: LookupFunction): Promise<string[]> {
  return new Promise((resolve, reject) => {
    lookup('shop.example', { all: true }, (error, addresses) =>
      error ? reject(error) : resolve([addresses].flat().map((each) => Object(each).address)),
    );
  });
}

const rules = { allowLocal: false, mustBeLocal: false };

test.each([
  ['an inside address', ['10.0.0.1']],
  ['this machine', ['127.0.0.1']],
  ['the metadata of AWS', ['169.254.169.254']],
  ['a public address and an inside one', ['8.8.8.8', '10.0.0.1']],
  ['an inside address in IPv6', ['::ffff:10.0.0.1']],
  ['nothing', []],
])('a name that leads to %s is refused at connect time', async (_what, addresses) => {
  const lookup = lookUpDeliverable(rules, leadsTo(addresses).resolve);
  await expect(lookUp(lookup)).rejects.toThrow(HostRefusedError);
});

test('a name that leads to public addresses is connected to at exactly those', async () => {
  const addresses = ['8.8.8.8', '2606:4700:4700::1111'];
  expect(await lookUp(lookUpDeliverable(rules, leadsTo(addresses).resolve))).toEqual(addresses);
});

test('a name without TLS has to lead to this machine', async () => {
  const lookup = lookUpDeliverable({ allowLocal: true, mustBeLocal: true }, leadsTo(['8.8.8.8']).resolve);
  await expect(lookUp(lookup)).rejects.toThrow(HostRefusedError);
});

test('a name is looked up once: one that leads inside the next time gains nothing', async () => {
  const { port, connections } = await startServer((_request, response) => void response.end());
  const name = leadsTo(['127.0.0.1'], ['10.0.0.1']);
  const attempt = await post(`http://shop.localhost:${port}/`, {
    lookUp: (given) => lookUpDeliverable(given, name.resolve),
  });
  expect(attempt).toEqual({ kind: 'delivered' });
  expect([name.asked(), connections()]).toEqual([1, 1]);
});

test('a name that leads inside is not connected to, and the receiver’s owner is told why, without the address', async () => {
  const { port, connections } = await startServer((_request, response) => void response.end());
  const attempt = await post(`http://shop.localhost:${port}/`, {
    lookUp: (given) => lookUpDeliverable(given, leadsTo(['127.0.0.1', '10.9.8.7']).resolve),
  });
  expect(attempt).toEqual({
    kind: 'failed',
    error: 'It was not called: its host has an address that nothing is delivered to.',
  });
  expect(connections()).toBe(0);
});
