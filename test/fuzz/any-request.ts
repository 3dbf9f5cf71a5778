import { METHODS } from 'node:http';
import * as fc from 'fast-check';
import { anyBytes, anyText, batchBody, inviteBody } from './any-body.ts';
import type { RawRequest } from './raw-request.ts';

/** A request, and the JSON that was sent with it, if any. */
export interface FuzzRequest extends RawRequest {
  json?: unknown;
}

export interface FuzzTarget {
  account: string;
  apiKey: string;
  /** An invite and a batch that exist. */
  ids: string[];
}

/** What a header can carry. */
const headerText = fc.string({
  unit: fc
    .integer({ min: 0x20, max: 0xff })
    .filter((code) => code !== 0x7f)
    .map((code) => String.fromCharCode(code)),
  maxLength: 60,
});

/** Up to twice the 10,240 bytes that API Gateway takes. */
const headerFlood = fc
  .tuple(fc.integer({ min: 1, max: 200 }), headerText)
  .map(([count, text]) =>
    Array.from({ length: count }, (_, index): [string, string] => [
      `x-flood-${index}`,
      `${text}${'x'.repeat(80)}`,
    ]),
  );

const json: [string, string] = ['content-type', 'application/json'];

function headersOf({ apiKey }: FuzzTarget): fc.Arbitrary<[string, string][]> {
  const key: [string, string] = ['authorization', `Bearer ${apiKey}`];
  const authorization = fc.oneof(
    { arbitrary: fc.constant([key]), weight: 30 },
    { arbitrary: fc.constant([] as [string, string][]), weight: 1 },
    { arbitrary: headerText.map((text): [string, string][] => [['authorization', text]]), weight: 1 },
    { arbitrary: fc.constant([key, key]), weight: 1 },
  );
  const contentType = fc.oneof(
    { arbitrary: fc.constant([json]), weight: 20 },
    { arbitrary: headerText.map((text): [string, string][] => [['content-type', text]]), weight: 1 },
    { arbitrary: fc.constant([] as [string, string][]), weight: 1 },
  );
  const extra = fc.oneof(
    { arbitrary: fc.constant([] as [string, string][]), weight: 10 },
    // Two keys that come again and again: replays, and keys that were used for another request.
    {
      arbitrary: fc
        .oneof(headerText, fc.constantFrom('order-1', 'order-2'))
        .map((text): [string, string][] => [['idempotency-key', text]]),
      weight: 5,
    },
    // A wait would only hold the run up.
    {
      arbitrary: fc
        .constantFrom('wait=0', 'wait=', 'wait=-1', 'respond-async', 'wait=1e9', ',,;', 'wait="0"')
        .map((text): [string, string][] => [['prefer', text]]),
      weight: 2,
    },
    { arbitrary: headerFlood, weight: 1 },
  );
  return fc.tuple(authorization, contentType, extra).map((parts) => parts.flat());
}

/** POST with JSON that is often taken. */
export function anyPost(target: FuzzTarget): fc.Arbitrary<FuzzRequest> {
  const single = inviteBody(target.account).map((body) => ({ path: '/v1/invites', body }));
  const batch = batchBody(target.account).map((body) => ({ path: '/v1/invites/batch', body }));
  return fc
    .tuple(fc.oneof({ arbitrary: single, weight: 3 }, { arbitrary: batch, weight: 1 }), headersOf(target))
    .map(([{ path, body }, headers]) => ({
      method: 'POST',
      path,
      headers,
      body: JSON.stringify(body),
      json: JSON.parse(JSON.stringify(body)),
    }));
}

/** POST with bytes of any kind. */
export function anyBytesPost(target: FuzzTarget): fc.Arbitrary<FuzzRequest> {
  const path = fc.constantFrom('/v1/invites', '/v1/invites/batch');
  return fc
    .tuple(path, anyBytes(target.account), headersOf(target))
    .map(([path, body, headers]) => ({ method: 'POST', path, headers, body }));
}

/** What looks like RFC 3339, and is a time more often than not. */
const anyTime = fc
  .tuple(
    fc.constantFrom('2026', '2024', '2100', '0000', '9999'),
    fc.integer({ min: 0, max: 13 }),
    fc.integer({ min: 0, max: 32 }),
    fc.integer({ min: 0, max: 24 }),
    fc.integer({ min: 0, max: 60 }),
    fc.integer({ min: 0, max: 61 }),
    fc.constantFrom('Z', 'z', '+01:00', '-23:59', '+24:00', ''),
  )
  .map(([year, month, day, hour, minute, second, zone]) => {
    function two(number: number) {
      return String(number).padStart(2, '0');
    }
    return `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}${zone}`;
  });

/** GET of a list with one filter, which is often nearly right. */
export function anyFilter(target: FuzzTarget): fc.Arbitrary<FuzzRequest> {
  const path = fc.constantFrom('/v1/invites', '/v1/invites.csv');
  const time = fc.tuple(fc.constantFrom('created_after', 'created_before'), anyTime);
  const other = fc.tuple(
    fc.constantFrom('account', 'peer', 'status', 'batch', 'cursor', 'limit', 'created_after', ''),
    fc.oneof(
      fc.constantFrom(
        '',
        ' ',
        'UPPER',
        target.account,
        `${target.account}\u200b`,
        'queued',
        '@launch',
        '1795875600',
      ),
      fc.constantFrom(...target.ids),
      anyText.map((text) => text.toWellFormed()),
    ),
  );
  return fc.tuple(path, fc.oneof(time, other), headersOf(target)).map(([path, pair, headers]) => ({
    method: 'GET',
    path: `${path}?${new URLSearchParams([pair])}`,
    headers,
  }));
}

/** GET and cancel with ids and queries of any kind. */
export function anyLook(target: FuzzTarget): fc.Arbitrary<FuzzRequest> {
  const id = fc.oneof(
    fc.constantFrom(...target.ids),
    fc.stringMatching(/^(inv|bat)_[0-9A-HJKMNP-TV-Z]{26}$/),
    anyText.map((text) => encodeURIComponent(text.toWellFormed()) || '-'),
  );
  const path = fc.oneof(
    fc.constantFrom(
      '/v1/invites',
      '/v1/invites.csv',
      '/v1/accounts',
      '/v1/health',
      '/problems',
      '/v1/openapi.json',
    ),
    id.map((id) => `/v1/invites/${id}`),
    id.map((id) => `/v1/batches/${id}`),
    id.map((id) => `/v1/batches/${id}/invites.csv`),
    id.map((id) => `/v1/accounts/${id}`),
    id.map((id) => `/v1/accounts/${id}/chats`),
    id.map((id) => `/problems/${id}`),
  );
  const name = fc.constantFrom(
    'account',
    'peer',
    'status',
    'batch',
    'created_after',
    'created_before',
    'limit',
    'cursor',
    '__proto__',
    'x',
  );
  const value = fc.oneof(
    fc.constantFrom(
      '1',
      '100',
      '101',
      '-1',
      'failed',
      'queued',
      '2026-12-01T10:00:00Z',
      '@launch',
      'MTIz',
      '9999-12-31T23:59:60Z',
      ...target.ids,
    ),
    anyText,
  );
  const query = fc
    .array(fc.tuple(name, value), { maxLength: 3 })
    .map((pairs) =>
      pairs.length === 0
        ? ''
        : `?${new URLSearchParams(pairs.map(([name, value]): [string, string] => [name, value.toWellFormed()]))}`,
    );
  const cancel = fc
    .tuple(fc.constantFrom('invites', 'batches'), id)
    .map(([kind, id]) => ({ method: 'POST', path: `/v1/${kind}/${id}/cancel` }));
  const look = fc.tuple(path, query).map(([path, query]) => ({ method: 'GET', path: `${path}${query}` }));
  return fc
    .tuple(fc.oneof({ arbitrary: look, weight: 6 }, { arbitrary: cancel, weight: 1 }), headersOf(target))
    .map(([line, headers]) => ({ ...line, headers }));
}

/** Methods and paths that nobody has thought of. */
export function anyLine(target: FuzzTarget): fc.Arbitrary<FuzzRequest> {
  // CONNECT is for proxies, and has no answer with a body.
  const method = fc.constantFrom(...METHODS.filter((name) => name !== 'CONNECT'));
  const segment = fc.oneof(
    fc.constantFrom(
      'v1',
      'invites',
      'batch',
      'batches',
      '..',
      '.',
      '',
      '%2e%2e',
      '%2F',
      '%00',
      '$default',
      '{id}',
      'docs',
    ),
    anyText.map((text) => encodeURIComponent(text.toWellFormed().slice(0, 60))),
    fc.stringMatching(/^[!-"$->@-~]{0,20}$/),
  );
  const path = fc.array(segment, { maxLength: 6 }).map((segments) => `/${segments.join('/')}`);
  const known = fc.constantFrom(
    '/v1/invites',
    '/v1/invites/batch',
    '/v1/health',
    '/docs',
    '/v1/invites/x/cancel',
    '/',
  );
  return fc
    .tuple(method, fc.oneof(path, known), headersOf(target))
    .map(([method, path, headers]) => ({ method, path, headers }));
}
