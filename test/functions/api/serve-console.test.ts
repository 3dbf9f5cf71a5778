import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { createApiWorld } from './api-world.ts';

const world = createApiWorld();

test('GET /console needs no key and is the page, under its policy', async () => {
  const { statusCode, headers, body } = await world.send({ path: '/console' });
  expect(statusCode).toBe(200);
  expect(headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'",
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  });
  expect(body).toBe('<h1>Console</h1>');
});

test('a browser that takes gzip gets the file gzipped', async () => {
  const { headers, body } = await world.send({
    path: '/console/app.js',
    headers: { 'accept-encoding': 'gzip, br' },
  });
  expect(headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'accept-encoding' });
  expect(gunzipSync(Buffer.from(body, 'base64')).toString()).toBe('start()');
});

test('a file that the browser has is not sent again', async () => {
  const { headers } = await world.send({ path: '/console/app.js' });
  const again = await world.send({
    path: '/console/app.js',
    headers: { 'if-none-match': String(headers.etag) },
  });
  expect(again).toMatchObject({ statusCode: 304, body: undefined });
});

test.each(['passwd', '__proto__', 'constructor'])('there is no file %s', async (name) => {
  expect(await world.send({ path: `/console/${name}` })).toMatchObject({ statusCode: 404 });
});

test('turned off, the console is not there', async () => {
  const off = createApiWorld({ isConsoleOn: false });
  expect(await off.send({ path: '/console' })).toMatchObject({ statusCode: 404 });
  expect(await off.send({ path: '/console/app.js' })).toMatchObject({ statusCode: 404 });
});
