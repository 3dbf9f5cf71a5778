import { describe, expect, test } from 'vitest';
import { parseBatchRequest } from '../../../../functions/core/request/batch-request.ts';
import { parseInviteRequest } from '../../../../functions/core/request/invite-request.ts';

function detailOf(field: string, value: unknown = 1): string | undefined {
  const { problems = [] } = parseInviteRequest({ account: 'main', peer: '@launch', [field]: value });
  return problems.find((problem) => problem.field === field)?.detail;
}

describe('a field under the name that it has elsewhere is refused with its name here:', () => {
  test.each([
    // https://core.telegram.org/bots/api#createchatinvitelink
    ['name', 'title'],
    ['member_limit', 'usage_limit'],
    ['creates_join_request', 'request_needed'],
    ['subscription_period', 'subscription_pricing.period'],
    ['subscription_price', 'subscription_pricing.amount'],
    // TDLib and libraries
    ['expiration_date', 'expire_date'],
    ['memberLimit', 'usage_limit'],
    ['member-limit', 'usage_limit'],
    ['member_limits', 'usage_limit'],
    ['createsJoinRequest', 'request_needed'],
    ['creates_join_requests', 'request_needed'],
    ['withApproval', 'request_needed'],
    ['requireApproval', 'request_needed'],
    ['expires', 'expire_date'],
    ['channel_id', 'peer'],
    ['webhook', 'callback_url'],
  ])('%s is %s', (field, here) => {
    expect(detailOf(field)).toBe(`There is no such field. Here it is called "${here}".`);
  });
});

describe('a field in another spelling is refused with the right one:', () => {
  test.each([
    ['expireDate', 'expire_date'],
    ['usageLimit', 'usage_limit'],
    ['usage-limit', 'usage_limit'],
    ['chatId', 'chat_id'],
    ['requestNeeded', 'request_needed'],
    ['legacyRevokePermanent', 'legacy_revoke_permanent'],
    ['subscriptionPricing', 'subscription_pricing'],
    ['callbackUrl', 'callback_url'],
    ['tilte', 'title'],
  ])('%s is %s', (field, right) => {
    expect(detailOf(field)).toBe(`There is no such field. Did you mean "${right}"?`);
  });
});

test('chat_id is a name of the peer, as in the Bot API', () => {
  expect(parseInviteRequest({ account: 'main', chat_id: '@launch' })).toMatchObject({
    request: { peer: '@launch' },
  });
});

test('the Idempotency-Key is a header', () => {
  expect(detailOf('idempotency_key')).toBe('There is no such field. It is a header: Idempotency-Key.');
});

test.each(['colour', 'x', 'is_primary', '日本', 'price_of_everything'])(
  'nothing is guessed for %s',
  (field) => {
    expect(detailOf(field)).toBe('There is no such field.');
  },
);

test('names of the price are told inside of it', () => {
  const subscription_pricing = { period: 2_592_000, amount: 5, star_count: 5 };
  const { problems } = parseInviteRequest({ account: 'main', peer: '@launch', subscription_pricing });
  expect(problems).toEqual([
    {
      field: 'subscription_pricing.star_count',
      detail: 'There is no such field. Here it is called "amount".',
    },
  ]);
});

test('names of a batch are told', () => {
  const { problems } = parseBatchRequest({ items: [{ account: 'main' }], requests: [] });
  expect(problems).toEqual([
    { field: 'requests', detail: 'There is no such field. Here it is called "items".' },
  ]);
});
