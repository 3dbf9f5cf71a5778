import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { verifyWebhook, WebhookError } from '../../client/webhook.ts';

const secret = `whsec_${Buffer.from('a secret of 24 bytes ...').toString('base64')}`;
const other = `whsec_${Buffer.from('another one of 24 bytes.').toString('base64')}`;
const atMs = Date.parse('2026-11-30T10:00:00Z');
const body = JSON.stringify({
  type: 'invite.succeeded',
  timestamp: '2026-11-30T10:00:00.000Z',
  data: { id: 'inv_1' },
});

function sign(by = secret, signed = body) {
  return {
    'webhook-id': 'evt_1',
    'webhook-timestamp': String(atMs / 1000),
    'webhook-signature': new Webhook(by).sign('evt_1', new Date(atMs), signed),
  };
}

function verify(given: Partial<Parameters<typeof verifyWebhook>[0]>) {
  return verifyWebhook({ body, headers: sign(), secret, now: () => atMs + 10_000, ...given });
}

test('an event that the service has signed is verified, whatever form its headers have', async () => {
  const expected = { id: 'evt_1', event: JSON.parse(body) };
  expect(await verify({})).toEqual(expected);
  expect(await verify({ headers: new Headers(sign()), body: Buffer.from(body) })).toEqual(expected);
  const upper = Object.fromEntries(
    Object.entries(sign()).map(([name, value]) => [name.toUpperCase(), [value]]),
  );
  expect(await verify({ headers: upper })).toEqual(expected);
});

test('while a secret is replaced, an event signed by either is verified', async () => {
  const both = {
    ...sign(),
    'webhook-signature': `${sign(other)['webhook-signature']} ${sign()['webhook-signature']}`,
  };
  expect(await verify({ headers: both })).toMatchObject({ id: 'evt_1' });
  expect(await verify({ headers: sign(other), secret: [secret, other] })).toMatchObject({ id: 'evt_1' });
});

test.each<[string, Partial<Parameters<typeof verifyWebhook>[0]>, RegExp]>([
  ['a changed body', { body: body.replace('inv_1', 'inv_2') }, /No signature fits/],
  ['another secret', { headers: sign(other) }, /No signature fits/],
  [
    'a signature of another kind',
    { headers: { ...sign(), 'webhook-signature': 'v1a,AAAA' } },
    /No signature fits/,
  ],
  [
    'a signature that is no base64',
    { headers: { ...sign(), 'webhook-signature': 'v1,***' } },
    /No signature fits/,
  ],
  ['an old event', { now: () => atMs + 301_000 }, /too far from now/],
  ['an event of the future', { now: () => atMs - 301_000 }, /too far from now/],
  ['a time that is none', { headers: { ...sign(), 'webhook-timestamp': 'soon' } }, /too far from now/],
  ['a missing header', { headers: { 'webhook-id': 'evt_1' } }, /A header is missing/],
])('%s is not believed', async (_, given, reason) => {
  await expect(verify(given)).rejects.toThrow(reason);
});

test('a body that is parsed already, and a secret that is not set, are told as what they are', async () => {
  // Callers in JavaScript pass what the types forbid.
  const parsed = JSON.parse(body) as unknown as string;
  await expect(verify({ body: parsed })).rejects.toThrow(/as they arrived/);
  await expect(verify({ secret: undefined as unknown as string })).rejects.toThrow(/no base64/);
});

test('what is signed and no JSON is not believed', async () => {
  await expect(verify({ body: 'hello', headers: sign(secret, 'hello') })).rejects.toBeInstanceOf(
    WebhookError,
  );
});
