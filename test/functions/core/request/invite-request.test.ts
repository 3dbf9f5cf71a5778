import { describe, expect, test } from 'vitest';
import { findDateProblems, parseInviteRequest } from '../../../../functions/core/request/invite-request.ts';

const valid = { account: 'main', peer: '@launch' };

function parse(fields: Record<string, unknown>) {
  const answer = parseInviteRequest({ ...valid, ...fields });
  return answer.problems ?? answer.request;
}

function problemsOf(fields: Record<string, unknown>): [string, string][] {
  return (parseInviteRequest({ ...valid, ...fields }).problems ?? []).map(({ field, detail }) => [
    field,
    detail,
  ]);
}

describe('parseInviteRequest accepts', () => {
  test.each([
    [{ usage_limit: 1 }],
    [{ usage_limit: 99_999 }],
    [{ request_needed: true }],
    [{ request_needed: false, usage_limit: 5 }],
    [{ expire_date: 2_147_483_647 }],
    [{ expire_in: 1 }],
    [{ expire_in: 157_680_000 }],
    [{ subscription_pricing: { period: 2_592_000, amount: 10_000 } }],
    [{ legacy_revoke_permanent: true }],
    [{ deadline: 1_800_000_000 }],
    [{ metadata: { order: '4711', ['😀'.repeat(40)]: '' } }],
    [{ title: 'order 4711' }],
    [{ track_joins: true }],
    [{ track_joins: 'names', request_needed: true }],
    [{ track_joins: false }],
    [{ single_use: true, usage_limit: 1, track_joins: 'names' }],
    [{ single_use: false, usage_limit: 5, track_joins: false }],
  ])('%o as it is', (fields) => {
    expect(parse(fields)).toEqual({ ...valid, ...fields });
  });

  test('single_use, which is a limit of 1', () => {
    expect(parse({ single_use: true })).toEqual({ ...valid, single_use: true, usage_limit: 1 });
  });

  test('a request without a peer, for the account may have a default one', () => {
    expect(parseInviteRequest({ account: 'main' })).toEqual({ request: { account: 'main' } });
  });

  test('chat_id as another name of peer', () => {
    expect(parseInviteRequest({ account: 'main', chat_id: -1001234567890 })).toEqual({
      request: { account: 'main', peer: '-1001234567890' },
    });
  });

  test('a message as peer and keeps nothing of it but the chat', () => {
    const message = {
      _: 'message',
      message: 'private words',
      peer_id: { _: 'peerChannel', channel_id: 1234567890 },
    };
    expect(parse({ peer: message })).toEqual({
      account: 'main',
      peer: { _: 'peerChannel', channel_id: '1234567890' },
    });
  });

  test('an access hash of 64 bits and keeps every digit of it', () => {
    const peer = { _: 'InputPeerChannel', channel_id: 5, access_hash: -1234567890123456789n };
    expect(parse({ peer })).toMatchObject({ peer: { access_hash: '-1234567890123456789' } });
  });
});

describe('a title', () => {
  test('may have 32 characters outside the BMP, which are 64 UTF-16 units', () => {
    expect(parse({ title: '😀'.repeat(32) })).toMatchObject({ title: '😀'.repeat(32) });
  });

  test('may not have 33 characters', () => {
    expect(problemsOf({ title: 'x'.repeat(33) })).toEqual([['title', expect.stringContaining('0 to 32')]]);
  });

  test('is cleaned as Telegram would clean it, before it is counted', () => {
    expect(parse({ title: `  a\n\t b\u00a0\u2003c ${' '.repeat(40)}` })).toMatchObject({ title: 'a b c' });
  });

  test.each(['', '   ', '\u200b\u200d', '\u2800'])(
    'that is empty or invisible, such as %o, is no title',
    (title) => {
      expect(parse({ title })).not.toHaveProperty('title');
    },
  );

  test('keeps combining and right-to-left characters', () => {
    expect(parse({ title: 'e\u0301 שלום' })).toMatchObject({ title: 'e\u0301 שלום' });
  });

  test('with a lone surrogate is refused, for it cannot be sent', () => {
    expect(problemsOf({ title: 'a\ud83d' })).toEqual([['title', expect.stringMatching(/half a character/)]]);
  });
});

describe('parseInviteRequest refuses', () => {
  test.each([
    ['account', { account: undefined }],
    ['account', { account: '' }],
    ['account', { account: 'Main' }],
    ['account', { account: '-main' }],
    ['account', { account: 'a'.repeat(33) }],
    ['peer', { peer: 5 }],
    ['peer', { peer: null }],
    ['title', { title: 5 }],
    ['title', { title: null }],
    ['usage_limit', { usage_limit: 0 }],
    ['usage_limit', { usage_limit: 100_000 }],
    ['usage_limit', { usage_limit: '5' }],
    ['usage_limit', { usage_limit: 1.5 }],
    ['usage_limit', { usage_limit: 12345678901234567890n }],
    ['expire_date', { expire_date: 2_147_483_648 }],
    ['expire_date', { expire_date: '2027-01-01T00:00:00Z' }],
    ['expire_in', { expire_in: 0 }],
    ['expire_in', { expire_in: 157_680_001 }],
    ['request_needed', { request_needed: 1 }],
    ['track_joins', { track_joins: 'name' }],
    ['track_joins', { track_joins: 'true' }],
    ['single_use', { single_use: 1 }],
    ['legacy_revoke_permanent', { legacy_revoke_permanent: 'yes' }],
    ['subscription_pricing', { subscription_pricing: 5 }],
    ['subscription_pricing.period', { subscription_pricing: { period: 60, amount: 5 } }],
    ['subscription_pricing.amount', { subscription_pricing: { period: 2_592_000, amount: 10_001 } }],
    ['subscription_pricing.amount', { subscription_pricing: { period: 2_592_000 } }],
    [
      'subscription_pricing.currency',
      { subscription_pricing: { period: 2_592_000, amount: 5, currency: 'XTR' } },
    ],
    ['deadline', { deadline: -1 }],
    ['metadata', { metadata: [] }],
    ['metadata.order', { metadata: { order: 4711 } }],
    ['metadata.order', { metadata: { order: 'x'.repeat(501) } }],
    [`metadata.${'k'.repeat(41)}`, { metadata: { ['k'.repeat(41)]: 'x' } }],
    [
      'metadata',
      { metadata: Object.fromEntries(Array.from({ length: 17 }, (_, index) => [`k${index}`, 'x'])) },
    ],
  ])('naming %s in %o', (field, fields) => {
    expect(problemsOf(fields).map(([name]) => name)).toEqual([field]);
  });

  test.each([
    ['chat_id', { chat_id: '@launch' }],
    ['expire_in', { expire_in: 5, expire_date: 2_000_000_000 }],
    ['request_needed', { request_needed: true, usage_limit: 5 }],
    ['subscription_pricing', { subscription_pricing: { period: 2_592_000, amount: 5 }, usage_limit: 5 }],
    ['subscription_pricing', { subscription_pricing: { period: 2_592_000, amount: 5 }, expire_in: 5 }],
    [
      'subscription_pricing',
      { subscription_pricing: { period: 2_592_000, amount: 5 }, expire_date: 2_000_000_000 },
    ],
    [
      'subscription_pricing',
      { subscription_pricing: { period: 2_592_000, amount: 5 }, request_needed: true },
    ],
    ['subscription_pricing', { subscription_pricing: { period: 2_592_000, amount: 5 }, single_use: true }],
    ['request_needed', { request_needed: true, single_use: true }],
    ['single_use', { single_use: true, legacy_revoke_permanent: true }],
    ['single_use', { single_use: true, usage_limit: 2 }],
    ['single_use', { single_use: true, track_joins: false }],
  ])('what %s excludes in %o', (field, fields) => {
    expect(problemsOf(fields)).toEqual([[field, expect.stringContaining('excludes')]]);
  });

  test('another limit of a single-use link, and says what to send', () => {
    expect(problemsOf({ single_use: true, usage_limit: 5 })).toEqual([
      ['single_use', expect.stringContaining('Leave out usage_limit, or send 1.')],
    ]);
  });

  test('an unknown field and names the nearest known one', () => {
    expect(problemsOf({ usageLimit: 5 })).toEqual([
      ['usageLimit', 'There is no such field. Did you mean "usage_limit"?'],
    ]);
  });

  test('an unknown field without a guess where none is near', () => {
    expect(problemsOf({ colour: 5 })).toEqual([['colour', 'There is no such field.']]);
  });

  test('null as distinct from a field left out', () => {
    expect(problemsOf({ usage_limit: null })).toEqual([
      ['usage_limit', expect.stringContaining('null is not a value')],
    ]);
  });

  test.each([
    ['account', { account: 'main\ud83d' }],
    ['metadata.order', { metadata: { order: '\udc00x' } }],
    ['metadata.\ufffd', { metadata: { '\ud83d': 'x' } }],
    ['callback_url', { callback_url: 'https://example.org/\ud83d' }],
    ['peer', { peer: '@launch\ud83d' }],
  ])('half a character in %s, and says so', (field, fields) => {
    expect(problemsOf(fields)).toEqual([[field, expect.stringMatching(/half a character/)]]);
  });

  test('an unknown field whose name holds half a character, by a name that can be sent', () => {
    expect(problemsOf({ '\ud83d': 1 })).toEqual([['\ufffd', 'There is no such field.']]);
  });

  test.each([
    ['account', { account: 'main\u200b' }],
    ['callback_url', { callback_url: 'https://example.org/\u200bhook' }],
  ])('an invisible character in %s, and says where it is', (field, fields) => {
    expect(problemsOf(fields)).toEqual([[field, expect.stringMatching(/invisible character.*U\+200B/)]]);
  });

  test.each([
    [{ expire_date: 1_795_875_600_000 }, /looks like milliseconds: write 1795875600\./],
    [{ expire_date: '2027-01-01T00:00:00Z' }, /For this date: write 1798761600\./],
    [{ deadline: 1_795_875_600_000 }, /looks like milliseconds: write 1795875600\./],
    [{ deadline: '2027-01-01' }, /in UTC: write 1798761600\./],
    [{ expire_in: '2027-01-01T00:00:00Z' }, /write "expire_date": 1798761600\./],
    [{ expire_in: 1_795_875_600 }, /write "expire_date": 1795875600\./],
    [{ usage_limit: '5' }, /without quotes: 5\./],
    [{ request_needed: 'true' }, /without quotes: true\./],
    [{ subscription_pricing: { period: '2592000', amount: 5 } }, /without quotes: 2592000\./],
  ])('%j, and says what to write for it', (fields, hint) => {
    expect(problemsOf(fields)).toEqual([[expect.any(String), expect.stringMatching(hint)]]);
  });

  test('a name that is empty, and shows that it is', () => {
    expect(problemsOf({ '': 1, metadata: { '': 'x' } }).map(([field]) => field)).toEqual([
      'metadata.""',
      '""',
    ]);
  });

  test('a metadata key that would be lost', () => {
    expect(problemsOf(JSON.parse('{"metadata":{"__proto__":"x"}}')).map(([field]) => field)).toEqual([
      'metadata.__proto__',
    ]);
  });

  test('everything at once', () => {
    const body = { peer: 5, usage_limit: '5', request_needed: true, colour: 1, metadata: { a: 1 } };
    expect(
      parseInviteRequest(body)
        .problems?.map(({ field }) => field)
        .sort(),
    ).toEqual(['account', 'colour', 'metadata.a', 'peer', 'request_needed', 'usage_limit'].sort());
  });
});

describe('findDateProblems', () => {
  const nowMs = 1_800_000_000_000;
  const nowSeconds = nowMs / 1000;
  function fieldsOf(dates: { expire_date?: number; deadline?: number }) {
    return findDateProblems({ account: 'main', ...dates }, nowMs).map(({ field }) => field);
  }

  test('refuses dates that are not in the future', () => {
    expect(fieldsOf({ expire_date: nowSeconds, deadline: nowSeconds })).toEqual(['expire_date', 'deadline']);
  });

  test('takes an expire_date that is long past for a number of seconds', () => {
    expect(findDateProblems({ account: 'main', expire_date: 86_400 }, nowMs)).toEqual([
      {
        field: 'expire_date',
        detail: 'expire_date is not in the future. For seconds from now write "expire_in": 86400.',
      },
    ]);
  });

  test('takes dates one second ahead', () => {
    expect(fieldsOf({ expire_date: nowSeconds + 1, deadline: nowSeconds + 1 })).toEqual([]);
  });

  test('takes a deadline 30 days ahead and none further', () => {
    expect(fieldsOf({ deadline: nowSeconds + 30 * 86_400 })).toEqual([]);
    expect(fieldsOf({ deadline: nowSeconds + 30 * 86_400 + 1 })).toEqual(['deadline']);
  });
});
