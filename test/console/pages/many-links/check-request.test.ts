import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkRequest } from '../../../../console/pages/many-links/check-request.ts';
import {
  findDateProblems,
  type ParsedInviteRequest,
  parseInviteRequest,
} from '../../../../functions/core/request/invite-request.ts';

const nowMs = Date.UTC(2026, 10, 30);
const nowSecond = nowMs / 1000;

function pick<T>(...values: T[]) {
  return fc.option(fc.constantFrom(...values), { nil: undefined });
}

const requests = fc
  .record({
    account: fc.constantFrom<unknown>('main', 'a_b-9', 'Main', '', '-a', 'a'.repeat(33), undefined),
    peer: pick<unknown>(
      '@launch',
      't.me/launch',
      '-1001234567890',
      'two words',
      '#-5',
      'ada@example.com',
      'https://example.com/launch',
      {
        _: 'inputPeerChat',
        chat_id: 5,
      },
    ),
    chat_id: pick('@launch'),
    title: pick(
      'order',
      '',
      'x'.repeat(32),
      'x'.repeat(33),
      '😀'.repeat(32),
      '\ud800',
      `a${' '.repeat(40)}b`,
    ),
    expire_in: pick(0, 1, 157_680_000, 157_680_001),
    expire_date: pick(nowSecond, nowSecond + 1, 2 ** 31 - 1, 2 ** 31),
    usage_limit: pick(0, 1, 2, 99_999, 100_000),
    request_needed: pick(true, false),
    subscription_pricing: pick<unknown>(
      { period: 2_592_000, amount: 1 },
      { period: 2_592_000, amount: 10_001 },
      { period: 2_592_000 },
      { period: 60, amount: 5 },
      { amount: 5 },
    ),
    legacy_revoke_permanent: pick(true, false),
    track_joins: pick<unknown>(true, false, 'names'),
    single_use: pick(true, false),
    deadline: pick(nowSecond, nowSecond + 1, nowSecond + 30 * 86_400, nowSecond + 30 * 86_400 + 1),
    priority: pick('high', 'low', 'soon'),
    metadata: pick<unknown>(
      { a: 'b' },
      { ['k'.repeat(41)]: 'v' },
      { a: 'v'.repeat(501) },
      Object.fromEntries(Array.from({ length: 17 }, (_, index) => [`k${index}`, 'v'])),
    ),
  })
  .map((fields) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)));

/** Few fields at once, so that some requests are right. */
const fewFields = fc
  .tuple(requests, fc.uniqueArray(fc.nat(14), { maxLength: 4 }))
  .map(([request, kept]) =>
    Object.fromEntries(
      Object.entries(request).filter(([name], index) => name === 'account' || kept.includes(index)),
    ),
  );

test.each([
  '@Launch_Team',
  ' t.me/launch_team ',
  'https://telegram.me/launch_team?boost',
  'https://t.me/+AbCdEf-Hij_LmNoP',
  'tg://resolve?domain=launch_team',
  'launch_team.t.me',
  'https://www.t.me/launch_team',
  'https://web.telegram.org/k/#@launch_team',
  'https://web.telegram.org/a/#-1001234567890',
  '-4567',
])('the chat %j, which the service reads, passes', (peer) => {
  const request = { account: 'main', peer };
  expect(parseInviteRequest(request)).not.toHaveProperty('problems');
  expect(checkRequest(request, nowMs)).toEqual([]);
});

test('a row passes if and only if the service takes its request', () => {
  fc.assert(
    fc.property(fc.oneof(requests, fewFields), (request) => {
      const { problems = [] } = parseInviteRequest(request);
      const dateProblems = findDateProblems(request as ParsedInviteRequest, nowMs);
      const fields = new Set(checkRequest(request, nowMs).map(({ field }) => field));
      expect(fields).toEqual(new Set([...problems, ...dateProblems].map(({ field }) => field)));
    }),
    { numRuns: 2_000 },
  );
});
