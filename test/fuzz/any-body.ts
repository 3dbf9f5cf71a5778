import * as fc from 'fast-check';

/** Texts that have broken software before. */
const hostileText = fc.constantFrom(
  '',
  ' ',
  '\u0000',
  '\u202Eabc\u202C',
  '\uFEFF',
  '\uD800',
  'a\u0301'.repeat(32),
  '👩‍👩‍👧‍👦'.repeat(5),
  '😀'.repeat(32),
  '😀'.repeat(33),
  'مرحبا بالعالم',
  '=cmd()|x',
  '<script>alert(1)</script>',
  "'; DROP TABLE jobs; --",
  '__proto__',
  'constructor',
  'x'.repeat(5_000),
  '2027-01-01T00:00:00Z',
  '1795875600',
  'launch\u200b',
  'half \uDE00',
);

export const anyText = fc.oneof(
  hostileText,
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc.string({ maxLength: 40 }),
);

const hostileNumber = fc.constantFrom(
  0,
  -1,
  1,
  1.5,
  99_999,
  100_000,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 53,
  1e21,
  1e308,
  5e-324,
  253_402_300_800,
  1_795_875_600_000,
  1_795_875_600.5,
);

export const anyNumber = fc.oneof(hostileNumber, fc.integer(), fc.double({ noNaN: true }));

const anyValue = fc.oneof(
  anyText,
  anyNumber,
  fc.boolean(),
  fc.constant(null),
  fc.jsonValue({ maxDepth: 3 }),
  fc.dictionary(anyText, anyText, { maxKeys: 3 }),
);

/** Mostly what the field takes, so that the other fields are reached. */
function mostly<T>(valid: fc.Arbitrary<T>): fc.Arbitrary<unknown> {
  return fc.oneof({ arbitrary: valid, weight: 12 }, { arbitrary: anyValue, weight: 1 });
}

/** Mostly some minutes ahead; also long ago, and further ahead than a job lives. */
const anyDate = fc.oneof(
  {
    arbitrary: fc.integer({ min: 600, max: 1600 }).map((seconds) => Math.floor(Date.now() / 1000) + seconds),
    weight: 2,
  },
  { arbitrary: fc.constantFrom(1, 1_700_000_000, 2 ** 31 - 1), weight: 1 },
);

const knownPeer = fc.constantFrom(
  '@launch',
  'launch',
  't.me/launch',
  'https://t.me/+AbCdEfGhIjKlMnOp',
  '-1001234567890',
  '-5',
  'launch.t.me',
  'web.t.me',
  'https://web.telegram.org/k/#@launch',
  'https://web.telegram.org/k/#-1500000003',
  'https://web.telegram.org/a/#-1001500000003_42',
  'https://web.telegram.org/a/#?tgaddr=tg%3A%2F%2Fresolve%3Fdomain%3Dlaunch',
  '@launch\u200b',
  '@lau\u200bnch',
);

const peerObject = fc.record({
  _: fc.constantFrom('inputPeerChannel', 'peerChat', 'message', ''),
  channel_id: anyNumber,
});

const anyPeer = fc.oneof(
  { arbitrary: knownPeer, weight: 6 },
  { arbitrary: peerObject, weight: 1 },
  { arbitrary: anyText, weight: 1 },
);

const optionalFields: Record<string, fc.Arbitrary<unknown>> = {
  title: mostly(anyText),
  expire_date: mostly(anyDate),
  expire_in: mostly(fc.integer({ min: 1, max: 1_000_000 })),
  usage_limit: mostly(fc.integer({ min: 1, max: 99_999 })),
  request_needed: mostly(fc.boolean()),
  track_joins: mostly(fc.constantFrom(true, 'names', false)),
  single_use: mostly(fc.boolean()),
  subscription_pricing: mostly(fc.record({ period: fc.constant(2_592_000), amount: anyNumber })),
  legacy_revoke_permanent: mostly(fc.boolean()),
  deadline: mostly(anyDate),
  metadata: mostly(fc.dictionary(anyText, anyText, { maxKeys: 18 })),
  callback_url: mostly(
    fc.constantFrom('https://example.org/hook', 'http://127.0.0.1/', 'file:///etc/passwd'),
  ),
  tilte: anyValue,
  member_limit: anyValue,
  name: anyValue,
  '': anyValue,
  '\uD83D': anyValue,
};

/** A body of POST /v1/invites: often valid, or wrong in a place or two. */
export function inviteBody(account: string): fc.Arbitrary<Record<string, unknown>> {
  return fc.subarray(Object.keys(optionalFields), { maxLength: 3 }).chain((names) =>
    fc.record({
      account: fc.oneof({ arbitrary: fc.constant(account), weight: 20 }, { arbitrary: anyValue, weight: 1 }),
      peer: mostly(anyPeer),
      ...Object.fromEntries(names.map((name) => [name, optionalFields[name] ?? anyValue])),
    }),
  );
}

/** A body of POST /v1/invites/batch. */
export function batchBody(account: string): fc.Arbitrary<Record<string, unknown>> {
  const one = inviteBody(account);
  return fc.oneof(
    fc.record({ items: fc.array(one, { maxLength: 4 }) }),
    fc.record({ item: one, count: mostly(fc.integer({ min: 1, max: 5 })) }),
    fc.record({
      items: fc.array(fc.constant({ account, peer: '@launch' }), { minLength: 101, maxLength: 120 }),
    }),
    fc.record({ items: anyValue, item: anyValue, count: anyNumber }),
  );
}

/** Bytes that are no JSON object, or one that a parser may stumble over. */
export function anyBytes(account: string): fc.Arbitrary<string | Uint8Array> {
  const valid = `"account":${JSON.stringify(account)},"peer":"@launch"`;
  return fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.json(),
    fc.integer({ min: 1, max: 12_000 }).map((depth) => '['.repeat(depth)),
    fc
      .integer({ min: 1, max: 5_000 })
      .map((depth) => `{${valid},"metadata":${'{"a":'.repeat(depth)}1${'}'.repeat(depth + 1)}`),
    fc
      .integer({ min: 1, max: 30 })
      .map((times) => `{${Array(times).fill(`${valid},"title":"a"`).join(',')}}`),
    fc.constantFrom(
      '',
      'null',
      '\uFEFF{}',
      `{${valid},"usage_limit":1e400}`,
      `{${valid},"usage_limit":${'9'.repeat(400)}}`,
      `{${valid},"expire_date":-0}`,
      `{${valid},"__proto__":{"usage_limit":1}}`,
      `{${valid},"metadata":{"__proto__":"x"}}`,
      `{${valid},"title":"\\ud800"}`,
      `{"account":"${'a'.repeat(40_000)}"}`,
    ),
    fc.tuple(inviteBody(account), fc.nat(80)).map(([body, cut]) => JSON.stringify(body).slice(0, cut)),
  );
}
